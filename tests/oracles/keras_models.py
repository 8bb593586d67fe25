"""Makes the golden pairs of the Keras front ends: tiny models as Keras saves them, and what Keras computes.

Run by hand, once for each generation, from anywhere:

    KERAS_BACKEND=jax python keras_models.py keras     # Keras 3.15.1, jax 0.10.2: .keras, and .h5 in its legacy form
    python keras_models.py tf_keras                    # tf_keras 2.21.0, tensorflow-cpu 2.21.0: .h5 and .keras

Names behind the generation make these models only. Writes `../goldens/keras/<name>.keras`, `.h5.gz` (gzip around what Keras wrote) and `<name>.npz` with float32 inputs `in:<name>` and outputs
`out:<name>`. Weights, batch statistics and data are drawn from fixed seeds, of both signs; archives are written again
without dates, deflated. The names of what tf_keras writes begin with `k2_`.
"""

import gzip
import io
import re
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np

GENERATION = sys.argv[1]
if GENERATION == "keras":
    import keras
else:
    import tf_keras as keras

L = keras.layers
FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "keras"
PREFIX = "" if GENERATION == "keras" else "k2_"
V3 = GENERATION == "keras"


def autoencoder_same():
    return keras.Sequential([
        keras.Input((6, 8, 2), name="image"),
        L.Conv2D(4, 3, strides=2, padding="same", activation="relu", name="down"),
        L.Conv2DTranspose(3, (3, 2), strides=2, padding="same", activation="leaky_relu" if V3 else "elu", name="up"),
        L.Conv2D(2, 1, activation="sigmoid", name="head"),
    ], name="autoencoder")


def autoencoder_valid():
    return keras.Sequential([
        keras.Input((5, 4, 3)),
        L.Conv2D(4, (2, 3), padding="valid", activation="tanh"),
        L.Conv2DTranspose(2, (3, 4), strides=(1, 2), padding="valid", use_bias=False),
        L.LeakyReLU(0.2),
        L.Conv2DTranspose(2, (1, 2), strides=(2, 3), padding="valid"),
    ])


def unet():
    x = keras.Input((8, 12, 1), name="map")
    a = L.Conv2D(3, 3, padding="same", activation="relu", name="enc1")(x)
    b = L.MaxPooling2D(2, name="pool1")(a)
    b = L.Conv2D(4, 3, padding="same", name="enc2")(b)
    b = L.BatchNormalization(name="norm")(b)
    b = L.Activation("relu", name="act")(b)
    c = L.AveragePooling2D((2, 3), name="pool2")(b)
    c = L.Conv2DTranspose(4, (2, 3), strides=(2, 3), padding="same", name="up2")(c)
    d = L.Add(name="skip2")([b, c])
    d = L.Dropout(0.3, name="drop")(d)
    d = L.Conv2DTranspose(3, 4, strides=2, padding="same", name="up1")(d)
    d = L.Concatenate(name="skip1")([a, d])
    y = L.Conv2D(2, 1, activation="softmax", name="classes")(d)
    return keras.Model(x, y, name="unet")


def sequence():
    return keras.Sequential([
        keras.Input((9, 2), name="wave"),
        L.Conv1D(3, 3, padding="causal", dilation_rate=2, activation="relu"),
        L.MaxPooling1D(3),
        L.Conv1DTranspose(4, 4, strides=3, padding="same", activation="elu"),
        L.Conv1DTranspose(2, 3, strides=2, padding="valid"),
        L.Cropping1D((1, 2)),
        L.ZeroPadding1D((0, 1)),
        L.GlobalAveragePooling1D(),
    ])


def output_padding():
    x = keras.Input((4, 5, 2))
    a = L.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1, name="same1")(x)
    b = L.Conv2DTranspose(2, (4, 3), strides=(3, 2), padding="valid", output_padding=(1, 0), name="valid1")(x)
    c = L.Conv2DTranspose(3, (5, 4), strides=(3, 3), padding="same", output_padding=(2, 0), name="same2")(x)
    return keras.Model(x, [a, b, c])


def dilation():
    x = keras.Input((7, 6, 2))
    a = L.Conv2D(3, 3, dilation_rate=(2, 1), padding="same", groups=1)(x)
    b = L.Conv2DTranspose(2, 3, dilation_rate=2, padding="same")(a)
    c = L.Conv2DTranspose(2, (2, 3), dilation_rate=(1, 2), padding="valid")(a)
    return keras.Model(x, [b, c])


def separable():
    x = keras.Input((6, 5, 4))
    a = L.DepthwiseConv2D((3, 2), strides=2, depth_multiplier=2, padding="same")(x)
    b = L.SeparableConv2D(3, 3, padding="same", depth_multiplier=2)(x)
    c = L.Conv2D(6, 3, groups=2, padding="valid")(x)
    d = L.Reshape((25, 6))(L.ZeroPadding2D(((0, 1), (2, 0)))(c))
    e = L.SeparableConv1D(3, 3)(d)
    f = L.DepthwiseConv1D(3, padding="same", use_bias=False)(d)
    return keras.Model(x, [a, b, e, f])


def channels_first():
    x = keras.Input((3, 6, 4), name="planes")
    options = {"data_format": "channels_first"}
    a = L.Conv2D(4, 3, padding="same", activation="relu", **options)(x)
    b = L.BatchNormalization(axis=1)(a)
    c = L.MaxPooling2D((2, 1), **options)(b)
    d = L.Conv2DTranspose(2, (3, 2), strides=(2, 1), padding="same", **options)(c)
    e = L.Concatenate(axis=1)([a, d])
    f = L.PReLU(shared_axes=[2, 3])(e)
    g = L.UpSampling2D((1, 2), **options)(f)
    h = L.Flatten(**options)(L.GlobalMaxPooling2D(keepdims=True, **options)(g))
    i = L.Dense(3)(L.Flatten()(c))
    return keras.Model(x, [f, L.Permute((2, 3, 1))(g), h, i])


def nested():
    # In .h5, tf_keras cannot save two layers of one name in one nested model.
    inner = "" if V3 else "tail_"
    encoder_in = keras.Input((8, 6, 1), name="pixels")
    encoded = L.Conv2D(3, 3, strides=2, padding="same", name="conv")(encoder_in)
    encoded = L.BatchNormalization(scale=False, name="norm")(encoded)
    encoder = keras.Model(encoder_in, [L.ReLU(max_value=2.0)(encoded), encoded], name="encoder")
    decoder = keras.Sequential([
        keras.Input((4, 3, 3)),
        L.Conv2DTranspose(2, 3, strides=2, padding="same", name="conv"),
        keras.Sequential([keras.Input((8, 6, 2)), L.BatchNormalization(center=False, name=f"{inner}norm"),
                          L.Conv2D(2, 3, padding="same", name=f"{inner}conv")], name="tail"),
        L.BatchNormalization(name="norm", trainable=False),
    ], name="decoder")
    x = keras.Input((8, 6, 1), name="x")
    code, raw = encoder(x)
    return keras.Model(x, [decoder(code), decoder(raw)], name="nested")


def shared():
    a = keras.Input((4, 4, 2), name="left")
    b = keras.Input((4, 4, 2), name="right")
    conv = L.Conv2D(3, 2, name="conv")
    up = L.Conv2DTranspose(2, 2, strides=2, name="up")
    c, d = up(conv(a)), up(conv(b))
    return keras.Model([a, b], [L.Subtract(name="difference")([c, d]), L.Maximum(name="larger")([c, d, up(conv(a))])])


def activations():
    x = keras.Input((5, 3), name="x")
    names = ["relu", "elu", "selu", "sigmoid", "tanh", "softmax", "softplus", "softsign", "swish", "gelu",
             "hard_sigmoid", "exponential", "linear"]
    if V3:
        names += ["relu6", "leaky_relu", "silu", "hard_silu", "hard_tanh", "celu"]
    ys = [L.Activation(name, name=f"act_{name}")(x) for name in names]
    ys += [
        L.ReLU(name="relu_plain")(x),
        L.ReLU(max_value=0.75, negative_slope=0.125, name="relu_bent")(x),
        L.ReLU(threshold=0.3, name="relu_late")(x),
        L.ReLU(threshold=0.3, max_value=0.8, name="relu_late_max")(x),
        L.LeakyReLU(name="leaky_default")(x),
        L.PReLU(name="prelu_all")(x),
        L.PReLU(shared_axes=[1], name="prelu_channel")(x),
        L.PReLU(shared_axes=[2], name="prelu_place")(x),
        L.ELU(0.5, name="elu_half")(x),
        L.Softmax(axis=1, name="softmax_first")(x),
        L.Softmax(name="softmax_last")(x),
    ]
    if not V3:
        ys.append(L.ThresholdedReLU(0.4, name="thresholded")(x))
    return keras.Model(x, ys)


def shapes():
    x = keras.Input((4, 6, 2), name="x")
    a = L.UpSampling2D((2, 1), interpolation="bilinear")(x)
    b = L.UpSampling2D((1, 3))(x)
    c = L.Cropping2D(((1, 0), (2, 1)))(x)
    d = L.Permute((3, 1, 2))(x)
    e = L.Dense(3, activation="tanh")(d)
    f = L.Reshape((-1, 4))(x)
    g = L.TimeDistributed(L.Dense(3))(f)
    h = L.UpSampling1D(2)(L.AveragePooling1D(2, strides=1, padding="same")(f))
    i = L.GlobalAveragePooling2D(keepdims=True)(x)
    j = L.Multiply()([x, i])
    k = L.Average()([x, j])
    m = L.Minimum()([x, k])
    n = L.Concatenate(axis=1)([x, k])
    o = L.Dense(2)(L.Flatten()(d))
    p = L.Rescaling(0.5, offset=-1.25)(x)
    q = L.Normalization(mean=[0.5, -1.0], variance=[4.0, 0.25])(x)
    r = L.GlobalMaxPooling1D()(h)
    return keras.Model(x, [a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r])


def trained():
    model = keras.Sequential([
        keras.Input((3, 4, 2), name="x"),
        L.GaussianNoise(0.1),
        L.Conv2DTranspose(2, 2, strides=2, name="up"),
        L.SpatialDropout2D(0.2),
        L.Flatten(),
        L.Dense(2, activation="softmax", name="classes"),
    ])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.zeros((2, 3, 4, 2), np.float32), np.zeros((2, 2), np.float32), verbose=0)
    return model


def arithmetic():
    """Arithmetic with numbers and arrays, as Python's operators write it; a part of it shared by two readers."""
    x = keras.Input((3, 4, 2), name="x")
    v = keras.Input((5,), name="v")
    y = L.Conv2D(2, 3, padding="same", name="conv")(x)
    a = 2 * y
    b = (y - 0.25) * 0.5 + 3
    c = 1 - a
    d = y / 4 - x
    e = -(x + y) * np.asarray([0.5, -2], np.float32)
    f = abs(v) + 1
    g = 1 / f if V3 else 3 / f
    h = v ** 2
    i = keras.ops.divide(np.asarray([1, 2, 3, 4, 5], np.float32), f) if V3 else v * [1.0, 2.0, 3.0, 4.0, 5.0]
    j = 6.5 - v
    return keras.Model([x, v], [a, b, c, d, e, f, g, h, i, j])


def operations_shape():
    """keras.ops that move elements about, and indices between brackets."""
    ops = keras.ops
    x = keras.Input((4, 6, 8), name="x")
    v = keras.Input((6,), name="v")
    parts = ops.split(x, [3, 4], axis=-1)
    return keras.Model([x, v], [
        x[:, 1:3, ::2], x[..., 0], x[:, -1], x[:, None, 2, :, 1:-1], x[:, -3:, :, -2],
        ops.concatenate([x, x[:, :2]], axis=1), ops.stack([v, 2 * v], axis=1), *parts, ops.split(x, 2, axis=2)[1],
        ops.reshape(x, (-1, 24, 8)), ops.reshape(v, (-1, 2, 3)), ops.transpose(x, (0, 3, 1, 2)),
        ops.swapaxes(x, 1, 2), ops.moveaxis(x, 3, 1), ops.moveaxis(x, [1, 2], [3, 1]),
        ops.squeeze(x[:, 0:1], axis=1), ops.expand_dims(v, 1), ops.pad(x, [[0, 0], [1, 2], [0, 0], [0, 3]]),
        ops.pad(x, [[0, 0], [0, 1], [2, 0], [0, 0]], constant_values=-1.5), ops.repeat(x, 3, axis=2),
        ops.depth_to_space(x, 2), ops.space_to_depth(x, 2), ops.image.pad_images(x, 1, 2, 0, 3),
        ops.image.crop_images(x, 1, 0, 2, 1),
    ])


def operations_values():
    """keras.ops that compute."""
    ops = keras.ops
    x = keras.Input((4, 6, 4), name="x")
    v = keras.Input((10,), name="v")
    return keras.Model([x, v], [
        ops.relu(x), ops.relu6(3 * x), ops.leaky_relu(x, 0.125), ops.elu(x, 0.5), ops.selu(x), ops.celu(x),
        ops.gelu(x), ops.gelu(x, approximate=False), ops.silu(x), ops.sigmoid(x), ops.tanh(x), ops.softplus(x),
        ops.softsign(x), ops.hard_sigmoid(2 * x), ops.hard_silu(2 * x), ops.hard_tanh(x), ops.threshold(x, 0.75, 0.0),
        ops.softmax(x), ops.softmax(x, axis=1), ops.clip(x, -0.5, 1), ops.maximum(x, 0.25), ops.minimum(x, ops.tanh(x)),
        ops.exp(x), ops.sqrt(ops.exp(x)), ops.reciprocal(ops.exp(x)), ops.square(x), ops.negative(x), ops.absolute(x),
        ops.power(ops.exp(x), 0.5), ops.mean(x, axis=(1, 2)), ops.mean(x, axis=[1, 2], keepdims=True),
        ops.max(x, axis=(1, 2)), ops.amax(x, axis=(-3, -2)), x * ops.mean(x, axis=(1, 2), keepdims=True),
        ops.max_pool(x, (2, 2), strides=(1, 2)), ops.average_pool(x, (3, 2), strides=(2, 1), padding="same"),
        ops.image.resize(x, (8, 12), interpolation="nearest"), ops.image.resize(x, (9, 7)),
        ops.matmul(v, np.linspace(-1, 1, 30, dtype=np.float32).reshape(10, 3)), ops.stop_gradient(ops.cast(x, "float32")),
        ops.subtract(1.5, ops.multiply(x, 2)), ops.divide(x, 8),
    ])


def operations_tensorflow():
    """Functions of TensorFlow between the layers of tf.keras."""
    import tensorflow as tf

    x = keras.Input((4, 6, 8), name="x")
    v = keras.Input((6,), name="v")
    return keras.Model([x, v], [
        x[:, 1:3, ::2], x[..., 0], x[:, -1], tf.concat([x, 2 * x], axis=1), tf.stack([v, -v], axis=1),
        tf.nn.relu(x), tf.nn.leaky_relu(x, 0.125), tf.nn.elu(x), tf.nn.selu(x), tf.nn.gelu(x), tf.nn.silu(x),
        tf.sigmoid(x), tf.tanh(x), tf.nn.relu6(4 * x), tf.nn.softmax(x), tf.nn.softplus(x), tf.nn.softsign(x),
        tf.nn.depth_to_space(x, 2), tf.nn.space_to_depth(x, 2), tf.pad(x, [[0, 0], [1, 2], [0, 0], [0, 1]]),
        tf.transpose(x, (0, 3, 1, 2)), tf.reshape(x, (-1, 24, 8)), tf.reduce_mean(x, axis=[1, 2]),
        tf.reduce_mean(x, axis=[1, 2], keepdims=True), tf.reduce_max(x, [1, 2]), tf.clip_by_value(x, -1, 0.5),
        tf.maximum(x, 0.25), tf.minimum(x, tf.tanh(x)), tf.squeeze(x[:, 0:1], axis=1), tf.expand_dims(v, 1),
        tf.image.resize(x, (9, 7)), tf.image.resize(x, (8, 12), method="nearest"),
        tf.matmul(v, np.linspace(-1, 1, 18, dtype=np.float32).reshape(6, 3)), tf.identity(tf.cast(x, tf.float32)),
        tf.abs(x), tf.exp(x), tf.sqrt(tf.exp(x)), tf.square(x), tf.negative(x), tf.math.reciprocal(tf.exp(x)),
        tf.divide(x, 4.0), tf.subtract(x, 1.0), tf.add(x, x), tf.multiply(x, x),
    ])


MODELS = [autoencoder_same, autoencoder_valid, unet, sequence, output_padding, dilation, separable, channels_first, nested,
          shared, activations, shapes, trained, arithmetic, operations_shape, operations_values, operations_tensorflow]

# What the CPU kernels of TensorFlow or the writer of .h5 cannot do.
LEFT_OUT = {("tf_keras", "channels_first"), ("tf_keras", "separable"), ("tf_keras", "dilation"),
            ("tf_keras", "output_padding"), ("tf_keras", "operations_shape"), ("tf_keras", "operations_values"),
            ("keras", "operations_tensorflow")}
# The newer format has no way to write an ellipsis.
ONLY_H5 = {"operations_tensorflow"}
ALSO_H5 = {"autoencoder_same", "unet", "nested", "shared", "trained", "sequence"}


def randomise(model, random):
    values = []
    for variable in model.weights:
        name = getattr(variable, "path", variable.name)
        low, high = (0.25, 2.0) if "variance" in name or "gamma" in name else (-1.0, 1.0)
        if "seed" in name or "count" in name:
            values.append(np.asarray(variable))
        elif name.rsplit("/", 1)[-1] in ("mean", "variance"):
            values.append(np.asarray(variable))
        else:
            values.append(random.uniform(low, high, variable.shape).astype(np.float32))
    model.set_weights(values)


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
    for build in MODELS:
        name = build.__name__
        if (GENERATION, name) in LEFT_OUT or (sys.argv[2:] and name not in sys.argv[2:]):
            continue
        keras.backend.clear_session()
        random = np.random.default_rng(zlib.crc32(name.encode()))
        model = build()
        randomise(model, random)
        inputs = [random.uniform(-2, 2, (3, *x.shape[1:])).astype(np.float32) for x in model.inputs]
        outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        arrays = {f"in:{i}": x for i, x in enumerate(inputs)}
        arrays |= {f"out:{i}": np.asarray(y, np.float32) for i, y in enumerate(outputs)}
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        stem = FOLDER / f"{PREFIX}{name}"
        stem.with_suffix(".npz").write_bytes(buffer.getvalue())
        if name not in ONLY_H5:
            model.save(f"{stem}.keras")
            rewrite(f"{stem}.keras")
        if name in ALSO_H5 | ONLY_H5:
            model.save(f"{stem}.h5")
            data = Path(f"{stem}.h5").read_bytes()
            Path(f"{stem}.h5").unlink()
            Path(f"{stem}.h5.gz").write_bytes(gzip.compress(data, 9, mtime=0))
        print(name, [p.stat().st_size for p in sorted(FOLDER.glob(f"{PREFIX}{name}.*"))])


main()
