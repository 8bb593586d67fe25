import { assertEquals } from "@std/assert";
import {
  assertLikeTfjs,
  attr,
  evaluated,
  filter,
  graphFiles,
  importFiles,
  inputData,
  kinds,
  node,
  positive,
  SAME,
  scalar,
  VALID,
  windowAttributes,
} from "./support.ts";

for (
  const [title, strides, kernel, padding, output] of [
    ["same", [2, 1], [3, 2], SAME, [10, 4]],
    ["same and a smaller output", [2, 3], [3, 4], SAME, [9, 10]],
    ["valid", [2, 1], [3, 2], VALID, [11, 5]],
    ["valid and a larger output", [3, 2], [2, 2], VALID, [16, 9]],
    ["same and a kernel below the stride", [3, 2], [1, 1], SAME, [14, 8]],
  ] as const
) {
  Deno.test(`importModelFiles() reads a graph's Conv2DBackpropInput ${title} as TensorFlow.js computes it`, async () => {
    const model = await assertLikeTfjs({
      constants: { size: [2, ...output, 2], w: filter(...kernel, 2, 3) },
      inputs: { x: [2, 5, 4, 3] },
      nodes: [node("y", "Conv2DBackpropInput", "size w x", windowAttributes({ strides, padding }))],
    });
    assertEquals(kinds(model), ["conv_transpose"]);
    assertEquals(model.shapes.get("y"), [...output, 2]);
  });
}

/** Nodes whose layout is named; those that TensorFlow.js knows in NHWC only. */
function layoutNodes(format: "NHWC" | "NCHW"): object[] {
  const list = (height: number, width: number) =>
    format === "NHWC" ? attr.ints(1, height, width, 1) : attr.ints(1, 1, height, width);
  const shared = { data_format: attr.text(format), padding: SAME, dilations: list(1, 1) };
  return [
    node("c", "Conv2D", "x w", { ...shared, strides: list(1, 2) }),
    node("b", "BiasAdd", "c bias", { data_format: shared.data_format }),
    node("n", "FusedBatchNormV3", "b bias mean mean variance", { data_format: shared.data_format }),
    node("m", "MaxPool", "n", { ...shared, ksize: list(2, 1), strides: list(1, 1) }),
    node("a", "AvgPool", "m", { ...shared, ksize: list(1, 2), strides: list(1, 1) }),
    node("f", "_FusedConv2D", "a v bias", {
      ...shared,
      strides: list(1, 1),
      fused_ops: attr.texts("BiasAdd"),
      num_args: attr.int(1),
    }),
    node("y", "DepthToSpace", "f", { data_format: shared.data_format, block_size: attr.int(2) }),
  ];
}

Deno.test("importModelFiles() reads a graph with channels in front as one with channels last", async () => {
  const constants = {
    w: filter(3, 2, 3, 4),
    v: filter(1, 1, 4, 4),
    bias: filter(4),
    mean: inputData([4], 8),
    variance: positive(4),
  };
  const last = await assertLikeTfjs({ constants, nodes: layoutNodes("NHWC") });
  const front = await importFiles(
    graphFiles({ inputs: { x: [-1, 3, 5, 4] }, constants, nodes: layoutNodes("NCHW") }),
  );
  assertEquals([front.inputs[0].axes, front.outputs[0].axes], [[1, 2, 0], [1, 2, 0]]);
  assertEquals(front.outputs[0].sourceShape, [1, 10, 4]);
  // Inside, both have their channels last: the layers are the same.
  assertEquals(front.layers, last.layers);
});

Deno.test("importModelFiles() reads a transposed convolution with channels in front and explicit paddings", async () => {
  const model = await importFiles(graphFiles({
    inputs: { x: [2, 3, 5, 4] },
    constants: { size: [2, 2, 10, 5], w: filter(3, 2, 2, 3) },
    nodes: [node("y", "Conv2DBackpropInput", "size w x", {
      strides: attr.ints(1, 1, 2, 1),
      dilations: attr.ints(1, 1, 1, 1),
      padding: attr.text("EXPLICIT"),
      explicit_paddings: attr.ints(0, 0, 0, 0, 1, 1, 0, 0),
      data_format: attr.text("NCHW"),
    })],
  }));
  const layer = model.layers.find(({ kind }) => kind === "conv_transpose");
  const shared = { dilation: 1, cropAfter: 1 };
  assertEquals(layer?.kind === "conv_transpose" && layer.axes, [
    { ...shared, kernel: 3, stride: 2, cropBefore: 1, outputPadding: 1 },
    { ...shared, kernel: 2, stride: 1, cropBefore: 0, cropAfter: 0, outputPadding: 0 },
  ]);
});

Deno.test("importModelFiles() reads operators of graphs that TensorFlow.js lacks", async () => {
  for (const [op, kind] of [["Softsign", "function"], ["Sqrt", "function"], ["StopGradient", "identity"]]) {
    assertEquals(kinds(await importFiles(graphFiles({ nodes: [node("y", op, "x")] }))), [kind]);
  }
  const blocks = await importFiles(graphFiles({
    inputs: { x: [-1, 4, 6, 1] },
    nodes: [node("y", "SpaceToDepth", "x", { block_size: attr.int(2) })],
  }));
  assertEquals(blocks.shapes.get("y"), [2, 3, 4]);
  const { data } = evaluated(
    blocks,
    new Map([["x", { shape: [1, 4, 6, 1], data: Float64Array.from(Array(24).keys()) }]]),
  );
  assertEquals([...data.slice(0, 8)], [0, 1, 6, 7, 2, 3, 8, 9]);
});

Deno.test("importModelFiles() computes the shapes that exporters write as nodes", async () => {
  const take = { shrink_axis_mask: attr.int(1) };
  const model = await assertLikeTfjs({
    constants: {
      w: filter(3, 3, 2, 3),
      i0: [0],
      i1: [1],
      i2: [2],
      one: [1],
      two: { shape: [], data: Float64Array.of(2) },
      channels: [2],
    },
    nodes: [
      node("shape", "Shape", "x"),
      node("n", "StridedSlice", "shape i0 i1 one", take),
      node("h", "StridedSlice", "shape i1 i2 one", take),
      node("size", "Slice", "shape i2 one"),
      node("w0", "Squeeze", "size"),
      node("h2", "AddV2", "h h"),
      node("w2", "AddV2", "w0 w0"),
      node("c", "Squeeze", "channels"),
      node("out", "Pack", "n h2 w2 c", { N: attr.int(4), axis: attr.int(0) }),
      node("y", "Conv2DBackpropInput", "out w x", windowAttributes({ strides: [2, 2] })),
    ],
  });
  assertEquals(model.shapes.get("y"), [10, 8, 2]);
  assertEquals(kinds(model), ["conv_transpose"]);
});

Deno.test("importModelFiles() makes GELU and SiLU of the nodes that a graph spells them with", async () => {
  const constants = { half: scalar(0.5), one: scalar(1), root: scalar(Math.SQRT2) };
  const gelu = await assertLikeTfjs({
    constants,
    nodes: [
      node("d", "RealDiv", "x root"),
      node("e", "Erf", "d"),
      node("s", "AddV2", "one e"),
      node("h", "Mul", "half x"),
      node("y", "Mul", "h s"),
    ],
  });
  assertEquals(kinds(gelu), ["function"]);
  const silu = await assertLikeTfjs({ nodes: [node("s", "Sigmoid", "x"), node("y", "Mul", "x s")] });
  assertEquals(kinds(silu), ["function"]);
});

Deno.test("importModelFiles() reads the parts of a graph's Split", async () => {
  const model = await importFiles(graphFiles({
    constants: { axis: [2] },
    nodes: [node("parts", "Split", "axis x", { num_split: attr.int(2) })],
    outputs: { left: "parts:0", right: "parts:1" },
  }));
  assertEquals(model.outputs.map(({ name, sourceShape }) => [name, sourceShape]), [
    ["left", [5, 2, 3]],
    ["right", [5, 2, 3]],
  ]);
});

Deno.test("importModelFiles() reads several inputs and outputs of a graph under the names of its signature", async () => {
  const files = graphFiles({
    inputs: { a: [-1, 3], unread: [-1, 2], b: [-1, 3] },
    nodes: [node("s", "AddV2", "a b"), node("r", "Relu", "s", {}), node("i", "Identity", "r ^s")],
    outputs: { sum: "s", positive: "i:0", again: "s:0" },
  });
  const warnings: string[] = [];
  const model = await importFiles(files, { warn: (message) => warnings.push(message) });
  assertEquals(model.inputs.map(({ name }) => name), ["a", "b"]);
  assertEquals(model.outputs.map(({ name }) => name), ["sum", "positive", "again"]);
  assertEquals(warnings, ['Left out graph input "unread", which no output depends on']);
});

Deno.test("importModelFiles() takes nodes that nobody reads for the outputs of a graph without a signature", async () => {
  const files = graphFiles({
    nodes: [node("s", "Relu", "x"), node("r", "Tanh", "s"), node("n", "NoOp", "^r")],
  });
  const json = JSON.parse(new TextDecoder().decode(files.get("model.json")));
  delete json.signature;
  files.set("model.json", new TextEncoder().encode(JSON.stringify(json)));
  const model = await importFiles(files);
  assertEquals(model.inputs.map(({ name, sourceShape }) => [name, sourceShape]), [["x", [5, 4, 3]]]);
  assertEquals(model.outputs.map(({ name }) => name), ["r"]);
});
