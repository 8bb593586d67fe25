"""Makes the HDF5 files of the reader's tests. Run by hand: `python hdf5_files.py` with h5py 3.16.0, numpy 2.4.6; names
behind it make these files only.

Writes `../goldens/hdf5/*.h5.gz` (gzip around what h5py wrote). Data set `<type>` holds i/4 − 1 for i = 0…5 (integers: i − 1, unsigned ones: i), of
shape 2×3.
"""

import gzip
import io
import sys
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


def chunked(file):
    """Data sets in pieces: every index that the version of the format has, every filter, and pieces that were never
    written. Those called `big…` hold 0, 1, 2…, the others i/8 - 3 in the shape 5×7×3. Newer files keep groups of more
    than eight entries in another way."""
    filtered, placed, many = (file.create_group(name) for name in ["filters", "places", "many"])
    data = (np.arange(5 * 7 * 3) / 8 - 3).astype("<f4").reshape(5, 7, 3)
    pieces = {"chunks": (2, 3, 2)}
    growing = {**pieces, "maxshape": (None, 7, 3)}
    for name, options in {
        "plain": pieces,
        "gzip": {**pieces, "compression": "gzip"},
        "gzip_shuffle": {**pieces, "compression": "gzip", "shuffle": True},
        "gzip_shuffle_fletcher32": {**pieces, "compression": "gzip", "shuffle": True, "fletcher32": True},
        "fletcher32": {**pieces, "fletcher32": True},
        "single": {"chunks": data.shape},
        "single_gzip": {"chunks": data.shape, "compression": "gzip", "shuffle": True},
        "growing": growing,
        "growing_gzip": {**growing, "compression": "gzip"},
        "large": {"chunks": (8, 9, 4), "maxshape": (None, 9, 4)},
        "lzf": {**pieces, "compression": "lzf"},
        "two_growing": {**pieces, "maxshape": (None, None, 3)},
    }.items():
        group = placed if len(filtered) == 8 else filtered
        group.create_dataset(name, data=data, **options)
    placed.create_dataset("half", data=(data * 0.5).astype(">f2"), chunks=(3, 3, 3), compression="gzip", shuffle=True)
    space = h5py.h5s.create_simple(data.shape)
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((2, 3, 2))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.h5d.create(placed.id, b"early", h5py.h5t.IEEE_F32LE, space, early).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    # Many pieces, so that indexes have pages, blocks and levels.
    big = np.arange(9000, dtype="<i4")
    many.create_dataset("big", data=big, chunks=(3,))
    many.create_dataset("big_growing", data=big, chunks=(3,), maxshape=(None,))
    many.create_dataset("big_gzip", data=big[:2000], chunks=(7,), maxshape=(None,), compression="gzip")
    # The bytes of a piece in the file take a number of three bytes.
    placed.create_dataset("wide", data=np.arange(60000, dtype="<i4") // 100, chunks=(10000,), maxshape=(None,),
                          compression="gzip", shuffle=True)
    # Whole pages of the index that hold nothing.
    sparse = placed.create_dataset("sparse", shape=(9000,), dtype="<i4", chunks=(3,), fillvalue=5)
    sparse[6000:6010] = 1
    for name, options in {"holes": {}, "holes_growing": {"maxshape": (None, 60)}}.items():
        holes = many.create_dataset(name, shape=(60, 60), dtype="<f8", chunks=(2, 2), fillvalue=-1.5, **options)
        holes[40:43, 50:55] = 7
    many.create_dataset("never", shape=(3, 2), dtype="<i2", fillvalue=9)
    many.create_dataset("none", shape=(0, 4), dtype="<f4", maxshape=(None, 4), chunks=(2, 2))
    shrunk = many.create_dataset("shrunk", data=data, **growing)
    shrunk.resize((3, 7, 3))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build, version, name in [(classic, "earliest", "classic"), (latest, "latest", "latest"), (dense, "latest", "dense"),
                                 (pieces, "earliest", "pieces"), (chunked, "earliest", "chunked_old"),
                                 (chunked, ("v110", "v110"), "chunked_v110"),
                                 (chunked, "latest", "chunked_new")]:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        buffer = io.BytesIO()
        with h5py.File(buffer, "w", libver=version) as file:
            build(file)
        data = gzip.compress(buffer.getvalue(), 9, mtime=0)
        (FOLDER / f"{name}.h5.gz").write_bytes(data)
        print(name, len(buffer.getvalue()), len(data))


main()
