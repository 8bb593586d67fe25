"""Makes architectures and weights of Keras that lie in files of their own.

Run by hand, once for each generation, from anywhere:

    KERAS_BACKEND=jax python keras_weights.py keras    # Keras 3.15.1, jax 0.10.2
    python keras_weights.py tf_keras                   # tf_keras 2.21.0, tensorflow-cpu 2.21.0

Writes to `../goldens/keras_weights`: `<generation>.json` as `to_json()` gives it, `<generation>.weights.h5.gz`, and of
tf_keras `<generation>_legacy.h5.gz` (gzip around what `save_weights()` wrote; the legacy ones from a second copy of the
network, whose layers bear other names), and `<generation>.npz` with `in:0` and `out:0`.
"""

import gzip
import io
import sys
from pathlib import Path

import numpy as np

GENERATION = sys.argv[1]
if GENERATION == "keras":
    import keras
else:
    import tf_keras as keras

L = keras.layers
FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "keras_weights"


def build():
    """Names are left to Keras, which counts them up from copy to copy."""
    inner_in = keras.Input((3, 4, 3))
    inner = keras.Model(inner_in, L.BatchNormalization()(L.Conv2D(3, 1)(inner_in)), name="inner")
    x = keras.Input((3, 4, 2))
    y = L.Conv2D(3, (3, 2), padding="same", activation="relu")(x)
    y = inner(y)
    y = L.BatchNormalization()(y)
    y = L.Conv2DTranspose(2, 2, strides=2, use_bias=False)(y)
    y = L.Flatten()(L.Dropout(0.5)(y))
    return keras.Model(x, L.Dense(3)(L.Dense(4, activation="tanh")(y)))


def save(name, write):
    path = FOLDER / name
    write(str(path))
    data = path.read_bytes()
    path.unlink()
    (FOLDER / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(11)
    model, copy = build(), build()
    values = [random.uniform(0.25, 2, np.shape(w)) if "variance" in getattr(w, "path", w.name)
              else random.uniform(-1, 1, np.shape(w)) for w in model.weights]
    model.set_weights(values)
    copy.set_weights(values)
    (FOLDER / f"{GENERATION}.json").write_text(model.to_json())
    save(f"{GENERATION}.weights.h5", model.save_weights)
    if GENERATION == "tf_keras":
        save(f"{GENERATION}_legacy.h5", copy.save_weights)
    x = random.uniform(-2, 2, (3, *model.inputs[0].shape[1:])).astype(np.float32)
    buffer = io.BytesIO()
    np.savez(buffer, **{"in:0": x, "out:0": np.asarray(model.predict(x, verbose=0), np.float32)})
    (FOLDER / f"{GENERATION}.npz").write_bytes(buffer.getvalue())
    print([layer.name for layer in model.layers], [layer.name for layer in copy.layers])


main()
