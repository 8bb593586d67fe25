import { assertEquals } from "@std/assert";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, importProto, kinds, refusal } from "./support.ts";

function numbers(name: string, dims: readonly number[]) {
  return floatTensor(name, dims, testNumbers(dims.reduce((product, size) => product * size, 1), 7));
}

const MAX = 2n ** 63n - 1n;

Deno.test("a graph input of an image lies channels last", () => {
  const { inputs, layers } = importProto(
    onnxModel({ inputs: { x: ["N", 3, 4, 5] }, nodes: [node("Relu", "x", "y")], outputs: "y" }),
  );
  assertEquals(inputs, [{ name: "x", layer: "x", sourceShape: [3, 4, 5], axes: [1, 2, 0], batch: null }]);
  assertEquals(layers[0], { kind: "input", name: "x", inputs: [], shape: [4, 5, 3] });
});

Deno.test("a graph input that is turned to channels first before anything else is not moved", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4, 5, 3] },
    nodes: [
      node("Relu", "x", "r"),
      node("Transpose", "r", "t", { perm: [0, 3, 1, 2] }),
      node("ConvTranspose", "t w", "c", { strides: [2, 2] }),
      node("Transpose", "c", "y", { perm: [0, 2, 3, 1] }),
    ],
    outputs: "y",
    initializers: [numbers("w", [3, 2, 2, 2])],
  });
  assertEquals(kinds(graph), ["relu", "conv_transpose"]);
  assertEquals(graph.inputs[0].axes, [0, 1, 2]);
  assertEquals(graph.outputs[0], {
    name: "y",
    layer: "c",
    sourceShape: [8, 10, 2],
    axes: [0, 1, 2],
    batch: null,
  });
});

Deno.test("a fixed number of samples is kept in the ports", () => {
  const { inputs, outputs } = importProto(
    onnxModel({ inputs: { x: [4, 3] }, nodes: [node("Relu", "x", "y")], outputs: "y" }),
  );
  assertEquals([inputs[0].batch, outputs[0].batch], [4, 4]);
});

Deno.test("a convolution behind a transposition of rows and columns reads them as they are then", async () => {
  for (const op of ["Conv", "ConvTranspose"]) {
    await assertLikeOnnxRuntime({
      inputs: { x: ["N", 2, 4, 5] },
      nodes: [
        node("Relu", "x", "r"),
        node("Transpose", "r", "t", { perm: [0, 1, 3, 2] }),
        node(op, "t w", "y", { strides: [2, 1] }),
      ],
      initializers: [floatTensor("w", [2, 2, 3, 1], testNumbers(12))],
      outputs: "y",
    });
  }
});

Deno.test("Transpose is no layer, and the identity of an input is one", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 3, 4, 5] },
    nodes: [node("Transpose", "x", "y", { perm: [0, 2, 3, 1] })],
    outputs: "y",
  });
  assertEquals(kinds(graph), ["identity"]);
});

Deno.test("Flatten after a convolution puts elements in ONNX's order", async () => {
  for (const [axis, opset] of [[1, 17], [-3, 17], [1, 8]] as const) {
    const graph = await assertLikeOnnxRuntime({
      opset,
      inputs: { x: ["N", 3, 4, 5] },
      nodes: [node("Conv", "x w", "c"), node("Flatten", "c", "f", { axis }), node("MatMul", "f g", "y")],
      outputs: "y",
      initializers: [numbers("w", [2, 3, 1, 1]), numbers("g", [40, 3])],
    });
    assertEquals(kinds(graph), ["conv", "transpose", "reshape", "dense"]);
  }
});

Deno.test("Flatten of one row or one channel needs no transpose", async () => {
  for (const dims of [["N", 3, 1, 1], ["N", 1, 4, 5], ["N", 1, 7]]) {
    const graph = await assertLikeOnnxRuntime({
      inputs: { x: dims },
      nodes: [node("Relu", "x", "r"), node("Flatten", "r", "y")],
      outputs: "y",
    });
    assertEquals(kinds(graph).includes("transpose"), false);
  }
});

Deno.test("Reshape to an image and a transposed convolution go through one transpose", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4] },
    nodes: [
      node("Gemm", "x g", "d"),
      node("Reshape", "d shape", "r"),
      node("ConvTranspose", "r w", "y", { strides: [2, 2] }),
    ],
    outputs: "y",
    initializers: [numbers("g", [4, 24]), intTensor("shape", [4], [-1, 2, 3, 4]), numbers("w", [2, 1, 2, 2])],
  });
  assertEquals(kinds(graph), ["dense", "reshape", "transpose", "conv_transpose"]);
});

Deno.test("Reshape that only adds or removes axes of length 1 leaves channels last", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 3, 5] },
    nodes: [
      node("Conv", "x w", "c"),
      node("Reshape", "c four", "r"),
      node("Conv", "r v", "d"),
      node("Reshape", "d three", "y"),
    ],
    outputs: "y",
    initializers: [
      numbers("w", [2, 3, 1]),
      intTensor("four", [4], [0, 0, 1, -1]),
      numbers("v", [4, 2, 1, 3]),
      intTensor("three", [3], [-1, 4, 3]),
    ],
  });
  assertEquals(kinds(graph), ["conv", "reshape", "conv", "reshape"]);
});

Deno.test("Reshape computed from the shape of a tensor keeps an open sample axis", async () => {
  const constant = (name: string, value: number) => node("Constant", "", name, { value_int: value });
  const chains = [
    [
      node("Shape", "c", "s"),
      constant("zero", 0),
      node("Gather", "s zero", "n"),
      intConstant("axes", [0]),
      node("Unsqueeze", "n axes", "n1"),
      intConstant("rest", [-1]),
      node("Concat", "n1 rest", "shape", { axis: 0 }),
    ],
    [
      node("Shape", "c", "s", { end: 1 }),
      node("Cast", "s", "n", { to: 7 }),
      intConstant("rest", [-1]),
      node("Concat", "n rest", "shape", { axis: 0 }),
    ],
    [
      node("Shape", "c", "s"),
      intConstant("from", [1]),
      intConstant("to", [MAX]),
      node("Slice", "s from to", "sizes"),
      intConstant("i0", [0]),
      intConstant("i1", [1]),
      node("Gather", "sizes i0", "a"),
      node("Gather", "sizes i1", "b"),
      node("Mul", "a b", "total"),
      intConstant("rest", [-1]),
      node("Concat", "rest total", "shape", { axis: 0 }),
    ],
  ];
  for (const chain of chains) {
    const graph = await assertLikeOnnxRuntime({
      inputs: { x: ["N", 3, 5] },
      nodes: [node("Conv", "x w", "c"), ...chain, node("Reshape", "c shape", "y")],
      outputs: "y",
      initializers: [numbers("w", [2, 3, 1])],
    });
    assertEquals(kinds(graph), ["conv", "transpose", "reshape"]);
  }
});

function intConstant(name: string, values: readonly (number | bigint)[]) {
  return node("Constant", "", name, { value: { tensor: intTensor("", [values.length], values) } });
}

Deno.test("Constants are computed from constants", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4] },
    nodes: [
      node("Transpose", "w", "wt", { perm: [1, 0] }),
      node("MatMul", "x wt", "m"),
      intConstant("size", [3]),
      node("ConstantOfShape", "size", "half", { value: { tensor: floatTensor("", [1], [0.5]) } }),
      node("Sub", "b half", "b1"),
      node("Div", "b1 half", "b2"),
      node("Identity", "b2", "b3"),
      node("Add", "m b3", "y"),
    ],
    outputs: "y",
    initializers: [numbers("w", [3, 4]), numbers("b", [3])],
  });
  assertEquals(kinds(graph), ["dense"]);
});

Deno.test("Slice, Gather and Concat of constants follow ONNX at the borders", async () => {
  const cases: readonly [number[], (number | bigint)[], number[], number[]][] = [
    [[-1], [-(2n ** 63n)], [0], [-1]],
    [[1], [MAX], [1], [2]],
    [[-3, 0], [100, -1], [-1, 0], [1, 1]],
    [[3], [1], [0], [1]],
  ];
  for (const [starts, ends, axes, steps] of cases) {
    await assertLikeOnnxRuntime({
      inputs: { x: ["N", 1] },
      nodes: [
        intConstant("starts", starts),
        intConstant("ends", ends),
        intConstant("axes", axes),
        intConstant("steps", steps),
        node("Slice", "c starts ends axes steps", "part"),
        intConstant("flat", [-1]),
        node("Reshape", "part flat", "list"),
        node("Concat", "list one", "all", { axis: -1 }),
        intConstant("row", [1, -1]),
        node("Reshape", "all row", "matrix"),
        node("MatMul", "x matrix", "y"),
      ],
      outputs: "y",
      initializers: [numbers("c", [3, 4]), numbers("one", [1])],
    });
  }
});

Deno.test("Squeeze and Unsqueeze take axes from attributes and from inputs", async () => {
  await assertLikeOnnxRuntime({
    opset: 12,
    inputs: { x: ["N", 3, 1, 5] },
    nodes: [node("Squeeze", "x", "s", { axes: [-2] }), node("Unsqueeze", "s", "y", { axes: [1, -1] })],
    outputs: "y",
  });
  await assertLikeOnnxRuntime({
    opset: 13,
    inputs: { x: ["N", 3, 1, 5] },
    nodes: [
      intConstant("gone", [2]),
      intConstant("new", [3, 1]),
      node("Squeeze", "x gone", "s"),
      node("Unsqueeze", "s new", "y"),
    ],
    outputs: "y",
  });
});

Deno.test("nodes that mix or move the sample axis are refused", () => {
  const cases: readonly [(string | number)[], ReturnType<typeof node>, string][] = [
    [["N", 2, 3], node("Transpose", "x", "y"), "perm [2,1,0] moves the sample axis"],
    [
      ["N", 2, 3],
      node("Reshape", "x s1", "y"),
      "its result [1,batch] does not keep the sample axis of [batch,2,3]; fix",
    ],
    [[2, 2, 3], node("Reshape", "x s2", "y"), "its result [4,3] does not keep the sample axis of [2,2,3]"],
    [["N", 2, 3], node("Reshape", "x s2", "y"), "does not keep the sample axis"],
    [["N", 2, 3], node("Reshape", "x s3", "y"), "a sample has shape [2,3], which cannot become [2]"],
    [["N", 2, 3], node("Reshape", "x s4", "y"), "its shape [-1,-1] is not valid"],
    [["N", 2, 3], node("Flatten", "x", "y", { axis: 0 }), "does not keep the sample axis"],
    [
      ["N", 2, 3],
      node("Flatten", "x", "y", { axis: 2 }),
      "a sample has shape [2,3], which cannot become [3]",
    ],
    [[1, 2, 1], node("Squeeze", "x", "y"), "does not keep the sample axis"],
    [["N", 2, 3], node("Unsqueeze", "x s0", "y"), "its result [1,batch,2,3] does not keep the sample axis"],
    [["N", 2, 3], node("Squeeze", "x s0", "y"), "axis 0 is the sample axis"],
  ];
  for (const [dims, probe, reason] of cases) {
    const initializers = [
      intTensor("s0", [1], [0]),
      intTensor("s1", [2], [1, -1]),
      intTensor("s2", [2], [4, 3]),
      intTensor("s3", [2], [-1, 2]),
      intTensor("s4", [2], [-1, -1]),
    ];
    const text = refusal(onnxModel({ inputs: { x: dims }, nodes: [probe], outputs: "y", initializers }));
    assertEquals(text.includes(reason), true, text);
  }
});
