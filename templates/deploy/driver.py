#!/usr/bin/env python3
"""Runs the network on the board, through PYNQ.

Copy this folder with the bitstream (.bit) and the hardware handoff (.hwh) to the board. From Python:

    from driver import Network

    network = Network()               # loads the bitstream of this folder
    y = network(x)                    # one input, one output: arrays of numbers, samples first
    outputs = network(a=a, b=b)       # several: by name; a dictionary where there are several outputs
    raw = network.mantissas(x)        # the integers that the ports carry, by output
    network.samples_a_second          # of the last run, transfers included

From a shell, as root: python3 driver.py X.npz Y.npz, both by the names of the model's inputs and outputs.

Arrays have the model's own layout and one axis of samples in front. Numbers are quantised here, as the types of the
ports say: the hardware takes and gives integers.
"""

import sys
import time

import numpy as np
from words import DeployError, HostNetwork, run_shell

# Registers of the wrapper: start and state, and how many samples a batch has.
CONTROL, BATCH = 0x00, 0x10
START, IDLE = 0x1, 0x4


class Network(HostNetwork):
    """The network on the board, with buffers that DMA engines reach."""

    def __init__(self, bitstream=None, timeout=10.0, download=True):
        from pynq import Overlay

        super().__init__(timeout)
        record = self.deployment.record
        path = str(bitstream) if bitstream is not None else str(self.deployment.folder / record["bitstream"])
        try:
            self.overlay = Overlay(path, download=download)
        except (OSError, ValueError, RuntimeError) as cause:
            raise DeployError(f"Cannot load {path}: {cause}") from cause
        self.core = self._cell("network")
        engines = [self._cell(f"dma_{i}") for i in range(max(len(self.deployment.inputs), len(self.deployment.outputs)))]
        self.senders = [engine.sendchannel for engine in engines[: len(self.deployment.inputs)]]
        self.receivers = [engine.recvchannel for engine in engines[: len(self.deployment.outputs)]]
        #: Samples of a batch: no transfer of one is longer than an engine can count.
        ports = self.deployment.inputs + self.deployment.outputs
        self.batch = (2 ** record["lengthBits"] - 1) // max(port.sample_bytes for port in ports)
        if self.batch == 0:
            raise DeployError("Cannot run the network: a sample has more bytes than a DMA engine can count")
        self._buffers = None

    def close(self):
        """Gives back the memory of the buffers."""
        for buffer in self._buffers[1] + self._buffers[2] if self._buffers else []:
            buffer.freebuffer()
        self._buffers = None

    def _exchange(self, data, outputs, samples):
        for first, end in self.deployment.batches(samples, self.batch):
            self._run(first, end, data, outputs)

    def _cell(self, name):
        cell = getattr(self.overlay, name, None)
        if cell is None:
            raise DeployError(f"Cannot use the bitstream: it has no {name}; is it that of this project?")
        return cell

    def _run(self, first, end, data, outputs):
        samples = end - first
        taken, given = self._buffers_of(samples)
        for port, part, buffer in zip(self.deployment.inputs, data, taken):
            buffer[:] = part[first * port.sample_bytes : end * port.sample_bytes]
        self._wait(lambda: self.core.read(CONTROL) & IDLE, "the network is still busy with another batch")
        # Who receives is ready before anything is sent; the engines of outputs end with the packet.
        for channel, buffer in zip(self.receivers, given):
            channel.transfer(buffer)
        self.core.write(BATCH, samples)
        self.core.write(CONTROL, START)
        for channel, buffer in zip(self.senders, taken):
            channel.transfer(buffer)
        for kind, ports, channels in (
            ("input", self.deployment.inputs, self.senders),
            ("output", self.deployment.outputs, self.receivers),
        ):
            for port, channel in zip(ports, channels):
                self._finish(kind, port, channel)
        for port, part, buffer in zip(self.deployment.outputs, outputs, given):
            part[first * port.sample_bytes : end * port.sample_bytes] = buffer

    def _finish(self, kind, port, channel):
        verb = "was not taken" if kind == "input" else "did not come"
        self._wait(lambda: channel.idle or channel.error, f"{kind} {port.name!r} {verb}")
        try:
            channel.wait()
        except RuntimeError as cause:
            raise DeployError(f"Cannot run the network: the DMA engine of {kind} {port.name!r} says: {cause}") from cause

    def _wait(self, done, what):
        until = time.monotonic() + self.timeout
        while not done():
            if time.monotonic() > until:
                raise DeployError(
                    f"Cannot run the network: {what} within {self.timeout:g} s; load the bitstream again before the next run"
                )

    def _buffers_of(self, samples):
        from pynq import allocate

        if self._buffers is None or self._buffers[0] != samples:
            self.close()
            make = lambda ports: [allocate(shape=(samples * port.sample_bytes,), dtype=np.uint8) for port in ports]
            try:
                self._buffers = (samples, make(self.deployment.inputs), make(self.deployment.outputs))
            except (MemoryError, RuntimeError) as cause:
                raise DeployError(f"Cannot allocate buffers for {samples} samples: {cause}; give fewer at once") from cause
        return self._buffers[1], self._buffers[2]


if __name__ == "__main__":
    sys.exit(run_shell(Network))
