"""The numbers of a network as its hardware has them: quantised, packed into bytes, and back.

Needs NumPy and nothing else; what the ports are like stands in network.json.
"""

import json
import sys
import time
import zipfile
from pathlib import Path

import numpy as np


class DeployError(Exception):
    """What was asked for cannot be done; the message says why."""


def quantise(values, type):
    """The integers that ap_fixed(double) makes of numbers, as the lowest bits of uint64, sign extended."""
    width, fraction = type["width"], type["width"] - type["integer"]
    values = np.asarray(values, np.float64)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        scaled = np.ldexp(values, fraction)
        # What became too small to be exact still lies on one side of zero, nearer to it than to anything else.
        lost = (values != 0) & (np.abs(scaled) < 2.0**-1000)
        scaled = np.where(lost, np.copysign(2.0**-1000, values), scaled)
        # Beyond 2^117 a double is a multiple of 2^64: how many times does not matter.
        far = np.abs(scaled) >= 2.0**117
        scaled = np.where(far, np.copysign(2.0**117, values), scaled)
        # Rounded by magnitude: what is behind the point is exact then.
        magnitude = np.abs(scaled)
        whole = np.floor(magnitude)
        away = _rounds_away(type["quantization"], values < 0, whole, magnitude - whole)
        whole = np.copysign(whole + away, scaled)
        bits = _modulo(whole)
    return _overflow(type, whole, bits, width)


def _rounds_away(mode, negative, whole, rest):
    """1 where a magnitude becomes the next integer; `rest` is what it has behind the point."""
    tie, more = rest == 0.5, rest > 0.5
    away = {
        "AP_TRN": lambda: negative & (rest > 0),
        "AP_TRN_ZERO": lambda: np.zeros(rest.shape, bool),
        "AP_RND": lambda: more | (tie & ~negative),
        "AP_RND_ZERO": lambda: more,
        "AP_RND_INF": lambda: more | tie,
        "AP_RND_MIN_INF": lambda: more | (tie & negative),
        "AP_RND_CONV": lambda: more | (tie & (np.fmod(whole, 2.0) != 0)),
    }[mode]()
    return away.astype(np.float64)


def _modulo(whole):
    """Integers that are doubles, modulo 2^64."""
    magnitude = np.fmod(np.abs(whole), 2.0**64).astype(np.uint64)
    return np.where(whole < 0, ~magnitude + np.uint64(1), magnitude)


def _overflow(type, whole, bits, width):
    signed, mode = type["signed"], type["overflow"]
    highest = (1 << (width - 1 if signed else width)) - 1
    lowest = -highest - 1 if signed else 0
    if mode == "AP_SAT_SYM" and signed:
        lowest = -highest
    # These are powers of two, or one more: doubles hold the powers.
    over = whole >= 2.0 ** (width - 1 if signed else width)
    under = whole <= -(2.0 ** (width - 1)) if lowest == -highest and signed else whole < float(lowest)
    if mode != "AP_WRAP":
        zero = mode == "AP_SAT_ZERO"
        bits = np.where(over, np.uint64(0 if zero else highest), bits)
        bits = np.where(under, np.uint64(0 if zero else lowest % 2**64), bits)
    return _extended(bits, width, signed)


def _extended(bits, width, signed):
    """The lowest bits of numbers, repeated by their sign or filled up with 0."""
    spare = np.uint64(64 - width)
    if signed:
        return ((bits << spare).view(np.int64) >> np.int64(64 - width)).view(np.uint64)
    return (bits << spare) >> spare


class Port:
    """An input or output: its layout in the model, its type, and how it lies in bytes."""

    def __init__(self, record):
        self.name = record["name"]
        #: Shape of a sample in the model's layout.
        self.source_shape = tuple(record["sourceShape"])
        self.axes = tuple(record["axes"])
        self.type = record["type"]
        self.slot = np.dtype("<u%d" % (record["slotBits"] // 8))
        self.elements, self.beats, self.beat_bytes = record["elements"], record["beats"], record["beatBytes"]
        #: Bytes of a sample.
        self.sample_bytes = self.beats * self.beat_bytes

    def quantise(self, array):
        """Samples in the model's layout as integers, a contiguous row a sample, channels last."""
        moved = np.transpose(array, (0,) + tuple(axis + 1 for axis in self.axes))
        return quantise(np.ascontiguousarray(moved).reshape(len(array), -1), self.type)

    def pack(self, rows):
        """Rows of integers as bytes, one after the other."""
        beats = np.zeros((len(rows), self.beats, self.beat_bytes), np.uint8)
        slots = np.ascontiguousarray(rows.reshape(len(rows), self.beats, self.elements).astype(self.slot))
        used = self.elements * self.slot.itemsize
        beats[:, :, :used] = slots.view(np.uint8).reshape(len(rows), self.beats, used)
        return beats.reshape(-1)

    def unpack(self, data):
        """The inverse of pack(): rows of integers, int64 or, for a type without a sign, uint64."""
        beats = np.ascontiguousarray(data, np.uint8).reshape(-1, self.beats, self.beat_bytes)
        used = self.elements * self.slot.itemsize
        slots = np.ascontiguousarray(beats[:, :, :used]).view(self.slot).reshape(len(beats), -1)
        bits = _extended(slots.astype(np.uint64), self.type["width"], self.type["signed"])
        return bits.view(np.int64) if self.type["signed"] else bits

    def to_source(self, rows):
        """Rows in the model's layout."""
        shape = tuple(self.source_shape[axis] for axis in self.axes)
        back = (0,) + tuple(axis + 1 for axis in np.argsort(self.axes))
        return np.ascontiguousarray(np.transpose(rows.reshape((len(rows),) + shape), back))

    def numbers(self, mantissas):
        """The real numbers that integers stand for."""
        return np.ldexp(mantissas.astype(np.float64), self.type["integer"] - self.type["width"])

    def checked(self, given):
        """Data of this input as an array of doubles."""
        try:
            array = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError) as cause:
            raise DeployError(f"Cannot use the data of {self.name!r}: they are no numbers ({cause})") from cause
        if array.ndim == 0 or array.shape[1:] != self.source_shape or len(array) == 0:
            wanted = ", ".join(map(str, ("N",) + self.source_shape))
            raise DeployError(f"Cannot use data of shape {array.shape} for {self.name!r}: give ({wanted})")
        if not np.isfinite(array).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise DeployError(f"Cannot quantise {self.name!r}: element {place} is {array[place]}; inputs must be finite")
        return array


class Deployment:
    """A network behind words: what every program of a host does before and after the hardware."""

    def __init__(self, folder=None):
        folder = Path(folder) if folder is not None else Path(__file__).resolve().parent
        try:
            record = json.loads((folder / "network.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as cause:
            raise DeployError(f"Cannot open {folder}: network.json cannot be read ({cause})") from cause
        self.folder, self.record = folder, record
        self.inputs = [Port(port) for port in record["inputs"]]
        self.outputs = [Port(port) for port in record["outputs"]]

    def encode(self, arrays, named):
        """Bytes of every input, and how many samples they are."""
        names = [port.name for port in self.inputs]
        known = ", ".join(map(repr, names))
        if len(arrays) > len(names):
            raise DeployError(f"Cannot use {len(arrays)} arrays: the inputs are {known}")
        by_name = dict(zip(names, arrays))
        for name, array in named.items():
            if name not in names:
                raise DeployError(f"Cannot use {name!r}: the inputs are {known}")
            if name in by_name:
                raise DeployError(f"Cannot use {name!r}: it was given twice")
            by_name[name] = array
        missing = [name for name in names if name not in by_name]
        if missing:
            raise DeployError(f"Cannot run the network: {', '.join(map(repr, missing))} has no data")
        bound = [port.checked(by_name[port.name]) for port in self.inputs]
        if len({len(array) for array in bound}) > 1:
            counts = ", ".join(f"{port.name!r} has {len(array)}" for port, array in zip(self.inputs, bound))
            raise DeployError(f"Cannot use the inputs: they have different numbers of samples: {counts}")
        return [port.pack(port.quantise(array)) for port, array in zip(self.inputs, bound)], len(bound[0])

    def decode(self, data):
        """The outputs of bytes, as integers in the model's layout, by name."""
        return {port.name: port.to_source(port.unpack(part)) for port, part in zip(self.outputs, data)}

    def numbers(self, raw):
        """What integers of the outputs stand for: an array where there is one output, else a dictionary by name."""
        numbers = {port.name: port.numbers(raw[port.name]) for port in self.outputs}
        return numbers[self.outputs[0].name] if len(self.outputs) == 1 else numbers

    @staticmethod
    def batches(samples, most):
        """Numbers of the first and behind the last sample of batches of at most so many."""
        return [(first, min(first + most, samples)) for first in range(0, samples, most)]


class HostNetwork:
    """A network on a board, as every program of a host offers it; a program says how samples get there and back."""

    def __init__(self, timeout):
        self.deployment = Deployment()
        self.timeout = timeout
        #: Of the last run; None before it.
        self.samples_a_second = None

    def __call__(self, /, *arrays, **named):
        """The outputs in numbers: an array where there is one output, else a dictionary by name."""
        return self.deployment.numbers(self.mantissas(*arrays, **named))

    def mantissas(self, /, *arrays, **named):
        """The outputs as the integers that the ports carry, in the model's layout, by name."""
        data, samples = self.deployment.encode(arrays, named)
        outputs = [np.empty(samples * port.sample_bytes, np.uint8) for port in self.deployment.outputs]
        began = time.perf_counter()
        self._exchange(data, outputs, samples)
        self.samples_a_second = samples / max(time.perf_counter() - began, 1e-9)
        return self.deployment.decode(outputs)

    def _exchange(self, data, outputs, samples):
        """Sends the bytes of all samples, port by port, and fills those of the outputs."""
        raise NotImplementedError

    def close(self):
        """Gives back what was taken of the board."""
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def run_shell(make):
    """What a host's program does when it is called with two .npz files; `make` gives its network."""
    if len(sys.argv) != 3:
        print(f"usage: python3 {Path(sys.argv[0]).name} X.npz Y.npz", file=sys.stderr)
        return 2
    try:
        arrays = load(sys.argv[1])
        with make() as network:
            raw = network.mantissas(**arrays)
            save(sys.argv[2], {port.name: port.numbers(raw[port.name]) for port in network.deployment.outputs})
            print(f"{network.samples_a_second:.4g} samples a second")
    except DeployError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def load(path):
    """The arrays of an .npz file, by name."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as cause:
        raise DeployError(f"Cannot read {path}: {cause}; give an .npz file of the inputs by name") from cause


def save(path, outputs):
    """An .npz archive, whatever its arrays are called."""
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in outputs.items():
                with archive.open(name + ".npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, array, allow_pickle=False)
    except OSError as cause:
        raise DeployError(f"Cannot write {path}: {cause.strerror or cause}") from cause
