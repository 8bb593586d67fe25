"""Makes the golden pairs of QKeras's layers. Run by hand, from anywhere, with tensorflow-cpu 2.21.0, tf_keras 2.21.0 and
qkeras 0.9.0:

    TF_USE_LEGACY_KERAS=1 python qkeras_models.py

Names behind it make these models only. Writes `../goldens/qkeras/<name>.h5.gz` (gzip around what tf_keras wrote), of some
`<name>.keras`, and `<name>.npz` with float32 inputs `in:<i>`
and outputs `out:<i>`. Weights and data are drawn from fixed seeds.
"""

import gzip
import io
import re
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf
from qkeras import (QActivation, QAveragePooling2D, QBatchNormalization, QConv1D, QConv2D, QConv2DBatchnorm,
                    QConv2DTranspose, QDense, QDepthwiseConv2D, QDepthwiseConv2DBatchnorm, QGlobalAveragePooling2D,
                    QSeparableConv1D, QSeparableConv2D, binary, quantized_bits, quantized_relu, quantized_sigmoid,
                    quantized_tanh, ternary)
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Flatten
from tensorflow.python.ops import array_ops

# QConv2DTranspose calls what newer versions of TensorFlow have moved.
array_ops.stack = tf.stack

# Where layers that others hold lie otherwise in a .keras archive.
ALSO_KERAS = {"folded"}
FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "qkeras"


def decoder():
    x = Input((3, 4, 2), name="x")
    y = QActivation("quantized_bits(8,3,1,alpha=1)", name="q_in")(x)
    y = QConv2D(4, 3, padding="same", kernel_quantizer=quantized_bits(4, 0, 1, alpha=1.0),
                bias_quantizer=quantized_bits(6, 2, 1), name="conv")(y)
    y = QActivation(quantized_relu(4, 2), name="q_relu")(y)
    y = QConv2DTranspose(3, (3, 2), strides=2, padding="same", kernel_quantizer=quantized_bits(6, 1, 0, alpha=1),
                         bias_quantizer=quantized_bits(6, 2, 0, alpha=1), activation=quantized_relu(5, 1), name="up")(y)
    y = QConv2DTranspose(2, 2, padding="valid", kernel_quantizer=quantized_bits(3, 0, 1, alpha=1), use_bias=False,
                         name="last")(y)
    return Model(x, QActivation("quantized_bits(10,4,alpha=1)", name="q_out")(y))


def scales():
    x = Input((4, 4, 3), name="x")
    y = QActivation("quantized_bits(6,1,alpha=1)", name="q_in")(x)
    a = QConv2D(4, 2, kernel_quantizer=quantized_bits(4, 0, alpha="auto_po2"), bias_quantizer="quantized_po2(4)",
                name="auto")(y)
    b = QDepthwiseConv2D((2, 3), depthwise_quantizer="quantized_bits(4,0,1,alpha=1)", bias_quantizer="quantized_bits(4)",
                         name="depth")(y)
    c = QDense(3, kernel_quantizer="quantized_po2(4,1)", bias_quantizer=quantized_bits(5, 1, keep_negative=True, alpha=1),
               name="dense")(Flatten()(y))
    d = QBatchNormalization(name="norm")(y)
    return Model(x, [a, b, c, d])


def functions():
    x = Input((5, 4), name="x")
    ys = [QActivation(q, name=f"q{i}")(x) for i, q in enumerate([
        "quantized_relu(3)", "quantized_relu(4,1)", "quantized_tanh(4)", "quantized_tanh(5,0,1)", "quantized_sigmoid(4)",
        "quantized_bits(4,2)", quantized_bits(5, 1, keep_negative=False, alpha=1), "quantized_bits(3,1,1)",
        quantized_tanh(6, use_real_tanh=True), quantized_sigmoid(6, use_real_sigmoid=True)])]
    ys.append(QConv1D(2, 3, kernel_quantizer="quantized_bits(4,0,1,alpha=1)", activation="quantized_tanh(4)",
                      bias_quantizer="quantized_bits(4,0,1,alpha=1)", name="conv")(ys[1]))
    return Model(x, ys)


def folded():
    """Convolutions with the batch normalisation behind them folded in: with and without a bias, gamma and quantisers."""
    x = Input((6, 5, 3), name="x")
    y = QActivation("quantized_bits(8,3,1,alpha=1)", name="q_in")(x)
    y = QConv2DBatchnorm(4, (3, 2), strides=(1, 2), padding="same", kernel_quantizer=quantized_bits(5, 1, 1, alpha=1.0),
                         bias_quantizer=quantized_bits(8, 3, 1, alpha=1), activation=quantized_relu(6, 3),
                         folding_mode="batch_stats_folding", name="conv")(y)
    a = QDepthwiseConv2DBatchnorm((2, 2), depthwise_quantizer=quantized_bits(6, 1, 0, alpha=1.0), depth_multiplier=2,
                                  bias_quantizer="quantized_bits(8,3,1,alpha=1)", name="depth")(y)
    b = QConv2DBatchnorm(2, 1, use_bias=False, scale=False, epsilon=0.01, kernel_quantizer=quantized_bits(6, 2, 1, alpha=1.0),
                         name="plain")(y)
    return Model(x, [a, b])


def pooled():
    """Separable convolutions, averages and their quantised reciprocals, and quantisers of one and of two bits."""
    x = Input((6, 5, 3), name="x")
    y = QActivation("quantized_bits(8,3,1,alpha=1)", name="q_in")(x)
    a = QSeparableConv2D(4, 2, depth_multiplier=2, depthwise_quantizer=quantized_bits(5, 1, 1, alpha=1.0),
                         pointwise_quantizer=quantized_bits(4, 0, 1, alpha=1.0),
                         bias_quantizer=quantized_bits(6, 2, 1, alpha=1), activation=quantized_relu(6, 3), name="sep")(y)
    b = QAveragePooling2D((2, 3), strides=1, padding="same", average_quantizer=quantized_bits(6, 0, 1, alpha=1.0),
                          activation=quantized_bits(8, 3, alpha=1), name="average")(y)
    c = QAveragePooling2D(2, name="plain")(y)
    d = QGlobalAveragePooling2D(average_quantizer=quantized_bits(8, 0, 1, alpha=1.0), name="map")(y)
    e = QActivation("binary(alpha=1)", name="signs")(y)
    f = QConv2D(3, 2, kernel_quantizer=binary(), bias_quantizer=binary(alpha=1), name="binary")(y)
    g = QConv2D(3, 2, kernel_quantizer=ternary(), bias_quantizer="ternary(alpha=1,threshold=0.5)", name="ternary")(y)
    h = QConv2D(3, 2, kernel_quantizer=ternary(alpha=1), bias_quantizer=binary(use_01=True, alpha=1), name="thirds")(y)
    i = QConv2D(2, 2, kernel_quantizer=binary(use_01=True), use_bias=False, name="bits")(y)
    z = Input((7, 3), name="z")
    j = QSeparableConv1D(4, 3, strides=2, padding="same", depthwise_quantizer=quantized_bits(5, 1, 1, alpha=1.0),
                         pointwise_quantizer=quantized_bits(4, 0, 1, alpha=1.0),
                         bias_quantizer=quantized_bits(6, 2, 1, alpha=1), name="sequence")(z)
    return Model([x, z], [a, b, c, d, e, f, g, h, i, j])


def rewrite(path):
    """The same archive without dates, deflated, metadata without the time of saving."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    # Objects that occur several times bear their addresses in memory.
    numbers = {}
    entries["config.json"] = re.sub(
        rb'"shared_object_id": (\d+)',
        lambda match: b'"shared_object_id": %d' % numbers.setdefault(match[1], len(numbers) + 1),
        entries["config.json"])
    metadata = entries["metadata.json"].decode()
    entries["metadata.json"] = (metadata[:metadata.index('"date_saved"')] + '"date_saved": "2000-01-01@00:00:00"}').encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build in [decoder, scales, functions, folded, pooled]:
        name = build.__name__
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        random = np.random.default_rng(zlib.crc32(name.encode()))
        tf.keras.backend.clear_session()
        model = build()
        model.set_weights([w.numpy() if "iteration" in w.name
                           else random.uniform(0.1, 2, w.shape) if "variance" in w.name or "gamma" in w.name
                           else random.uniform(-1.2, 1.2, w.shape) for w in model.weights])
        xs = [random.uniform(-3, 3, (3, *x.shape[1:])).astype(np.float32) for x in model.inputs]
        outputs = model.predict(xs if len(xs) > 1 else xs[0], verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        buffer = io.BytesIO()
        np.savez(buffer, **{f"in:{i}": x for i, x in enumerate(xs)}, **{f"out:{i}": y.astype(np.float32) for i, y in enumerate(outputs)})
        (FOLDER / f"{name}.npz").write_bytes(buffer.getvalue())
        if name in ALSO_KERAS:
            model.save(FOLDER / f"{name}.keras")
            rewrite(FOLDER / f"{name}.keras")
        file = FOLDER / f"{name}.h5"
        model.save(file)
        data = gzip.compress(file.read_bytes(), 9, mtime=0)
        file.unlink()
        (FOLDER / f"{name}.h5.gz").write_bytes(data)
        print(name, len(buffer.getvalue()), len(data))


main()
