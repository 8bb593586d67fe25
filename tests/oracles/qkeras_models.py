"""Makes the golden pairs of QKeras's layers. Run by hand, from anywhere, with tensorflow-cpu 2.21.0, tf_keras 2.21.0 and
qkeras 0.9.0:

    TF_USE_LEGACY_KERAS=1 python qkeras_models.py

Writes `../goldens/qkeras/<name>.h5.gz` (gzip around what tf_keras wrote) and `<name>.npz` with float32 inputs `in:<i>`
and outputs `out:<i>`. Weights and data are drawn from fixed seeds.
"""

import gzip
import io
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf
from qkeras import (QActivation, QBatchNormalization, QConv1D, QConv2D, QConv2DTranspose, QDense, QDepthwiseConv2D,
                    quantized_bits, quantized_relu, quantized_sigmoid, quantized_tanh)
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Flatten
from tensorflow.python.ops import array_ops

# QConv2DTranspose calls what newer versions of TensorFlow have moved.
array_ops.stack = tf.stack

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


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build in [decoder, scales, functions]:
        name = build.__name__
        random = np.random.default_rng(zlib.crc32(name.encode()))
        tf.keras.backend.clear_session()
        model = build()
        model.set_weights([random.uniform(0.1, 2, w.shape) if "variance" in w.name or "gamma" in w.name
                           else random.uniform(-1.2, 1.2, w.shape) for w in model.weights])
        x = random.uniform(-3, 3, (3, *model.input_shape[1:])).astype(np.float32)
        outputs = model.predict(x, verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        buffer = io.BytesIO()
        np.savez(buffer, **{"in:0": x}, **{f"out:{i}": y.astype(np.float32) for i, y in enumerate(outputs)})
        (FOLDER / f"{name}.npz").write_bytes(buffer.getvalue())
        file = FOLDER / f"{name}.h5"
        model.save(file)
        data = gzip.compress(file.read_bytes(), 9, mtime=0)
        file.unlink()
        (FOLDER / f"{name}.h5.gz").write_bytes(data)
        print(name, len(buffer.getvalue()), len(data))


main()
