"""Makes the configurations of hls4ml's people that the tests load: what hls4ml itself dumps for tiny models.

Run by hand, from anywhere:

    KERAS_BACKEND=jax python hls4ml_configs.py keras    # hls4ml 1.3.0, Keras 3.15.1, jax 0.10.2
    KERAS_BACKEND=jax python hls4ml_configs.py onnx     # hls4ml 1.3.0, onnx 1.23.2, qonnx 1.0.0
    python hls4ml_configs.py pytorch                    # hls4ml 1.3.0, torch 1.13.1

Writes `../goldens/hls4ml/<model>.keras` or `.onnx` and `<model>_<granularity>_<backend>.yml`, `<model>_full_<backend>.yml`,
as `yaml.dump` gives them. Weights are drawn from fixed seeds.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np
import yaml

import hls4ml

FOLDER = Path(__file__).resolve().parent.parent / "goldens" / "hls4ml"
GRANULARITIES = ("model", "type", "name")


def write(name, config):
    (FOLDER / f"{name}.yml").write_text(yaml.dump(config))


def dump(model, make, backends=(None, "Vitis")):
    """Every granularity for every back end, and whole configurations of two of them."""
    for backend in backends:
        for granularity in GRANULARITIES:
            config = make(granularity, backend)
            write(f"{model}_{granularity}_{(backend or 'none').lower()}", config)
    for backend, options in (("Vitis", {"io_type": "io_stream"}), ("Vivado", {"clock_period": 8}), ("VivadoAccelerator", {})):
        config = hls4ml.utils.config.create_config(backend=backend, output_dir=f"build_{model}", **options)
        config["HLSConfig"] = make("name", backend)
        write(f"{model}_full_{backend.lower()}", config)


def keras_models():
    import keras
    layers = keras.layers
    autoencoder = keras.Sequential([
        keras.Input((8, 8, 2), name="image"),
        layers.Conv2D(3, 3, padding="same", activation="relu", name="down"),
        layers.BatchNormalization(name="norm"),
        layers.LeakyReLU(negative_slope=0.25, name="leaky"),
        layers.MaxPooling2D(name="pool"),
        layers.ZeroPadding2D(1, name="pad"),
        layers.DepthwiseConv2D(3, name="each"),
        layers.PReLU(shared_axes=[1, 2], name="slopes"),
        layers.UpSampling2D(2, name="bigger"),
        layers.Conv2D(2, 1, activation="sigmoid", name="image_out"),
    ])
    classifier = keras.Sequential([
        keras.Input((6, 4), name="sequence"),
        layers.Conv1D(3, 3, activation="elu", name="taps"),
        layers.AveragePooling1D(2, name="mean"),
        layers.Flatten(name="flat"),
        layers.Dense(5, activation="tanh", name="hidden"),
        layers.Dropout(0.5, name="drop"),
        layers.ReLU(name="rectified"),
        layers.Dense(4, activation="softmax", name="classes"),
    ])
    a, b = keras.Input((4, 4, 2), name="a"), keras.Input((4, 4, 2), name="b")
    joined = layers.Concatenate(name="joined")([layers.Add(name="sum")([a, b]), layers.Multiply(name="product")([a, b])])
    pooled = layers.GlobalAveragePooling2D(name="pooled")(layers.Activation("hard_sigmoid", name="gate")(joined))
    branches = keras.Model([a, b], layers.Dense(3, name="scores")(pooled))
    return {"autoencoder": autoencoder, "classifier": classifier, "branches": branches}


def undated(path):
    """Writes an archive again without dates, deflated."""
    with zipfile.ZipFile(path) as archive:
        contents = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in contents:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(memory.getvalue())


def keras_main():
    random = np.random.default_rng(7)
    for name, model in keras_models().items():
        model.set_weights([random.normal(0, 0.5, w.shape) ** (2 if "variance" in v.path else 1) + ("variance" in v.path)
                           for w, v in zip(model.get_weights(), model.weights)])
        path = FOLDER / f"{name}.keras"
        model.save(path)
        undated(path)
        dump(name, lambda granularity, backend, model=model: hls4ml.utils.config_from_keras_model(
            model, granularity=granularity, backend=backend, default_reuse_factor=4))


def onnx_main():
    from onnx import TensorProto, helper, numpy_helper, save
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.util.cleanup import cleanup_model
    random = np.random.default_rng(8)
    constants = {"w1": (4, 5), "b1": (5,), "w2": (5, 3)}
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w1"], ["m1"], name="hidden"),
         helper.make_node("Add", ["m1", "b1"], ["a1"], name="shifted"),
         helper.make_node("Relu", ["a1"], ["r1"], name="rectified"),
         helper.make_node("MatMul", ["r1", "w2"], ["m2"], name="scores"),
         helper.make_node("Sigmoid", ["m2"], ["y"], name="shares")],
        "perceptron",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(random.normal(0, 0.5, shape).astype(np.float32), name) for name, shape in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    save(model, FOLDER / "perceptron.onnx")
    clean = cleanup_model(ModelWrapper(model))
    dump("perceptron", lambda granularity, backend: hls4ml.utils.config_from_onnx_model(
        clean, granularity=granularity, backend=backend, default_reuse_factor=2))


def pytorch_main():
    import torch
    from torch import nn
    torch.manual_seed(9)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(2, 3, 3, padding=1)
            self.bn1 = nn.BatchNorm2d(3)
            self.relu1 = nn.ReLU()
            self.pool = nn.MaxPool2d(2)
            self.flatten = nn.Flatten()
            self.fc = nn.Linear(12, 4)
            self.act = nn.Sigmoid()

        def forward(self, x):
            return self.act(self.fc(self.flatten(self.pool(self.relu1(self.bn1(self.conv1(x)))))))

    net = Net().eval()
    torch.onnx.export(net, torch.zeros(1, 2, 4, 4), FOLDER / "torchnet.onnx", opset_version=13,
                      input_names=["x"], output_names=["y"], training=torch.onnx.TrainingMode.PRESERVE)

    def make(granularity, backend):
        config = hls4ml.utils.config_from_pytorch_model(net, (2, 4, 4), granularity=granularity, backend=backend)
        # An object of Python's, which people take out before they write the rest.
        del config["PytorchModel"]
        return config

    dump("torchnet", make)


FOLDER.mkdir(parents=True, exist_ok=True)
{"keras": keras_main, "onnx": onnx_main, "pytorch": pytorch_main}[sys.argv[1]]()
