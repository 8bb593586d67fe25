#!/usr/bin/env python3
"""Runs the network on the card, through XRT.

From Python, in this folder with the .xclbin that v++ linked:

    from host import Network

    network = Network()               # loads the .xclbin of this folder onto device 0
    y = network(x)                    # one input, one output: arrays of numbers, samples first
    outputs = network(a=a, b=b)       # several: by name; a dictionary where there are several outputs
    raw = network.mantissas(x)        # the integers that the ports carry, by output
    network.samples_a_second          # of the last run, transfers included

From a shell: python3 host.py X.npz Y.npz, both by the names of the model's inputs and outputs.

Arrays have the model's own layout and one axis of samples in front. Numbers are quantised here, as the types of the
ports say: the kernel takes and gives integers.
"""

import sys

import numpy as np
from words import DeployError, HostNetwork, run_shell

# Bytes of the largest buffer: a bank may have more of them than a host wants to give.
MOST_BYTES = 2**26


class Network(HostNetwork):
    """The network on a card, with buffers in its memory."""

    def __init__(self, xclbin=None, device=0, timeout=10.0):
        import pyxrt

        self.xrt = pyxrt
        super().__init__(timeout)
        record = self.deployment.record
        path = str(xclbin) if xclbin is not None else str(self.deployment.folder / record["xclbin"])
        try:
            self.device = pyxrt.device(device)
            uuid = self.device.load_xclbin(path)
            self.kernel = pyxrt.kernel(self.device, uuid, record["kernel"], pyxrt.kernel.exclusive)
        except (OSError, ValueError, RuntimeError) as cause:
            raise DeployError(f"Cannot load {path} onto device {device}: {cause}") from cause
        self.ports = self.deployment.inputs + self.deployment.outputs
        #: Samples of a batch: no buffer of one is larger than a bank.
        most = min(record["bankBytes"], MOST_BYTES)
        self.batch = max(most // max(port.sample_bytes for port in self.ports), 1)
        self._buffers = None

    def close(self):
        """Gives back the memory of the buffers."""
        self._buffers = None

    def _exchange(self, data, outputs, samples):
        for first, end in self.deployment.batches(samples, self.batch):
            self._run(first, end, data, outputs)

    def _run(self, first, end, data, outputs):
        to_device = self.xrt.xclBOSyncDirection.XCL_BO_SYNC_BO_TO_DEVICE
        from_device = self.xrt.xclBOSyncDirection.XCL_BO_SYNC_BO_FROM_DEVICE
        samples = end - first
        buffers = self._buffers_of(samples)
        taken, given = buffers[: len(data)], buffers[len(data) :]
        for port, part, buffer in zip(self.deployment.inputs, data, taken):
            size = samples * port.sample_bytes
            buffer.write(np.ascontiguousarray(part[first * port.sample_bytes : end * port.sample_bytes]), 0)
            buffer.sync(to_device, size, 0)
        # The arguments of the kernel: its ports in order, then the batch.
        run = self.kernel(*buffers, samples)
        state = run.wait(int(self.timeout * 1000))
        if state != self.xrt.ert_cmd_state.ERT_CMD_STATE_COMPLETED:
            raise DeployError(
                f"Cannot run the network: {samples} samples did not come within {self.timeout:g} s ({state}); "
                "reset the card before the next run (xbutil reset)"
            )
        for port, part, buffer in zip(self.deployment.outputs, outputs, given):
            size = samples * port.sample_bytes
            buffer.sync(from_device, size, 0)
            read = np.asarray(buffer.read(size, 0)).view(np.uint8)
            part[first * port.sample_bytes : end * port.sample_bytes] = read

    def _buffers_of(self, samples):
        if self._buffers is None or self._buffers[0] != samples:
            self.close()
            normal = self.xrt.bo.normal
            sizes = [samples * port.sample_bytes for port in self.ports]
            try:
                made = [self.xrt.bo(self.device, size, normal, self.kernel.group_id(i)) for i, size in enumerate(sizes)]
            except (MemoryError, RuntimeError) as cause:
                raise DeployError(f"Cannot allocate buffers for {samples} samples: {cause}; give fewer at once") from cause
            self._buffers = (samples, made)
        return self._buffers[1]


if __name__ == "__main__":
    sys.exit(run_shell(Network))
