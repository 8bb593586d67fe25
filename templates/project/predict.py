#!/usr/bin/env python3
"""Runs the firmware of this project on NumPy arrays, bit for bit as the hardware computes.

From a shell:

    python3 predict.py --data X.npy -o Y.npy
    python3 predict.py --data a=A.npy --data b=B.npy -o Y.npz

From Python:

    from predict import Network

    network = Network()
    y = network(x)                    # one input, one output: arrays of numbers, samples first
    outputs = network(a=a, b=b)       # several: by name; a dictionary where there are several outputs
    raw = network.mantissas(x)        # the integers that the ports carry, by output

Arrays have the model's own layout and one axis of samples in front. The first run compiles firmware/ with g++, clang++
or what CXX names, and keeps the library in host/build, or in a temporary folder where that cannot be written. Needs
NumPy and nothing else.
"""

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np

COMPILERS = ("g++", "clang++", "c++")
FLAGS = ("-std=c++14", "-O2", "-shared", "-fPIC", "-w")
# The arrays of a network in parallel mode are local variables of its top function.
STACK_BYTES = 512 * 2**20
# Lines of a compiler that are shown.
LOG_LINES = 20


class PredictError(Exception):
    """What was asked for cannot be done; the message says why."""


class Port:
    """An input or output: its name in the model, its layout, and the integers that it carries."""

    def __init__(self, record):
        self.name = record["name"]
        #: Shape of a sample in the model's layout.
        self.source_shape = tuple(record["sourceShape"])
        #: Axis i of what the hardware takes is this axis of a sample.
        self.axes = tuple(record["axes"])
        #: The type of an element, spelled as the firmware does.
        self.type = record["type"]
        #: Bits behind the binary point; below zero where the lowest bit stands for more than one.
        self.fraction = record["fraction"]
        self.dtype = np.dtype(np.int64 if record["signed"] else np.uint64)

    def to_hardware(self, array):
        """Samples in the model's layout to one contiguous row a sample, channels last."""
        moved = np.transpose(array, (0,) + tuple(axis + 1 for axis in self.axes))
        return np.ascontiguousarray(moved).reshape(len(array), -1)

    def to_source(self, rows):
        """The inverse of to_hardware()."""
        shape = tuple(self.source_shape[axis] for axis in self.axes)
        back = (0,) + tuple(axis + 1 for axis in np.argsort(self.axes))
        return np.ascontiguousarray(np.transpose(rows.reshape((len(rows),) + shape), back))

    def numbers(self, mantissas):
        """The real numbers that mantissas stand for."""
        return np.ldexp(mantissas.astype(np.float64), -self.fraction)


class Network:
    """The network of a project folder, compiled when it is first made."""

    def __init__(self, folder=None):
        self.folder = Path(folder) if folder is not None else Path(__file__).resolve().parent
        try:
            record = json.loads((self.folder / "host" / "network.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as cause:
            raise PredictError(f"Cannot open {self.folder}: host/network.json cannot be read ({cause})") from cause
        self.inputs = [Port(port) for port in record["inputs"]]
        self.outputs = [Port(port) for port in record["outputs"]]
        self.library = ctypes.CDLL(str(self._compile()))

    def __call__(self, /, *arrays, **named):
        """The outputs in numbers: an array where there is one output, else a dictionary by name."""
        raw = self.mantissas(*arrays, **named)
        numbers = {port.name: port.numbers(raw[port.name]) for port in self.outputs}
        return numbers[self.outputs[0].name] if len(self.outputs) == 1 else numbers

    def mantissas(self, /, *arrays, **named):
        """The outputs as the integers that the ports carry, in the model's layout, by name."""
        given = self._bind(arrays, named)
        samples = len(given[0])
        taken = [self._cast(index, array) for index, array in enumerate(given)]
        rows = [np.zeros((samples, int(np.prod(port.source_shape, dtype=np.int64))), np.uint64) for port in self.outputs]
        status = self._run(taken, rows, samples)
        if status != 0:
            raise PredictError("Cannot run the network: it wrote more or fewer beats than its outputs have")
        return {port.name: port.to_source(row.view(port.dtype)) for port, row in zip(self.outputs, rows)}

    def quantised(self, /, *arrays, **named):
        """The inputs as the integers that the ports carry, in the model's layout, by name."""
        given = self._bind(arrays, named)
        return {
            port.name: port.to_source(self._cast(index, array).view(port.dtype))
            for index, (port, array) in enumerate(zip(self.inputs, given))
        }

    def _bind(self, arrays, named):
        names = [port.name for port in self.inputs]
        if len(arrays) > len(names):
            raise PredictError(f"Cannot use {len(arrays)} arrays: the inputs are {', '.join(map(repr, names))}")
        by_name = dict(zip(names, arrays))
        for name, array in named.items():
            if name not in names:
                raise PredictError(f"Cannot use {name!r}: the inputs are {', '.join(map(repr, names))}")
            if name in by_name:
                raise PredictError(f"Cannot use {name!r}: it was given twice")
            by_name[name] = array
        missing = [name for name in names if name not in by_name]
        if missing:
            raise PredictError(f"Cannot run the network: {', '.join(map(repr, missing))} has no data")
        bound = [self._checked(port, by_name[port.name]) for port in self.inputs]
        if len({len(array) for array in bound}) > 1:
            counts = ", ".join(f"{port.name!r} has {len(array)}" for port, array in zip(self.inputs, bound))
            raise PredictError(f"Cannot use the inputs: they have different numbers of samples: {counts}")
        return bound

    @staticmethod
    def _checked(port, given):
        try:
            values = np.asarray(given)
            # NumPy would drop imaginary parts, read texts and take what is not there for a NaN.
            if values.dtype.kind not in "biuf":
                raise TypeError(f"element type {values.dtype}")
            array = values.astype(np.float64)
        except (TypeError, ValueError) as cause:
            raise PredictError(f"Cannot use the data of {port.name!r}: they are no real numbers ({cause})") from cause
        for value in values[np.abs(array) >= 2**53].flat if values.dtype.kind in "iu" else ():
            if int(value) != int(float(value)):
                raise PredictError(f"Cannot use the data of {port.name!r}: {value} would not be exact as float64")
        if array.shape == port.source_shape:
            wanted = ", ".join(map(str, ("N",) + port.source_shape))
            what = "that is one sample, without the axis of samples in front"
            raise PredictError(
                f"Cannot use data of shape {array.shape} for {port.name!r}: {what}; "
                f"give ({wanted}), N being the number of samples"
            )
        if array.shape[1:] != port.source_shape or array.ndim == 0 or len(array) == 0:
            wanted = ", ".join(map(str, ("N",) + port.source_shape))
            raise PredictError(f"Cannot use data of shape {array.shape} for {port.name!r}: give ({wanted})")
        if not np.isfinite(array).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise PredictError(f"Cannot cast {port.name!r}: element {place} is {array[place]}; inputs must be finite")
        return array

    def _cast(self, index, array):
        rows = self.inputs[index].to_hardware(array)
        mantissas = np.zeros(rows.shape, np.uint64)
        self.library.host_cast_(
            ctypes.c_int(index),
            rows.ctypes.data_as(ctypes.POINTER(ctypes.c_double)),
            mantissas.ctypes.data_as(ctypes.POINTER(ctypes.c_uint64)),
            ctypes.c_uint64(rows.size),
        )
        return mantissas

    def _run(self, taken, rows, samples):
        pointers = lambda arrays: (ctypes.POINTER(ctypes.c_uint64) * len(arrays))(
            *[array.ctypes.data_as(ctypes.POINTER(ctypes.c_uint64)) for array in arrays]
        )
        status = []
        before = threading.stack_size(STACK_BYTES)
        try:
            call = lambda: status.append(
                self.library.host_run_(pointers(taken), pointers(rows), ctypes.c_uint64(samples))
            )
            runner = threading.Thread(target=call)
            runner.start()
        finally:
            threading.stack_size(before)
        runner.join()
        return status[0]

    def _compile(self):
        compiler = os.environ.get("CXX") or next((name for name in COMPILERS if shutil.which(name)), None)
        if compiler is None or shutil.which(compiler) is None:
            what = f"there is no command {compiler}" if compiler else f"none of {', '.join(COMPILERS)} is installed"
            raise PredictError(f"Cannot compile the firmware: {what}; install a C++ compiler, or name one by CXX")
        name = f"network-{self._hash(compiler)}{'.dll' if os.name == 'nt' else '.so'}"
        library = self._build_folder() / name
        if not library.exists():
            # Two processes may compile at once: each moves a whole library into its place.
            handle, fresh = tempfile.mkstemp(suffix=".tmp", dir=library.parent)
            os.close(handle)
            try:
                self._run_compiler(compiler, fresh)
                os.replace(fresh, library)
            finally:
                if os.path.exists(fresh):
                    os.unlink(fresh)
        return library

    def _run_compiler(self, compiler, target):
        host = self.folder / "host"
        command = [compiler, *FLAGS, "-I", str(host / "ap"), "-I", str(self.folder), "-o", target, str(host / "network.cpp")]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            log = "\n".join(done.stderr.splitlines()[:LOG_LINES])
            raise PredictError(f"Cannot compile the firmware: {compiler} says\n{log}")

    def _hash(self, compiler):
        digest = hashlib.sha256("\0".join((compiler,) + FLAGS).encode())
        for folder in ("firmware", "host"):
            for path in sorted((self.folder / folder).rglob("*")):
                if path.suffix in (".h", ".cpp"):
                    digest.update(str(path.relative_to(self.folder)).encode() + b"\0")
                    digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:32]

    def _build_folder(self):
        folder = self.folder / "host" / "build"
        try:
            folder.mkdir(exist_ok=True)
            handle, probe = tempfile.mkstemp(dir=folder)
            os.close(handle)
            os.unlink(probe)
            return folder
        except OSError:
            return Path(tempfile.mkdtemp(prefix="interlace-"))


def load(texts, network):
    """Arrays of [NAME=]FILE arguments, .npy or .npz, by the name of the input."""
    arrays = {}

    def add(name, array):
        if name in arrays:
            raise PredictError(f"Cannot use {name!r}: it was given twice")
        arrays[name] = array

    names = [port.name for port in network.inputs]
    for text in texts:
        prefix = next((name for name in sorted(names, key=len, reverse=True) if text.startswith(name + "=")), None)
        path = text if prefix is None else text[len(prefix) + 1 :]
        try:
            data = np.load(path, allow_pickle=False)
            entries = {None: data} if isinstance(data, np.ndarray) else {name: data[name] for name in data.files}
        except (OSError, ValueError, EOFError) as cause:
            raise PredictError(f"Cannot read {path}: {cause}") from cause
        for name, array in entries.items():
            if name is None and prefix is None and len(names) > 1:
                known = ", ".join(map(repr, names))
                raise PredictError(f"Cannot use {path}: the network has several inputs; write NAME={path}, NAME one of {known}")
            add(prefix if prefix is not None and len(entries) == 1 else names[0] if name is None else name, array)
    return arrays


def save(path, outputs):
    """Writes outputs, by name: all of them to .npz, the only one to .npy. The file is there whole or not at all."""
    suffix = Path(path).suffix.lower()
    if suffix != ".npz" and not (suffix == ".npy" and len(outputs) == 1):
        raise PredictError(f"Cannot write {path}: name {'a .npy or .npz file' if len(outputs) == 1 else 'a .npz file'}")
    try:
        handle, fresh = tempfile.mkstemp(suffix=".tmp", dir=Path(path).resolve().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                if suffix == ".npz":
                    # The names are those of the model: as keywords some would be np.savez's own.
                    save_named(file, outputs)
                else:
                    np.save(file, next(iter(outputs.values())))
            os.replace(fresh, path)
        finally:
            if os.path.exists(fresh):
                os.unlink(fresh)
    except OSError as cause:
        raise PredictError(f"Cannot write {path}: {cause.strerror or cause}") from cause


def save_named(file, outputs):
    """An .npz archive, whatever its arrays are called."""
    import zipfile

    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in outputs.items():
            with archive.open(name + ".npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


def main():
    parser = argparse.ArgumentParser(
        description="Runs the firmware of this project on NumPy arrays, bit for bit as the hardware computes."
    )
    parser.add_argument(
        "--data", action="append", required=True, metavar="[NAME=]X.npy", help="samples, .npy or .npz; once an input"
    )
    parser.add_argument("-o", "--out", required=True, metavar="Y.npy", help="outputs: .npy, or .npz where there are several")
    parser.add_argument("--mantissas", action="store_true", help="write the integers that the ports carry, not numbers")
    options = parser.parse_args()
    try:
        network = Network()
        raw = network.mantissas(**load(options.data, network))
        outputs = raw if options.mantissas else {port.name: port.numbers(raw[port.name]) for port in network.outputs}
        save(options.out, outputs)
    except PredictError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for name, array in outputs.items():
        print(f"wrote {options.out}: {name} {array.shape}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
