"""Writes a layer as Verilog by alkaid, fully unrolled: `python alkaid_layer.py LAYER.json FOLDER`, called by `alkaid.ts`.

The file has the layer's kind, shapes, weights and bias, types of its input and result, samples and what is expected of them.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras  # noqa: E402
import numpy as np  # noqa: E402
from alkaid import __version__  # noqa: E402
from alkaid.codegen import RTLModel  # noqa: E402
from alkaid.converter import trace_model  # noqa: E402
from alkaid.trace import HWConfig, trace  # noqa: E402
from alkaid.trace.ops import quantize  # noqa: E402

# alkaid's own defaults (`alkaid convert --help`): at most 5 units of delay between registers, of which an adder takes 1.
HARDWARE = HWConfig(1, 1, -1)
LATENCY_CUTOFF = 5
DELAY_CONSTRAINT = 5

LAYERS = {
    "dense": lambda spec: keras.layers.Dense(spec["outputs"]),
    "conv2d": lambda spec: keras.layers.Conv2D(
        spec["outputs"], spec["kernel"], strides=spec["strides"], padding="same"
    ),
    "conv_transpose1d": lambda spec: keras.layers.Conv1DTranspose(
        spec["outputs"], spec["kernel"], strides=spec["strides"], padding="same"
    ),
    "conv_transpose2d": lambda spec: keras.layers.Conv2DTranspose(
        spec["outputs"], spec["kernel"], strides=spec["strides"], padding="same"
    ),
}


def main(path: str, folder: str) -> None:
    with open(path, encoding="utf8") as file:
        spec = json.load(file)
    x = keras.Input(tuple(spec["shape"]))
    layer = LAYERS[spec["kind"]](spec)
    model = keras.Model(x, layer(x))
    # Ours: spatial axes, inputs, outputs. A transposed convolution of Keras has outputs before inputs.
    weights = np.array(spec["weights"], dtype=np.float64).reshape(spec["weightShape"])
    if spec["kind"].startswith("conv_transpose"):
        weights = np.swapaxes(weights, -1, -2)
    layer.set_weights([weights, np.array(spec["bias"], dtype=np.float64)])
    # Sign, integer bits without it, fraction bits; AP_TRN and AP_WRAP, as ours.
    inputs, outputs = trace_model(
        model, HARDWARE, {"hard_dc": DELAY_CONSTRAINT}, inputs_kif=tuple(spec["inputType"])
    )
    outputs = quantize(outputs, *spec["resultType"], overflow_mode="WRAP", round_mode="TRN")
    logic = trace(inputs, outputs)
    samples = np.array(spec["samples"], dtype=np.float64).reshape(-1, *spec["shape"])
    made = logic.predict(samples).reshape(-1)
    wrong = int(np.sum(made != np.array(spec["expected"], dtype=np.float64)))
    rtl = RTLModel(logic, folder, "peer", flavor="verilog", latency_cutoff=LATENCY_CUTOFF)
    rtl.write()
    print(json.dumps({"version": __version__, "wrong": wrong, "values": made.size, "text": str(rtl)}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
