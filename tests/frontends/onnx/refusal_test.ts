import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import type { ModelProto, NodeProto } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { importProto, refusal } from "./support.ts";

const ones = (name: string, dims: readonly number[]) =>
  floatTensor(name, dims, testNumbers(dims.reduce((product, size) => product * size, 1)));

const initializers = [
  ones("volume", [2, 3, 2, 2, 2]),
  ones("kernel", [3, 2, 2, 2]),
  ones("three", [3]),
  ones("square", [3, 3]),
  ones("samples", [2, 3, 1, 1]),
  ones("map", [4, 5]),
  ones("one", []),
  intTensor("yes", [], [1]),
  intTensor("axes", [1], [1]),
  intTensor("back", [1], [-1]),
  intTensor("far", [1], [-100]),
];

function single(probe: NodeProto, opset = 17): ModelProto {
  return onnxModel({ opset, inputs: { x: ["N", 3, 4, 5] }, nodes: [probe], outputs: "y", initializers });
}

const REFUSED: readonly [string, NodeProto, string, number?][] = [
  ["3-D convolution", node("Conv", "x volume", "y"), "3-D convolution is not supported"],
  ["3-D transposed convolution", node("ConvTranspose", "x volume", "y"), "3-D convolution is not supported"],
  [
    "groups that do not fit",
    node("ConvTranspose", "x kernel", "y", { group: 2 }),
    "which 2 groups do not divide",
  ],
  [
    "a wrong kernel_shape",
    node("ConvTranspose", "x kernel", "y", { kernel_shape: [3, 3] }),
    "kernel_shape is [3,3]",
  ],
  [
    "strides of a wrong number",
    node("ConvTranspose", "x kernel", "y", { strides: [2] }),
    "strides is [2], expected 2",
  ],
  ["a stride of 0", node("ConvTranspose", "x kernel", "y", { strides: [0, 1] }), "stride 0"],
  [
    "an unknown auto_pad",
    node("ConvTranspose", "x kernel", "y", { auto_pad: "SAME" }),
    'auto_pad "SAME" is not known',
  ],
  [
    "auto_pad with pads",
    node("ConvTranspose", "x kernel", "y", { auto_pad: "VALID", pads: [1, 0, 0, 0] }),
    "both auto_pad",
  ],
  ["an empty result", node("ConvTranspose", "x kernel", "y", { pads: [9, 0, 0, 0] }), "its output would be"],
  [
    "an attribute of a wrong type",
    node("ConvTranspose", "x kernel", "y", { group: { float: 2 } }),
    "group is not of type int",
  ],
  ["computed weights", node("Conv", "x x", "y"), 'input 1 is graph input "x"'],
  ["a missing input", node("Conv", "x _ three", "y"), "input 1 is missing"],
  [
    "training statistics",
    node("BatchNormalization", "x three three three three", "y", { training_mode: 1 }),
    "training mode",
  ],
  [
    "old training statistics",
    node("BatchNormalization", "x three three three three", "y"),
    "training mode",
    6,
  ],
  [
    "statistics for each element",
    node("BatchNormalization", "x three three three three", "y", { spatial: 0, is_test: 1 }),
    "spatial=0",
    6,
  ],
  ["dropout while training", node("Dropout", "x one yes", "y"), "training mode"],
  ["old dropout while training", node("Dropout", "x", "y"), "training mode", 6],
  ["a turned data matrix", node("Gemm", "x square", "y", { transA: 1 }), "transA moves the sample axis"],
  ["Gemm of images", node("Gemm", "x square", "y"), "it reads samples of shape [3,4,5]"],
  ["a constant from the left", node("MatMul", "square x", "y"), "mixes the samples"],
  ["a vector", node("MatMul", "x three", "y"), "its matrix has shape [3]"],
  [
    "a shape of floats",
    node("Reshape", "x three", "y"),
    'input 1 ("three") is FLOAT of shape [3], expected a list',
  ],
  ["a quotient of two tensors", node("Div", "x x", "y"), "both inputs are computed tensors"],
  ["a join of samples", node("Concat", "x x", "y", { axis: 0 }), "axis 0 is the sample axis"],
  ["a join with a constant", node("Concat", "x map", "y", { axis: 1 }), "input 1 is a constant"],
  ["a mean with a constant map", node("Mean", "x map", "y"), "varies along several axes"],
  ["a maximum with several constants", node("Max", "x map", "y"), "supported is one number"],
  [
    "padding by reflection",
    node("Pad", "x three", "y", { mode: "reflect" }),
    'mode "reflect" is not supported',
  ],
  ["pads of the wrong number", node("Pad", "x axes", "y"), "expected 8 numbers"],
  [
    "padding of samples",
    node("Pad", "x", "y", { pads: [1, 0, 0, 0, 0, 0, 0, 0] }),
    "it pads the sample axis",
    10,
  ],
  ["a slice of samples", node("Slice", "x", "y", { starts: [0], ends: [1] }), "it slices the sample axis", 9],
  ["a reversed slice", node("Slice", "x back far axes back", "y"), "reverses axis 1"],
  ["an empty slice", node("Slice", "x", "y", { starts: [2], ends: [2], axes: [1] }), "nothing of axis 1", 9],
  ["a split of samples", node("Split", "x", "y", { axis: 0 }), "axis 0 is the sample axis"],
  ["parts that are too few", node("Split", "x", "y", { axis: 1, split: [2] }), "do not make up", 12],
  ["blocks that do not divide", node("DepthToSpace", "x", "y", { blocksize: 2 }), "do not divide 3 channels"],
  ["a constant over two axes", node("Mul", "x map", "y"), "varies along several axes"],
  ["a constant that differs between samples", node("Add", "x samples", "y"), "differs from sample to sample"],
  ["a constant that does not fit", node("Add", "x three", "y"), "a constant of shape [3] does not fit"],
  ["an unknown operator", node("Whatever", "x", "y"), "Whatever): the operator is not supported"],
  ["an operator with a near one", node("Erf", "x", "y"), "the nearest that is: Gelu"],
  ["a CELU of the other side", node("Celu", "x", "y", { alpha: -1.5 }), "alpha -1.5 is not supported", 12],
  ["control flow", node("Loop", "x", "y"), "control flow is not supported"],
  ["another domain", node("Relu", "x", "y", { domain: "com.example" }), 'the domain "com.example"'],
  ["an operator named like a property", node("constructor", "x", "y"), "the operator is not supported"],
  ["an old operator set", node("Relu", "x", "y"), "version 5 of the operator set is too old", 5],
];

for (const [what, probe, reason, opset] of REFUSED) {
  Deno.test(`importGraph() refuses ${what}`, () => {
    const text = refusal(single(probe, opset));
    assertEquals(text.includes(`y (${probe.opType}): `) && text.includes(reason), true, text);
  });
}

Deno.test("importGraph() reports every unsupported node at once, also behind others", () => {
  const text = refusal(onnxModel({
    inputs: { x: ["N", 3, 4, 5] },
    nodes: [
      node("LpPool", "x", "a", { name: "pool" }),
      node("Conv", "a volume", "b", { name: "conv" }),
      node("Relu", "b", "c", { name: "fine" }),
      node("Det", "c", "d", { name: "det" }),
      node("Div", "c d", "e", { name: "skip" }),
      node("BatchNormalization", "e three three three three", "y", { name: "norm", training_mode: 1 }),
    ],
    outputs: "y",
    initializers,
  }));
  assertEquals(text.includes("5 things in it are not supported"), true, text);
  for (
    const name of ["pool (LpPool)", "conv (Conv)", "det (Det)", "skip (Div)", "norm (BatchNormalization)"]
  ) {
    assertEquals(text.includes(`${name}: `), true, text);
  }
  assertEquals(text.includes("fine"), false, text);
});

Deno.test("importGraph() refuses functions that the model defines", () => {
  const text = refusal(onnxModel({
    inputs: { x: ["N", 3] },
    nodes: [node("Block", "x", "y", { domain: "local" })],
    outputs: "y",
    functions: [{ name: "Block", domain: "local" }],
  }));
  assertEquals(text.includes("it is a function that the model defines"), true, text);
});

Deno.test("importGraph() names the tensor and the element of a weight that is NaN or infinite", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const proto = onnxModel({
      inputs: { x: ["N", 2] },
      nodes: [node("MatMul", "x w", "y")],
      outputs: "y",
      initializers: [floatTensor("w", [2, 2], [1, 2, 3, value])],
    });
    const message = `tensor "w" of shape [2,2] holds ${value} at element 3`;
    assertThrows(() => importProto(proto), InterlaceError, message);
  }
});

Deno.test("importGraph() names the second output of a node if it is read", () => {
  const text = refusal(onnxModel({
    inputs: { x: ["N", 3] },
    nodes: [node("Dropout", "x", "d mask"), node("Relu", "mask", "y")],
    outputs: "y",
  }));
  assertEquals(text.includes('its output "mask" is read'), true, text);
});

Deno.test("importGraph() warns of what it leaves out", () => {
  const warnings: string[] = [];
  const proto = onnxModel({
    opset: 29,
    inputs: { x: ["N", 3], spare: [1] },
    nodes: [node("Dropout", "x", "y mask"), node("Loop", "x", "z", { name: "training loop" })],
    outputs: "y",
  });
  importProto(proto, { warn: (message) => warnings.push(message) });
  assertEquals(warnings.length, 4);
  for (const [i, part] of ["version 29", "training loop", '"mask"', '"spare"'].entries()) {
    assertEquals(warnings[i].includes(part), true, warnings[i]);
  }
});

const UNSOUND: readonly [string, Parameters<typeof onnxModel>[0], string][] = [
  [
    "an undefined name",
    { inputs: { x: [1, 3] }, nodes: [node("Relu", "z", "y")], outputs: "y" },
    'reads "z", which is not defined',
  ],
  [
    "an undefined output",
    { inputs: { x: [1, 3] }, nodes: [], outputs: "y" },
    'an output is "y", which is not defined',
  ],
  ["a name defined twice", {
    inputs: { x: [1, 3] },
    nodes: [node("Relu", "x", "y"), node("Tanh", "x", "y")],
    outputs: "y",
  }, 'defines "y", which is defined already'],
  [
    "a node that defines an input",
    { inputs: { x: [1, 3] }, nodes: [node("Relu", "x", "x")], outputs: "x" },
    'defines "x"',
  ],
  ["a cycle", {
    inputs: { x: [1, 3] },
    nodes: [node("Add", "x b", "a"), node("Relu", "a", "b")],
    outputs: "b",
  }, "its graph has a cycle"],
  [
    "a node that reads itself",
    { inputs: { x: [1, 3] }, nodes: [node("Relu", "y", "y")], outputs: "y" },
    "its graph has a cycle",
  ],
];

for (const [what, options, reason] of UNSOUND) {
  Deno.test(`importGraph() refuses ${what}`, () => {
    const text = refusal(onnxModel(options));
    assertEquals(text.includes(reason), true, text);
  });
}

Deno.test("importGraph() sorts nodes and keeps the order of a sorted file", () => {
  const nodes = [node("Relu", "x", "a"), node("Tanh", "a", "b"), node("Sigmoid", "b", "y")];
  const kinds = (list: NodeProto[]) =>
    importProto(onnxModel({ inputs: { x: [1, 3] }, nodes: list, outputs: "y" })).layers.map((layer) =>
      layer.kind
    );
  assertEquals(kinds(nodes), ["input", "relu", "tanh", "sigmoid"]);
  assertEquals(kinds(nodes.toReversed()), ["input", "relu", "tanh", "sigmoid"]);
});

Deno.test("importGraph() survives a chain of 20000 nodes in reverse", () => {
  const nodes = Array.from({ length: 20_000 }, (_, i) => node("Relu", i === 0 ? "x" : `v${i - 1}`, `v${i}`));
  const proto = onnxModel({ inputs: { x: [1, 3] }, nodes: nodes.toReversed(), outputs: "v19999" });
  assertEquals(importProto(proto).layers.length, 20_001);
});

Deno.test("importGraph() gives layers unique names: the node's, else the output's", () => {
  const names = importProto(onnxModel({
    inputs: { x: [1, 3] },
    nodes: [
      node("Relu", "x", "a", { name: "act" }),
      node("Tanh", "a", "b", { name: "twice" }),
      node("Tanh", "b", "c", { name: "twice" }),
      node("Relu", "c", "d", { name: "x" }),
      node("Relu", "d", "../../etc\u202e"),
    ],
    outputs: "../../etc\u202e",
  })).layers.map((layer) => layer.name);
  assertEquals(names, ["x", "act", "b", "c", "x_2", "../../etc\u202e"]);
});

Deno.test("importGraph() refuses small files that ask for gigantic tensors", () => {
  const gigantic = [
    onnxModel({
      inputs: { x: [1, 2 ** 28] },
      nodes: [node("Mul", "x one", "y")],
      outputs: "y",
      initializers,
    }),
    onnxModel({ inputs: { x: [1, 2 ** 40, 2 ** 40] }, nodes: [node("Relu", "x", "y")], outputs: "y" }),
    onnxModel({
      inputs: { x: [1, 3] },
      nodes: [
        node("ConstantOfShape", "n", "c"),
        node("Reshape", "c n", "d"),
        node("MatMul", "x d", "y"),
      ],
      outputs: "y",
      initializers: [intTensor("n", [2], [2 ** 20, 2 ** 20])],
    }),
  ];
  for (const proto of gigantic) assertThrows(() => importProto(proto), InterlaceError);
});
