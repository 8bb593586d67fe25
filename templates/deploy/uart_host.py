#!/usr/bin/env python3
"""Runs the network on the board, through its serial line.

From Python, in this folder:

    from host import Network

    with Network("/dev/ttyUSB0") as network:
        y = network(x)                # one input, one output: arrays of numbers, samples first
        outputs = network(a=a, b=b)   # several: by name; a dictionary where there are several outputs
        raw = network.mantissas(x)    # the integers that the ports carry, by output
        network.samples_a_second      # of the last run: the line's rate, not the network's

From a shell: python3 host.py X.npz Y.npz, both by the names of the model's inputs and outputs; the line is named by
INTERLACE_PORT, /dev/ttyUSB0 if it is not set.

Arrays have the model's own layout and one axis of samples in front. Numbers are quantised here, as the types of the
ports say: the hardware takes and gives integers. Needs pyserial.
"""

import os
import sys
import threading
import time

import numpy as np
from words import DeployError, HostNetwork, run_shell

# The board begins anew at a break of 20 bits; this is longer at any rate.
BREAK_SECONDS = 0.01


class Network(HostNetwork):
    """The network at the other end of a serial line."""

    def __init__(self, port=None, timeout=10.0):
        import serial

        super().__init__(timeout)
        record = self.deployment.record
        port = port if port is not None else os.environ.get("INTERLACE_PORT", "/dev/ttyUSB0")
        self.in_flight = record["samplesInFlight"]
        self.failures = (serial.SerialException, OSError)
        try:
            self.line = serial.Serial(port, record["baud"], timeout=timeout, write_timeout=timeout)
        except (*self.failures, ValueError) as cause:
            raise DeployError(f"Cannot open {port}: {cause}") from cause

    def close(self):
        """Closes the line."""
        self.line.close()

    def _exchange(self, data, outputs, samples):
        rows = [part.reshape(samples, -1) for part in data]
        results = [part.reshape(samples, -1) for part in outputs]
        try:
            self._reset()
            self._send_and_receive(rows, results)
        except self.failures as cause:
            raise DeployError(f"Cannot run the network: the serial line says: {cause}") from cause

    def _reset(self):
        """Whatever was on its way is forgotten, here and there."""
        self.line.send_break(BREAK_SECONDS)
        time.sleep(BREAK_SECONDS)
        self.line.reset_input_buffer()

    def _send_and_receive(self, rows, results):
        # The line cannot be told to wait: no more samples are sent than the board has room for, and what comes is read
        # while others are sent.
        room, failed = threading.Semaphore(self.in_flight), []

        def send():
            try:
                for parts in zip(*rows):
                    if not room.acquire(timeout=self.timeout):
                        return
                    for part in parts:
                        self.line.write(part.tobytes())
            except self.failures as cause:
                failed.append(cause)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        # A sample comes back port by port.
        ends = np.cumsum([result.shape[1] for result in results])
        size = int(ends[-1])
        for number in range(len(results[0])):
            got = self.line.read(size)
            if len(got) < size:
                if failed:
                    raise failed[0]
                raise DeployError(
                    f"Cannot run the network: of sample {number} came {len(got)} of {size} bytes within {self.timeout:g} s"
                )
            for result, part in zip(results, np.split(np.frombuffer(got, np.uint8), ends[:-1])):
                result[number] = part
            room.release()
        sender.join()


if __name__ == "__main__":
    sys.exit(run_shell(Network))
