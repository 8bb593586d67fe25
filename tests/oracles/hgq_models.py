"""Makes the golden pairs of HGQ's layers. Run by hand, from anywhere, with keras 3.15.1, jax 0.10.2 and HGQ2 0.2.0:

    KERAS_BACKEND=jax python hgq_models.py

Writes `../goldens/hgq/<name>.keras` (deflated, without dates) and `<name>.npz` with float32 inputs `in:<i>` and outputs
`out:<i>`. Weights, bits and data are drawn from fixed seeds.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

import keras
import numpy as np
from hgq.config import LayerConfigScope, QuantizerConfigScope
from hgq.layers import QConv1D, QConv2D, QDense

FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "hgq"
L = keras.layers


def decoder():
    with (QuantizerConfigScope(default_q_type="kif", place="all", overflow_mode="SAT_SYM"),
          QuantizerConfigScope(default_q_type="kif", place="datalane", overflow_mode="SAT", round_mode="RND_CONV",
                               homogeneous_axis=None, heterogeneous_axis=()),
          LayerConfigScope(enable_ebops=True)):
        return keras.Sequential([
            keras.Input((3, 4, 2)),
            QConv2D(4, 2, padding="same", activation="relu", name="conv"),
            L.Conv2DTranspose(2, (3, 2), strides=2, padding="same", name="up"),
            QConv2D(2, 1, enable_oq=True, use_bias=False, name="head"),
        ])


def wrapping():
    with (QuantizerConfigScope(default_q_type="kbi", place="weight", overflow_mode="SAT", round_mode="TRN"),
          QuantizerConfigScope(default_q_type="kif", place="bias", overflow_mode="WRAP"),
          QuantizerConfigScope(default_q_type="kif", place="datalane", overflow_mode="WRAP", round_mode="TRN",
                               homogeneous_axis=None, heterogeneous_axis=()),
          LayerConfigScope(enable_ebops=False)):
        return keras.Sequential([
            keras.Input((8, 2)),
            QConv1D(3, 3, padding="causal", name="conv"),
            L.ReLU(),
            L.Flatten(),
            QDense(3, name="dense"),
        ])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build in [decoder, wrapping]:
        name = build.__name__
        random = np.random.default_rng(zlib.crc32(name.encode()))
        keras.backend.clear_session()
        model = build()
        for variable in model.variables:
            kind = variable.path.rsplit("/", 1)[-1]
            if kind in ("kernel", "bias"):
                variable.assign(random.uniform(-1.4, 1.4, variable.shape))
            elif kind == "f":
                variable.assign(random.uniform(1.6, 4.4, variable.shape))
            elif kind == "b":
                variable.assign(random.uniform(-0.4, 5.4, variable.shape))
            elif kind == "i":
                variable.assign(random.uniform(-0.4, 2.4, variable.shape))
        x = random.uniform(-4, 4, (3, *model.input_shape[1:])).astype(np.float32)
        buffer = io.BytesIO()
        np.savez(buffer, **{"in:0": x, "out:0": np.asarray(model.predict(x, verbose=0), np.float32)})
        (FOLDER / f"{name}.npz").write_bytes(buffer.getvalue())
        path = FOLDER / f"{name}.keras"
        model.save(path)
        with zipfile.ZipFile(path) as archive:
            entries = {entry: archive.read(entry) for entry in archive.namelist()}
        entries["metadata.json"] = b'{"keras_version": "3.15.1"}'
        numbers = {}
        entries["config.json"] = re.sub(
            rb'"shared_object_id": (\d+)',
            lambda match: b'"shared_object_id": %d' % numbers.setdefault(match[1], len(numbers) + 1),
            entries["config.json"])
        with zipfile.ZipFile(path, "w") as archive:
            for entry, data in entries.items():
                archive.writestr(zipfile.ZipInfo(entry), data, zipfile.ZIP_DEFLATED)
        print(name, len(buffer.getvalue()), path.stat().st_size)


main()
