"""Makes the TensorFlow.js graph models under tests/goldens/tfjs and what TensorFlow makes of some data.

Run by hand from the root of the repository:

    python -m venv VENV
    VENV/bin/pip install tensorflow-cpu==2.15.1 tensorflow-hub==0.16.1 packaging
    VENV/bin/pip install --no-deps tensorflowjs==4.22.0
    VENV/bin/python tests/oracles/tfjs_graph.py

Python 3.11. The converter imports JAX and decision forests, which nothing here needs: empty modules stand in.
"""

import os
import pathlib
import shutil
import sys
import tempfile
import types

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
for name in ["jax", "jax.experimental", "jax.experimental.jax2tf", "tensorflow_decision_forests"]:
    sys.modules[name] = types.ModuleType(name)
sys.modules["jax.experimental"].jax2tf = sys.modules["jax.experimental.jax2tf"]

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflowjs.converters import tf_saved_model_conversion_v2 as conversion

TARGET = pathlib.Path(__file__).parent.parent / "goldens" / "tfjs"


def generator():
    """A dense layer, then transposed convolutions of both paddings, normalised and activated."""
    return keras.Sequential([
        layers.Input([5]),
        layers.Dense(3 * 4 * 2),
        layers.Reshape([3, 4, 2]),
        layers.Conv2DTranspose(4, (3, 2), strides=(2, 1), padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.LeakyReLU(0.25),
        layers.Conv2DTranspose(2, (2, 5), strides=(1, 3), padding="valid", activation="tanh"),
    ])


def skip():
    """A small U-Net: an output padding, and a skip over it; all sizes but the channels differ."""
    x = layers.Input([9, 7, 2])
    a = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    b = layers.Conv2D(4, (3, 2), strides=2, padding="valid", activation="elu")(a)
    b = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(b)
    b = layers.PReLU(shared_axes=[1, 2])(b)
    c = layers.Conv2DTranspose(3, (3, 2), strides=2, padding="valid", output_padding=(0, 1))(b)
    y = layers.Concatenate()([a, c])
    y = layers.MaxPooling2D((2, 1))(y)
    y = layers.AveragePooling2D(2, strides=1, padding="same")(y)
    y = layers.UpSampling2D((1, 2))(y)
    y = layers.ZeroPadding2D(((1, 0), (0, 2)))(y)
    y = layers.Conv2D(2, 1, activation="sigmoid")(y)
    return keras.Model(x, y)


def padded():
    """Transposed convolutions with padding same and an output padding."""
    x = layers.Input([4, 3, 2])
    y = layers.Conv2DTranspose(3, (3, 5), strides=(2, 3), padding="same", output_padding=(1, 2))(x)
    y = layers.ReLU()(y)
    y = layers.Conv2DTranspose(1, 4, strides=3, padding="same", output_padding=(2, 1))(y)
    return keras.Model(x, y)


def sequence():
    """One spatial axis: TensorFlow writes these convolutions in two dimensions."""
    x = layers.Input([8, 2])
    y = layers.Conv1D(3, 3, padding="valid", activation="relu")(x)
    y = layers.Conv1DTranspose(2, 4, strides=2, padding="same", activation="softplus")(y)
    return keras.Model(x, y)


def channels_first():
    """Channels in front of height and width, seen from outside."""
    x = layers.Input([2, 4, 3])
    y = layers.Conv2DTranspose(3, (2, 3), strides=(2, 1), data_format="channels_first")(x)
    y = layers.Activation("swish")(y)
    y = layers.Conv2DTranspose(2, 3, strides=2, padding="same", data_format="channels_first")(y)
    return keras.Model(x, y)


def randomise(model, seed):
    """Weights that leave no symmetry, positive where they are variances."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        values = rng.normal(size=weight.shape, scale=0.5)
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.name else values)


def make(name, model, quantisation=None):
    randomise(model, len(name))
    folder = TARGET / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shape = [3, *model.input_shape[1:]]
    x = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    with tempfile.TemporaryDirectory() as saved:
        tf.saved_model.save(model, saved)
        conversion.convert_tf_saved_model(saved, str(folder), quantization_dtype_map=quantisation or {})
    np.save(folder / "x.npy", x)
    # Quantised weights are others than TensorFlow's: TensorFlow.js itself says what comes of them.
    if quantisation is None:
        np.save(folder / "y.npy", model.predict(x, verbose=0).astype(np.float32))


if __name__ == "__main__":
    make("graph_generator", generator())
    make("graph_skip", skip())
    make("graph_padded", padded())
    make("graph_sequence", sequence())
    make("graph_channels_first", channels_first())
    make("graph_uint8", generator(), {"uint8": True})
    make("graph_float16", generator(), {"float16": True})
