import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { NodeProto } from "../../../src/frontends/onnx/mod.ts";
import {
  type AttributeValue,
  floatTensor,
  intTensor,
  node,
  onnxModel,
  testNumbers,
} from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, importProto, kinds } from "./support.ts";

function numbers(name: string, dims: readonly number[], seed = 7) {
  return floatTensor(name, dims, testNumbers(dims.reduce((product, size) => product * size, 1), seed));
}

function positive(name: string, dims: readonly number[]) {
  return floatTensor(
    name,
    dims,
    testNumbers(dims.reduce((product, size) => product * size, 1)).map((v) => Math.abs(v) + 0.5),
  );
}

const image = { x: ["N", 3, 4, 5] };

for (
  const [name, options] of [
    ["Relu", {}],
    ["Sigmoid", {}],
    ["Tanh", {}],
    ["Identity", {}],
    ["Dropout", {}],
    ["LeakyRelu", {}],
    ["LeakyRelu", { alpha: 0.25 }],
  ] as const
) {
  Deno.test(`${name} ${JSON.stringify(options)} is imported as ONNX Runtime computes it`, async () => {
    const graph = await assertLikeOnnxRuntime({
      inputs: image,
      nodes: [node(name, "x", "y", options)],
      outputs: "y",
    });
    assertEquals(kinds(graph).length, 1);
  });
}

for (const dims of [[1], [1, 1, 1], [3, 1, 1], [1, 3, 1, 1], [5], [4, 1], [3, 4, 5], [3, 1, 5]]) {
  Deno.test(`PRelu with slopes of shape [${dims}] is imported as ONNX Runtime computes it`, async () => {
    const graph = await assertLikeOnnxRuntime({
      inputs: image,
      nodes: [node("PRelu", "x s", "y")],
      outputs: "y",
      initializers: [numbers("s", dims)],
    });
    assertEquals(kinds(graph).at(-1), "prelu");
  });
}

Deno.test("Clip takes its limits from attributes before version 11", () => {
  const clip = (options: Record<string, AttributeValue>) => {
    const graph = importProto(
      onnxModel({ opset: 6, inputs: image, nodes: [node("Clip", "x", "y", options)], outputs: "y" }),
    );
    return graph.layers.flatMap((layer) => layer.kind === "clip" ? [[layer.min, layer.max]] : [])[0];
  };
  assertEquals(clip({ min: { float: 0 }, max: { float: 6 } }), [0, 6]);
  assertEquals(clip({ max: 0.5 }), [-Infinity, 0.5]);
  assertEquals(clip({ min: { float: -3.4028234663852886e38 }, max: { float: 1 } }), [-Infinity, 1]);
});

Deno.test("Clip takes its limits from constants since version 11, an absent one being open", async () => {
  const limits = [
    ["x lo hi", [-0.5, 1.5]],
    ["x lo", [-0.5, Infinity]],
    ["x _ hi", [-Infinity, 1.5]],
    ["x hi lo", [-0.5, -0.5]],
  ] as const;
  for (const [inputs, expected] of limits) {
    const graph = await assertLikeOnnxRuntime({
      inputs: image,
      nodes: [
        node("Constant", "", "lo", { value: { tensor: floatTensor("", [], [-0.5]) } }),
        node("Constant", "", "hi", { value_float: 1.5 }),
        node("Clip", inputs, "y"),
      ],
      outputs: "y",
    });
    const [clip] = graph.layers.flatMap((layer) => layer.kind === "clip" ? [layer] : []);
    assertEquals([clip.min, clip.max], [...expected]);
  }
});

for (
  const [opType, dims] of [["Add", [3, 1, 1]], ["Sub", [1, 3, 1, 1]], ["Mul", [5]], ["Div", [4, 1]], [
    "Mul",
    [],
  ], ["Add", [1]]] as const
) {
  for (const inputs of opType === "Div" ? ["x c"] : ["x c", "c x"]) {
    Deno.test(`${opType} of "${inputs}" with a constant of shape [${dims}] becomes a normalisation`, async () => {
      const graph = await assertLikeOnnxRuntime({
        inputs: image,
        nodes: [node(opType, inputs, "y")],
        outputs: "y",
        initializers: [positive("c", dims)],
      });
      assertEquals(kinds(graph).at(-1), "batch_norm");
    });
  }
}

Deno.test("Add after MatMul and after a convolution goes into the bias", async () => {
  const dense = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4] },
    nodes: [node("MatMul", "x w", "m", { name: "fc" }), node("Add", "b m", "y")],
    outputs: "y",
    initializers: [numbers("w", [4, 3]), numbers("b", [3], 2)],
  });
  assertEquals(kinds(dense), ["dense"]);
  const conv = await assertLikeOnnxRuntime({
    inputs: image,
    nodes: [node("Conv", "x w b", "m"), node("Add", "m c", "y")],
    outputs: "y",
    initializers: [numbers("w", [2, 3, 1, 1]), numbers("b", [2], 2), numbers("c", [2, 1, 1], 3)],
  });
  assertEquals(kinds(conv), ["conv"]);
});

Deno.test("Add stays a layer of its own where something else reads the sum's input", async () => {
  const initializers = [numbers("w", [4, 4]), numbers("b", [4], 2)];
  const nodes = [node("MatMul", "x w", "m"), node("Add", "m b", "y"), node("Relu", "m", "z")];
  const twoReaders = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4] },
    nodes,
    outputs: "y z",
    initializers,
  });
  assertEquals(kinds(twoReaders), ["dense", "batch_norm", "relu"]);
  const output = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4] },
    nodes: nodes.slice(0, 2),
    outputs: "y m",
    initializers,
  });
  assertEquals(kinds(output), ["dense", "batch_norm"]);
  const alias = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 3, 4] },
    nodes: [
      node("MatMul", "x w", "m"),
      node("Transpose", "m", "t", { perm: [0, 2, 1] }),
      node("Add", "t c", "y"),
      node("Relu", "m", "z"),
    ],
    outputs: "y z",
    initializers: [...initializers, numbers("c", [4, 1], 3)],
  });
  assertEquals(kinds(alias), ["dense", "batch_norm", "relu"]);
});

Deno.test("Add of version 6 aligns its constant by the axis attribute", () => {
  const proto = onnxModel({
    opset: 6,
    inputs: image,
    nodes: [node("Add", "x c", "y", { broadcast: 1, axis: 1 })],
    outputs: "y",
    initializers: [floatTensor("c", [3], [1, 2, 3])],
  });
  const [layer] = importProto(proto).layers.flatMap((candidate) =>
    candidate.kind === "batch_norm" ? [candidate] : []
  );
  assertEquals([...layer.shift], [1, 2, 3]);
});

for (const c of [null, [], [1], [3], [1, 3], [1, 1]]) {
  Deno.test(`Gemm with C of shape ${JSON.stringify(c)} is imported as ONNX Runtime computes it`, async () => {
    for (const transB of [0, 1]) {
      const graph = await assertLikeOnnxRuntime({
        inputs: { x: ["N", 4] },
        nodes: [node("Gemm", c === null ? "x w" : "x w c", "y", { alpha: 0.5, beta: 1.5, transB })],
        outputs: "y",
        initializers: [numbers("w", transB ? [3, 4] : [4, 3]), numbers("c", c ?? [], 2)],
      });
      assertEquals(kinds(graph), ["dense"]);
    }
  });
}

Deno.test("MatMul over more than one axis contracts the last one of ONNX", async () => {
  const initializers = [numbers("w", [5, 2])];
  const nodes = [node("MatMul", "x w", "y")];
  const direct = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4, 5] },
    nodes,
    outputs: "y",
    initializers,
  });
  assertEquals(kinds(direct), ["dense"]);
  await assertLikeOnnxRuntime({ inputs: { x: ["N", 3, 4, 5] }, nodes, outputs: "y", initializers });
  const afterRelu = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 3, 4, 5] },
    nodes: [node("Conv", "x k", "c"), node("MatMul", "c w", "y")],
    outputs: "y",
    initializers: [...initializers, numbers("k", [3, 3, 1, 1])],
  });
  assertEquals(kinds(afterRelu), ["conv", "transpose", "dense"]);
});

Deno.test("BatchNormalization normalises channels wherever they are", async () => {
  const parameters = (channels: number) => [
    numbers("s", [channels]),
    numbers("b", [channels], 2),
    numbers("m", [channels], 3),
    positive("v", [channels]),
  ];
  for (const dims of [["N", 3], ["N", 3, 4], ["N", 3, 4, 5]]) {
    await assertLikeOnnxRuntime({
      inputs: { x: dims },
      nodes: [node("BatchNormalization", "x s b m v", "y", { epsilon: 0.125 })],
      outputs: "y",
      initializers: parameters(3),
    });
  }
  const plain = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 12] },
    nodes: [node("Reshape", "x shape", "r"), node("BatchNormalization", "r s b m v", "y")],
    outputs: "y",
    initializers: [intTensor("shape", [4], [-1, 3, 2, 2]), ...parameters(3)],
  });
  assertEquals(kinds(plain), ["reshape", "transpose", "batch_norm"]);
});

Deno.test("BatchNormalization of version 6 is accepted in test mode", () => {
  const proto = onnxModel({
    opset: 6,
    inputs: { x: [1, 1] },
    nodes: [node("BatchNormalization", "x s b m v", "y", { is_test: 1 })],
    outputs: "y",
    initializers: ["s", "b", "m", "v"].map((name, i) => floatTensor(name, [1], [i + 2])),
  });
  const [layer] = importProto(proto).layers.flatMap((candidate) =>
    candidate.kind === "batch_norm" ? [candidate] : []
  );
  // s 2, b 3, m 4, v 5
  assertAlmostEquals(layer.scale[0], 2 / Math.sqrt(5 + 1e-5), 1e-9);
  assertAlmostEquals(layer.shift[0], 3 - 4 * layer.scale[0], 1e-9);
});

const POSITIVE = node("Exp", "x", "p");
const NUMBERS = [
  floatTensor("two", [], [2]),
  floatTensor("half", [1], [0.5]),
  floatTensor("one", [], [1]),
  floatTensor("minus", [1, 1, 1], [-1]),
  floatTensor("channels", [3, 1, 1], [2, -0.5, 4]),
  intTensor("same", [4], [1, 3, 1, 5]),
];
const SINGLE: readonly [string, readonly NodeProto[], readonly string[]][] = [
  ["Abs", [node("Abs", "x", "y")], ["leaky_relu"]],
  ["Neg", [node("Neg", "x", "y")], ["batch_norm"]],
  ["a square", [node("Pow", "x two", "y")], ["merge"]],
  ["a first power", [node("Pow", "x one", "p"), node("Relu", "p", "y")], ["relu"]],
  ["a root", [POSITIVE, node("Pow", "p half", "y")], ["function", "function"]],
  ["a negative power", [POSITIVE, node("Pow", "p minus", "y")], ["function", "function"]],
  ["a reciprocal", [POSITIVE, node("Div", "one p", "y")], ["function", "function"]],
  ["constants divided by a tensor", [POSITIVE, node("Div", "channels p", "y")], [
    "function",
    "function",
    "batch_norm",
  ]],
  ["an expansion that changes nothing", [node("Expand", "x same", "e"), node("Relu", "e", "y")], ["relu"]],
];

for (const [what, nodes, expected] of SINGLE) {
  Deno.test(`importGraph() imports ${what}`, async () => {
    const graph = await assertLikeOnnxRuntime({
      inputs: { x: ["N", 3, 4, 5] },
      nodes,
      outputs: "y",
      initializers: NUMBERS,
    });
    assertEquals(kinds(graph), expected);
  });
}
