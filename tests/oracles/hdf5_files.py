"""Makes the HDF5 files of the reader's tests. Run by hand: `python hdf5_files.py` with h5py 3.16.0, numpy 2.4.6.

Writes `../goldens/hdf5/*.h5.gz` (gzip around what h5py wrote). Data set `<type>` holds i/4 − 1 for i = 0…5 (integers: i − 1, unsigned ones: i), of
shape 2×3.
"""

import gzip
import io
from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "hdf5"


def numbers(file):
    for kind in ["<f2", "<f4", "<f8", ">f4", ">f8"]:
        file[f"numbers/{kind[1:]}{'' if kind[0] == '<' else '_big'}"] = (np.arange(6).reshape(2, 3) / 4 - 1).astype(kind)
    for kind in ["<i1", "<i2", "<i4", "<i8", ">i4"]:
        file[f"numbers/{kind[1:]}{'' if kind[0] == '<' else '_big'}"] = (np.arange(6).reshape(2, 3) - 1).astype(kind)
    for kind in ["<u1", "<u2", "<u4", "<u8"]:
        file[f"numbers/{kind[1:]}"] = np.arange(6).reshape(2, 3).astype(kind)
    file["scalar"] = np.float32(2.5)
    file["none"] = np.zeros((0, 3), np.float32)
    file["text"] = "no number"
    file["complex"] = np.ones(2, np.complex64)


def texts(file):
    group = file.create_group("group")
    group.attrs["one"] = "ein Wörtchen"
    group.attrs["fixed"] = np.bytes_(b"fixed")
    group.attrs["list"] = np.array([b"a/kernel:0", b"longer/bias:0"])
    group.attrs["variable list"] = ["x", "", "zz"]
    group.attrs["number"] = 3.5
    file.attrs["long"] = "0123456789" * 8000


def classic(file):
    numbers(file)
    texts(file)
    for i in range(300):
        file.create_group(f"many/group{i:03}")
    file["soft"] = h5py.SoftLink("/scalar")


def latest(file):
    file["f4"] = (np.arange(6).reshape(2, 3) / 4 - 1).astype("<f4")
    texts(file)
    file["soft"] = h5py.SoftLink("/f4")
    file["elsewhere"] = h5py.ExternalLink("other.h5", "/f4")


def dense(file):
    for i in range(20):
        file.attrs[f"attribute{i}"] = "x"
        file.create_group(f"groups/group{i}")


def pieces(file):
    file.create_dataset("chunked", data=np.zeros((4, 4), np.float32), chunks=(2, 2), compression="gzip")
    file.create_dataset("bomb", shape=(2 ** 40,), dtype="<f4", chunks=(2 ** 20,))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build, version in [(classic, "earliest"), (latest, "latest"), (dense, "latest"), (pieces, "earliest")]:
        buffer = io.BytesIO()
        with h5py.File(buffer, "w", libver=version) as file:
            build(file)
        data = gzip.compress(buffer.getvalue(), 9, mtime=0)
        (FOLDER / f"{build.__name__}.h5.gz").write_bytes(data)
        print(build.__name__, len(buffer.getvalue()), len(data))


main()
