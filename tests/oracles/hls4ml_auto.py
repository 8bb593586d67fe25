"""Holds the types that `tune` finds against those that hls4ml's `auto` gives: cost and metric side by side, as Markdown.

Run by hand, in a checkout with `../shared/data`, by a Python of its own; needs g++, and takes about ten minutes of a core:

    python -m venv VENV
    VENV/bin/pip install hls4ml==1.3.0 keras==3.15.1 jax==0.10.2 onnx==1.23.2 onnxruntime==1.32.0 scikit-learn
    VENV/bin/python tests/oracles/hls4ml_auto.py FOLDER

FOLDER gets the models, samples, types and projects of hls4ml. Two networks:

- `mnist-conv` of `../shared/data`, rebuilt in Keras with the parameters of its file (hls4ml's ONNX front end does not read it),
  which ONNX Runtime agrees with. Samples: the handwritten digits of scikit-learn, enlarged to 20 x 20 pixels in 28 x 28.
  Metric: accuracy, 0.005 less than in float.
- the Keras autoencoder of case 07. Samples of unit range by a fixed seed. Metric: signal to noise against float, 40 dB.

hls4ml: configuration by `granularity="name"`, in which everything is `auto`, and a precision of the model. `auto` derives
accumulators and results from it, and there is no search: `fixed<16,6>` is its default; "narrowest" is what somebody finds who
takes as many bits before the binary point as numbers need, and tries by hand how many of all keep the same budget on the samples
that `tune` has. Its metric is that of its own C simulation; what its types cost says Interlace's estimate, factors chosen for
the same interval. Samples of the figures are in neither search. Standard error says what precisions gave on those of it.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import onnx
import onnxruntime
import yaml
from keras import layers
from onnx import numpy_helper
from sklearn.datasets import load_digits

import hls4ml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"


def enlarged(images):
    """Bilinear, from 8 x 8 to 20 x 20, in the middle of 28 x 28."""
    at = np.clip((np.arange(20) + 0.5) * 8 / 20 - 0.5, 0, 7)
    low = np.minimum(at.astype(int), 6)
    share = at - low
    rows = images[:, low, :] * (1 - share)[None, :, None] + images[:, low + 1, :] * share[None, :, None]
    both = rows[:, :, low] * (1 - share) + rows[:, :, low + 1] * share
    return np.pad(both, ((0, 0), (4, 4), (4, 4)))[..., None]


def mnist():
    """The network of the file, in Keras: channels last, the dense layer's rows in that order."""
    path = DATA / "models/qonnx/mnist-conv/model.onnx"
    numbers = {each.name: numpy_helper.to_array(each) for each in onnx.load(path).graph.initializer}
    model = keras.Sequential([
        keras.Input((28, 28, 1), name="image"),
        layers.Conv2D(8, 5, padding="same", name="conv1"),
        layers.ReLU(name="relu1"),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(16, 5, padding="same", name="conv2"),
        layers.ReLU(name="relu2"),
        layers.MaxPooling2D(3, name="pool2"),
        layers.Flatten(name="flat"),
        layers.Dense(10, name="dense"),
    ])
    for name, weights, bias in (("conv1", "Parameter5", "Parameter6"), ("conv2", "Parameter87", "Parameter88")):
        model.get_layer(name).set_weights([numbers[weights].transpose(2, 3, 1, 0), numbers[bias].ravel()])
    dense = numbers["Parameter193"].transpose(1, 2, 0, 3).reshape(256, 10)
    model.get_layer("dense").set_weights([dense, numbers["Parameter194"].ravel()])

    digits = load_digits()
    samples = enlarged(digits.images / 16)
    session = onnxruntime.InferenceSession(path)
    first = session.run(None, {"Input3": samples[:1].transpose(0, 3, 1, 2).astype(np.float32)})[0]
    difference = np.abs(first - model.predict(samples[:1], verbose=0)).max()
    assert difference < 1e-4 * np.abs(first).max(), f"Keras and the file differ by {difference}"
    # With its input among its layers.
    model = keras.Model(model.inputs, model.outputs, name="mnist")
    return model, samples[:900], digits.target[:900].astype(float)


def autoencoder():
    model = keras.saving.load_model(DATA / "cases/07-hls4ml-config-dumped-as-is/ae.keras")
    return model, np.random.default_rng(7).random((576, 16, 16, 1)), None


def accuracy(outputs, _, labels):
    return float(np.mean(outputs.argmax(1) == labels))


def snr(outputs, floats, _):
    return float(10 * np.log10(np.mean(floats**2) / np.mean((outputs - floats) ** 2)))


class Peer:
    """A network, and samples of which neither search sees the second part."""

    def __init__(self, folder, name, made, metric, metric_name, budget, interval):
        self.name, self.metric, self.metric_name, self.budget, self.interval = name, metric, metric_name, budget, interval
        self.folder = folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.model, samples, labels = made
        self.path = self.folder / "model.keras"
        self.model.save(self.path)
        count = len(samples) * 2 // 3
        self.parts = {"search": slice(0, count), "test": slice(count, None)}
        self.samples, self.labels = samples, labels
        floats = self.model.predict(samples, verbose=0, batch_size=64)
        self.floats = floats.astype(float)
        for part, of in self.parts.items():
            np.save(self.folder / f"{part}.npy", samples[of])
            if labels is not None:
                np.save(self.folder / f"{part}_labels.npy", labels[of])

    def figure(self, outputs, part):
        of = self.parts[part]
        return self.metric(outputs, self.floats[of], None if self.labels is None else self.labels[of])

    def least(self):
        """The worst figure that keeps the budget."""
        return self.budget if self.labels is None else self.figure(self.floats[self.parts["search"]], "search") - self.budget

    def peer(self, precision):
        """What hls4ml makes of a precision: its types, and its C simulation."""
        config = hls4ml.utils.config_from_keras_model(
            self.model, granularity="name", backend="Vitis", default_precision=precision)
        made = hls4ml.converters.convert_from_keras_model(
            self.model, hls_config=config, backend="Vitis", io_type="io_stream", output_dir=str(self.folder / "hls4ml"))
        made.compile()
        named = {layer.name for layer in self.model.layers} | {f"{layer.name}_relu" for layer in self.model.layers} | {
            f"{layer.name}_sigmoid" for layer in self.model.layers}
        types = {
            layer.name: {
                key[:-2]: str(each.precision) for key, each in layer.types.items()
                if key in ("weight_t", "bias_t", "result_t") or key == "accum_t" and "weight_t" in layer.types
            }
            for layer in made.get_layers() if layer.name in named
        }
        def run(part):
            samples = np.ascontiguousarray(self.samples[self.parts[part]], dtype=np.float32)
            return made.predict(samples).reshape(self.floats[self.parts[part]].shape).astype(float)
        return types, run

    def integer_bits(self):
        """Fewest bits before the binary point with which nothing wraps that `auto` leaves in the model's precision."""
        numbers = [array for layer in self.model.layers for array in layer.get_weights()] + [self.samples]
        wide = [layer for layer in self.model.layers if not layer.get_weights() or layer.activation.__name__ != "linear"]
        inner = keras.Model(self.model.inputs, [layer.output for layer in wide])
        numbers += inner.predict(self.samples[self.parts["search"]], verbose=0, batch_size=64)
        bits = 1
        while any(array.max() >= 2.0 ** (bits - 1) or array.min() < -2.0 ** (bits - 1) for array in numbers):
            bits += 1
        return bits

    def narrowest(self):
        """With these, fewest bits in all that keep the budget."""
        integer = self.integer_bits()
        low, high = integer + 1, 16
        while low < high:
            middle = (low + high) // 2
            _, run = self.peer(f"fixed<{middle},{integer}>")
            figure = self.figure(run("search"), "search")
            print(f"hls4ml fixed<{middle},{integer}>: {figure:.4g}", file=sys.stderr, flush=True)
            low, high = (low, middle) if figure >= self.least() else (middle + 1, high)
        return f"fixed<{low},{integer}>"

    def interlace(self, *arguments):
        command = ["deno", "run", "-A", str(ROOT / "cli.ts"), *arguments, "--json"]
        return json.loads(subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.PIPE).stdout)

    def data(self, part):
        labels = [] if self.labels is None else ["--labels", f"{part}_labels.npy"]
        return ["--data", f"{part}.npy", *labels, "--metric", self.metric_name]

    def cost(self, config):
        """What Interlace says of types: the estimate, and the metric of its own simulation."""
        return self.interlace("check", "baseline.json", "--write", "model.keras", "--config", config, "--force",
                              *self.data("test"), "--interval", str(self.interval))["figures"]

    def bits(self, types):
        """Mean over all parameters and all results, of the types that layers were given."""
        total = count = 0
        def add(numbers, type_text):
            nonlocal total, count
            total += numbers * int(type_text.split("<")[1].split(",")[0])
            count += numbers
        for layer in self.model.layers:
            own = types.get(layer.name, {})
            for key, array in zip(("weight", "bias"), layer.get_weights()):
                if key in own:
                    add(array.size, own[key])
            if "result" in own:
                add(int(np.prod(layer.output.shape[1:])), own["result"])
        return total / count

    def row(self, name, types, figure):
        config = f"{name.replace(' ', '_')}.yml"
        document = {"HLSConfig": {"LayerName": {layer: {"Precision": each} for layer, each in types.items()}}}
        (self.folder / config).write_text(yaml.dump(document))
        self.print_row(name, types, config, figure)

    def print_row(self, name, types, config, figure):
        figures = self.cost(config)
        used = figures["resources"]
        cells = [self.name, name, f"{self.bits(types):.1f}", f"{figures['interval']:,}", used["DSP"], used["BRAM_18K"],
                 f"{used['LUT']:,}", f"{used['FF']:,}", f"{100 * figures['cost']:.2f} %", f"{figure(figures):.4g}"]
        print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)

    def table(self):
        floats = self.floats[self.parts["test"]]
        print(f"| {self.name} | float | | | | | | | | {self.figure(floats, 'test'):.4g} |", flush=True)
        for name, precision in (("auto", "fixed<16,6>"), ("narrowest", self.narrowest())):
            types, run = self.peer(precision)
            outputs = run("test")
            label = f"hls4ml {name} {precision}".replace("<", "_").replace(">", "").replace(",", "_")
            self.row(label, types, lambda _, made=outputs: self.figure(made, "test"))
        found = self.interlace("tune", "model.keras", *self.data("search"), "--budget", str(self.budget), "--force",
                               "--interval", str(self.interval), "-o", "tuned.yml")
        (self.folder / "tuned.json").write_text(json.dumps(found, indent=1))
        tuned = yaml.safe_load((self.folder / "tuned.yml").read_text())
        named = tuned.get("HLSConfig", tuned)["LayerName"]
        types = {layer: each["Precision"] for layer, each in named.items() if "Precision" in each}
        self.print_row("tune", types, "tuned.yml", lambda figures: figures["metric"])


def main(folder):
    print("| network | types | average bits | interval | DSP | BRAM | LUT | FF | cost | metric |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    Peer(folder, "mnist-conv", mnist(), accuracy, "accuracy", 0.005, 4000).table()
    Peer(folder, "autoencoder", autoencoder(), snr, "snr", 40, 550).table()


main(Path(sys.argv[1]).resolve())
