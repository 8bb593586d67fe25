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
from words import DeployError, Deployment, run_shell

# The board begins anew at a break of 20 bits; this is longer at any rate.
BREAK_SECONDS = 0.01


class Network:
    """The network at the other end of a serial line."""

    def __init__(self, port=None, timeout=10.0):
        import serial

        self.deployment = Deployment()
        record = self.deployment.record
        port = port if port is not None else os.environ.get("INTERLACE_PORT", "/dev/ttyUSB0")
        self.timeout, self.in_flight = timeout, record["samplesInFlight"]
        self.samples_a_second = None
        self.failures = (serial.SerialException, OSError)
        try:
            self.line = serial.Serial(port, record["baud"], timeout=timeout, write_timeout=timeout)
        except (*self.failures, ValueError) as cause:
            raise DeployError(f"Cannot open {port}: {cause}") from cause

    def __call__(self, /, *arrays, **named):
        """The outputs in numbers: an array where there is one output, else a dictionary by name."""
        return self.deployment.numbers(self.mantissas(*arrays, **named))

    def mantissas(self, /, *arrays, **named):
        """The outputs as the integers that the ports carry, in the model's layout, by name."""
        data, samples = self.deployment.encode(arrays, named)
        rows = [part.reshape(samples, -1) for part in data]
        sizes = [port.sample_bytes for port in self.deployment.outputs]
        made = np.empty((samples, sum(sizes)), np.uint8)
        began = time.perf_counter()
        try:
            self._reset()
            self._exchange(rows, made)
        except self.failures as cause:
            raise DeployError(f"Cannot run the network: the serial line says: {cause}") from cause
        self.samples_a_second = samples / max(time.perf_counter() - began, 1e-9)
        parts = np.split(made, np.cumsum(sizes)[:-1], axis=1)
        return self.deployment.decode([np.ascontiguousarray(part).reshape(-1) for part in parts])

    def close(self):
        """Closes the line."""
        self.line.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _reset(self):
        """Whatever was on its way is forgotten, here and there."""
        self.line.send_break(BREAK_SECONDS)
        time.sleep(BREAK_SECONDS)
        self.line.reset_input_buffer()

    def _exchange(self, rows, made):
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
        for number, row in enumerate(made):
            got = self.line.read(len(row))
            if len(got) < len(row):
                if failed:
                    raise failed[0]
                raise DeployError(
                    f"Cannot run the network: of sample {number} came {len(got)} of {len(row)} bytes within {self.timeout:g} s"
                )
            row[:] = np.frombuffer(got, np.uint8)
            room.release()
        sender.join()


if __name__ == "__main__":
    sys.exit(run_shell(Network))
