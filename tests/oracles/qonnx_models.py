"""Makes the quantised ONNX networks of tests/goldens/qonnx and their outputs.

Run by hand: python tests/oracles/qonnx_models.py [shared data folder]
Made with Python 3.11, qonnx 1.0.0, onnx 1.23.2, onnxruntime 1.32.0, numpy. QONNX's quantisers are run by the qonnx
package node by node; networks of QuantizeLinear and DequantizeLinear by ONNX Runtime.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx

OUT = Path(__file__).parent.parent / "goldens" / "qonnx"
GENERAL = "qonnx.custom_op.general"


class Net:
    """A graph under construction; every method returns the name of a tensor."""

    def __init__(self, name, shape, seed, opset=13):
        self.name, self.nodes, self.inits, self.count, self.opset = name, [], [], 0, opset
        self.rng = np.random.default_rng(seed)
        self.shape = shape

    def const(self, value, dtype=np.float32):
        self.count += 1
        name = f"c{self.count}"
        self.inits.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def op(self, kind, inputs, domain="", **attributes):
        self.count += 1
        name = f"t{self.count}"
        self.nodes.append(
            helper.make_node(kind, inputs, [name], name=f"{kind}_{self.count}", domain=domain, **attributes)
        )
        return name

    def quant(self, x, scale, bits, signed=1, narrow=0, zero=0.0, mode="ROUND", domain=GENERAL):
        inputs = [x, self.const(scale), self.const(zero), self.const(bits)]
        return self.op("Quant", inputs, domain, signed=signed, narrow=narrow, rounding_mode=mode)

    def bipolar(self, x, scale):
        return self.op("BipolarQuant", [x, self.const(scale)], GENERAL)

    def weights(self, shape, scale=0.3):
        return self.const(self.rng.normal(0, scale, shape))

    def is_constant(self, node):
        """Whether a quantiser is one of weights."""
        return any(i.name == node.input[0] for i in self.inits)

    def save(self, output, batch=3, runtime="qonnx", spread=2.0):
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *self.shape])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
            self.inits,
        )
        opsets = [helper.make_opsetid("", self.opset), helper.make_opsetid(GENERAL, 1)]
        model = helper.make_model(graph, opset_imports=opsets if runtime == "qonnx" else opsets[:1])
        model.ir_version = 8
        # Multiples of 2^-12 in a range that some quantisers clip; exact in every type that the tests give the input.
        x = (np.round(self.rng.normal(0, spread, (batch, *self.shape)) * 4096) / 4096).astype(np.float32)
        # What every quantiser of data makes, as integers, to tell where codes differ and not only that they do.
        quantisers = [q for q in self.nodes if q.op_type in ("Quant", "QuantizeLinear") and not self.is_constant(q)]
        outputs, codes = [], {q.name: [] for q in quantisers}
        for sample in x:
            if runtime == "qonnx":
                result = run_qonnx(model, sample[None])
                outputs.append(np.asarray(result[output], np.float32))
                for q in quantisers:
                    scale = numpy_helper.to_array(next(i for i in self.inits if i.name == q.input[1]))
                    codes[q.name].append(np.round(result[q.output[0]] / scale))
            else:
                # As the operators define it: optimised, the runtime would add biases in integers.
                options = onnxruntime.SessionOptions()
                options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
                session = onnxruntime.InferenceSession(model.SerializeToString(), options)
                outputs.append(session.run([output], {"x": sample[None]})[0])
                for q in quantisers:
                    zero = numpy_helper.to_array(next(i for i in self.inits if i.name == q.input[2]))
                    probe = onnx.ModelProto()
                    probe.CopyFrom(model)
                    del probe.graph.output[:]
                    kind = TensorProto.INT8 if zero.dtype == np.int8 else TensorProto.UINT8
                    probe.graph.output.append(helper.make_tensor_value_info(q.output[0], kind, None))
                    session = onnxruntime.InferenceSession(probe.SerializeToString(), options)
                    codes[q.name].append(session.run(None, {"x": sample[None]})[0].astype(int) - int(zero))
        onnx.save(model, OUT / f"{self.name}.onnx")
        arrays = {name: np.concatenate(parts).astype(np.int16) for name, parts in codes.items()}
        np.savez_compressed(OUT / f"{self.name}.npz", x=x, y=np.concatenate(outputs), **arrays)


def run_qonnx(model, x):
    """Runs a graph for one sample: its shapes are fixed and inferred first, as the package needs them."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    dim = fixed.graph.input[0].type.tensor_type.shape.dim[0]
    dim.Clear()
    dim.dim_value = 1
    wrapper = ModelWrapper(fixed)
    from qonnx.transformation.infer_shapes import InferShapes

    wrapper = wrapper.transform(InferShapes())
    return execute_onnx(wrapper, {"x": x}, return_full_exec_context=True)


def up_2d():
    """Transposed convolution 2-D, everything a power of two, asymmetric pads, output padding."""
    n = Net("conv_transpose_2d", (2, 3, 5), 1)
    x = n.quant("x", 2.0**-4, 8)
    w = n.quant(n.weights((2, 4, 3, 2)), 2.0**-3, 4, narrow=1)
    b = n.quant(n.weights((4,)), 2.0**-7, 8)
    y = n.op("ConvTranspose", [x, w, b], strides=[2, 3], pads=[1, 0, 0, 1], output_padding=[1, 0])
    y = n.quant(n.op("Relu", [y]), 2.0**-3, 5, signed=0)
    w = n.quant(n.weights((4, 2, 2, 2)), 2.0**-4, 6)
    y = n.op("ConvTranspose", [y, w], strides=[2, 2])
    n.save(n.quant(y, 2.0**-2, 6, narrow=1, mode="FLOOR"))


def up_1d():
    """Transposed convolution 1-D, per-channel powers of two, batch normalisation in between, other rounding modes."""
    n = Net("conv_transpose_1d", (3, 7), 2)
    x = n.quant("x", 2.0**-5, 9, mode="HALF_UP")
    scales = 2.0 ** -np.asarray([2.0, 3, 5, 4]).reshape(1, 4, 1)
    w = n.quant(n.weights((3, 4, 4)), scales, 4)
    y = n.op("ConvTranspose", [x, w], strides=[2], pads=[1, 1])
    bn = [n.const(v) for v in ([0.5, -1, 2, 0.25], [0.25, 1, -0.5, 0.125], [0.5, 0, -1, 2], [1, 1, 1, 1])]
    y = n.op("BatchNormalization", [y, *bn], epsilon=0.0)
    y = n.op("LeakyRelu", [n.quant(y, 2.0**-3, 7, mode="DOWN")], alpha=0.125)
    w = n.quant(n.weights((4, 2, 3)), 2.0**-4, 5, narrow=1)
    y = n.op("ConvTranspose", [n.quant(y, 2.0**-4, 6, mode="HALF_DOWN"), w], strides=[3])
    n.save(n.quant(y, 2.0**-3, 8))


def skip():
    """A skip connection: two branches of different scales, added and joined, and a pooling."""
    n = Net("skip", (2, 4, 6), 3)
    x = n.quant("x", 2.0**-4, 8)
    a = n.op("Conv", [x, n.quant(n.weights((3, 2, 3, 3)), 2.0**-3, 4)], pads=[1, 1, 1, 1])
    a = n.quant(n.op("Relu", [a]), 2.0**-3, 6, signed=0)
    d = n.op("MaxPool", [a], kernel_shape=[2, 2], strides=[2, 2])
    u = n.op("ConvTranspose", [d, n.quant(n.weights((3, 3, 2, 2)), 2.0**-4, 5)], strides=[2, 2])
    u = n.quant(u, 2.0**-5, 8)
    s = n.op("Add", [a, u])
    j = n.op("Concat", [s, x], axis=1)
    y = n.op("Conv", [j, n.quant(n.weights((2, 5, 1, 1)), 2.0**-3, 4), n.const([0.5, -0.25])])
    n.save(n.quant(y, 2.0**-2, 7, narrow=1))


def bipolar():
    """Weights and data of one bit, and a truncation."""
    n = Net("bipolar", (3, 5, 4), 4)
    x = n.bipolar("x", 0.5)
    y = n.op("ConvTranspose", [x, n.bipolar(n.weights((3, 4, 3, 3)), 0.25)], strides=[2, 2], pads=[1, 1, 1, 1])
    y = n.quant(y, 2.0**-3, 6)
    y = n.op("Trunc", [y, *(n.const(v) for v in (2.0**-3, 0.0, 6, 4))], GENERAL, rounding_mode="FLOOR")
    w = n.bipolar(n.weights((4, 2, 2, 2)), 1.0)
    n.save(n.op("ConvTranspose", [n.bipolar(y, 1.0), w], strides=[2, 2]))


def arbitrary():
    """Scales that are no powers of two, per channel on weights; a zero point; layers that the scale passes through."""
    n = Net("arbitrary_scales", (2, 5, 4), 5)
    x = n.quant("x", 0.037, 8)
    scales = n.rng.uniform(0.02, 0.06, (1, 4, 1, 1))
    y = n.op("ConvTranspose", [x, n.quant(n.weights((2, 4, 3, 3)), scales, 4, narrow=1), n.weights((4,))], strides=[2, 2])
    y = n.op("Relu", [y])
    y = n.quant(y, 0.091, 4, signed=0)
    y = n.op("MaxPool", [n.op("DepthToSpace", [y], blocksize=2, mode="CRD")], kernel_shape=[3, 2], strides=[2, 2])
    y = n.op("Conv", [y, n.quant(n.weights((3, 1, 3, 3)), 0.043, 5)], pads=[1, 1, 1, 1])
    y = n.quant(y, 0.11, 5, signed=0, zero=7.0)
    y = n.op("ConvTranspose", [y, n.quant(n.weights((3, 2, 2, 2)), 0.05, 4)], strides=[2, 2])
    n.save(n.quant(y, 0.07, 8))


def qdq():
    """QuantizeLinear and DequantizeLinear with stored integers, per-channel scales and zero points."""
    n = Net("qdq", (2, 4, 5), 6)

    def pair(x, scale, zero, dtype):
        p = [n.const(scale), n.const(zero, dtype)]
        return n.op("DequantizeLinear", [n.op("QuantizeLinear", [x, *p]), *p])

    x = pair("x", 0.05, 3, np.int8)
    stored = n.const(n.rng.integers(-127, 128, (2, 3, 3, 3)), np.int8)
    per = [n.const([0.011, 0.007, 0.02]), n.const([0, 0, 0], np.int8)]
    w = n.op("DequantizeLinear", [stored, *per], axis=1)
    b = n.op("DequantizeLinear", [n.const([300, -200, 50], np.int32), n.const([0.00055, 0.00035, 0.001]), n.const([0, 0, 0], np.int32)], axis=0)
    y = n.op("ConvTranspose", [x, w, b], strides=[2, 2], pads=[0, 1, 1, 0])
    y = pair(n.op("Relu", [y]), 0.06, 0, np.uint8)
    w = n.op("DequantizeLinear", [n.const(n.rng.integers(0, 256, (2, 3, 2, 2)), np.uint8), n.const(0.01), n.const(120, np.uint8)])
    n.save(pair(n.op("Conv", [y, w]), 0.08, 131, np.uint8), runtime="onnxruntime")


def qdq_exact():
    """The same with powers of two."""
    n = Net("qdq_exact", (2, 6), 7)

    def pair(x, scale, zero, dtype):
        p = [n.const(scale), n.const(zero, dtype)]
        return n.op("DequantizeLinear", [n.op("QuantizeLinear", [x, *p]), *p])

    x = pair("x", 2.0**-5, 0, np.int8)
    w = pair(n.weights((2, 3, 3)), 2.0**-7, 0, np.int8)
    y = n.op("ConvTranspose", [x, w], strides=[2], output_padding=[1])
    y = pair(n.op("Relu", [y]), 2.0**-4, 0, np.uint8)
    w = n.op("DequantizeLinear", [n.const(n.rng.integers(-100, 100, (3, 2, 2)), np.int8), n.const([2.0**-6, 2.0**-8]), n.const([0, 0], np.int8)], axis=1)
    n.save(pair(n.op("ConvTranspose", [y, w], strides=[2]), 2.0**-3, -5, np.int8), runtime="onnxruntime")


def gemm():
    """A dense decoder: a matrix product, an addition, a reshape, a transposed convolution."""
    n = Net("dense_decoder", (6,), 8)
    x = n.quant("x", 2.0**-4, 8)
    y = n.op("MatMul", [x, n.quant(n.weights((6, 24)), 2.0**-4, 4)])
    y = n.op("Add", [y, n.quant(n.weights((24,)), 2.0**-8, 8)])
    y = n.quant(n.op("Relu", [y]), 2.0**-3, 5, signed=0)
    y = n.op("Reshape", [y, n.const([-1, 4, 2, 3], np.int64)])
    w = n.op("Transpose", [n.quant(n.weights((3, 4, 2, 2)), 2.0**-3, 4)], perm=[1, 0, 2, 3])
    y = n.op("ConvTranspose", [y, w], strides=[2, 2])
    n.save(n.quant(y, 2.0**-3, 8))


def channels_last():
    """Convolution, batch normalisation and pooling in QONNX's domain for channels last, as its own transformation writes
    them: with the graph's input left channels first, and with it moved too."""
    from qonnx.transformation.channels_last import ConvertToChannelsLastAndClean
    from qonnx.transformation.infer_shapes import InferShapes

    for name, moves_input in [("channels_last", False), ("channels_last_input", True)]:
        n = Net(name, (2, 6, 5), 9)
        x = n.quant("x", 2.0**-4, 8)
        scales = 2.0 ** -np.asarray([2.0, 3, 5, 4]).reshape(4, 1, 1, 1)
        w = n.quant(n.weights((4, 2, 3, 2)), scales, 5, narrow=1)
        b = n.const([0.5, -0.25, 0.125, 1])
        y = n.op("Conv", [x, w, b], kernel_shape=[3, 2], strides=[1, 1], dilations=[1, 1], pads=[1, 0, 1, 1], group=1)
        bn = [n.const(v) for v in ([0.5, -1, 2, 0.25], [0.25, 1, -0.5, 0.125], [0.5, 0, -1, 2], [1, 1, 1, 1])]
        y = n.op("BatchNormalization", [y, *bn], epsilon=0.0, momentum=0.9)
        y = n.quant(n.op("Relu", [y]), 2.0**-3, 5, signed=0)
        y = n.op("MaxPool", [y], kernel_shape=[2, 2], strides=[2, 1], pads=[0, 0, 0, 0])
        w = n.quant(n.weights((6, 2, 2, 2)), 2.0**-4, 4)
        y = n.op("Conv", [y, w], kernel_shape=[2, 2], strides=[1, 1], dilations=[1, 1], pads=[0, 0, 0, 0], group=2)
        y = n.quant(y, 2.0**-2, 7)
        graph = helper.make_graph(n.nodes, name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, *n.shape])],
                                  [helper.make_tensor_value_info(y, TensorProto.FLOAT, None)], n.inits)
        opsets = [helper.make_opsetid("", 13), helper.make_opsetid(GENERAL, 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = 8
        wrapper = ModelWrapper(model).transform(InferShapes())
        wrapper = wrapper.transform(ConvertToChannelsLastAndClean(make_input_channels_last=moves_input))
        (source,), (output,) = wrapper.graph.input, wrapper.graph.output
        shape = wrapper.get_tensor_shape(source.name)
        x = (np.round(n.rng.normal(0, 2, (3, *shape[1:])) * 4096) / 4096).astype(np.float32)
        y = [execute_onnx(wrapper, {source.name: sample[None]})[output.name] for sample in x]
        wrapper.save(OUT / f"{name}.onnx")
        np.savez_compressed(OUT / f"{name}.npz", x=x, y=np.concatenate(y))


def crop(shared, name, folder, size):
    """A published model on a corner of its own test image; only data are kept, the model stays where it is."""
    path = Path(shared) / "models" / "qonnx" / folder
    model = onnx.load(path / "quant_model.onnx" if (path / "quant_model.onnx").exists() else path)
    tensor = onnx.TensorProto()
    tensor.ParseFromString((Path(shared) / "models/qonnx/bsd300x3-espcn/test_data/input_0.pb").read_bytes())
    image = numpy_helper.to_array(tensor)[:, :, : size[0], : size[1]]
    for dim, value in zip(model.graph.input[0].type.tensor_type.shape.dim, image.shape):
        dim.Clear()
        dim.dim_value = value
    source = model.graph.input[0].name
    inits = {i.name for i in model.graph.initializer}
    for node in model.graph.output:
        node.type.tensor_type.ClearField("shape")
    from qonnx.transformation.infer_shapes import InferShapes

    del model.graph.value_info[:]
    wrapper = ModelWrapper(model).transform(InferShapes())
    result = execute_onnx(wrapper, {source: image}, return_full_exec_context=True)
    arrays = {"x": image.astype(np.float32)}
    for node in (n for n in model.graph.node if n.op_type == "Quant" and n.input[0] not in inits):
        scale = numpy_helper.to_array(next(i for i in model.graph.initializer if i.name == node.input[1]))
        arrays[node.name] = np.round(result[node.output[0]] / scale).astype(np.int16)
    arrays["y"] = result[model.graph.output[0].name].astype(np.float32)
    np.savez_compressed(OUT / f"{name}.npz", **arrays)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (up_2d, up_1d, skip, bipolar, arbitrary, qdq, qdq_exact, gemm, channels_last):
        make()
    shared = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared" / "data"
    if Path(shared).exists():
        crop(shared, "espcn_subpixel", "bsd300x3-espcn/subpixel", (8, 10))
        crop(shared, "espcn_nn_resize", "bsd300x3-espcn/nn_resize", (8, 10))
