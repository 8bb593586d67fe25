import { assertEquals, assertStringIncludes } from "@std/assert";
import type { NodeProto } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, node, onnxModel } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, importProto, kinds, refusal } from "./support.ts";

const SEQUENCE = { x: [2, 3, 50] };

/** Constants by name. */
const CONSTANTS = [
  floatTensor("half", [], [0.5]),
  floatTensor("one", [1], [1]),
  floatTensor("two", [1], [2]),
  floatTensor("root", [], [Math.SQRT2]),
  floatTensor("inverse", [], [Math.SQRT1_2]),
];

async function assertFused(nodes: readonly NodeProto[], functions: readonly string[]): Promise<void> {
  const graph = await assertLikeOnnxRuntime({
    inputs: SEQUENCE,
    nodes,
    outputs: "y",
    initializers: CONSTANTS,
  });
  assertEquals(
    graph.layers.flatMap((layer) => layer.kind === "function" ? [layer.function] : []),
    functions,
  );
}

Deno.test("functions of one number equal ONNX Runtime", async () => {
  const nodes = [
    node("Elu", "x", "a", { alpha: 1.5 }),
    node("Selu", "x", "b"),
    node("Softplus", "x", "c"),
    node("Softsign", "x", "d"),
    node("HardSigmoid", "x", "e", { alpha: 0.25 }),
    node("HardSwish", "x", "f"),
    node("ThresholdedRelu", "x", "g", { alpha: 0.5 }),
    node("Exp", "x", "h"),
    node("Sqrt", "h", "i"),
    node("Reciprocal", "h", "j"),
    node("Shrink", "x", "k", { lambd: 0.4 }),
    node("Shrink", "x", "l", { lambd: 0.25, bias: 0.125 }),
  ];
  const graph = await assertLikeOnnxRuntime({ inputs: SEQUENCE, nodes, outputs: "a b c d e f g i j k l" });
  assertEquals(kinds(graph).length, nodes.length);
});

Deno.test("Celu and Mish equal ONNX Runtime", async () => {
  const nodes = [node("Celu", "x", "a"), node("Celu", "x", "b", { alpha: 0.3 }), node("Mish", "x", "c")];
  const graph = await assertLikeOnnxRuntime({ opset: 18, inputs: SEQUENCE, nodes, outputs: "a b c" });
  const parts = ["elu", "batch_norm", "elu", "batch_norm", "function", "tanh", "merge"];
  assertEquals(kinds(graph), parts);
});

Deno.test("Gelu is read in both of its forms", () => {
  const functions = ["none", "tanh"].map((approximate) => {
    const nodes = [node("Gelu", "x", "y", { approximate })];
    const [, layer] = importProto(onnxModel({ opset: 20, inputs: SEQUENCE, nodes, outputs: "y" })).layers;
    return layer.kind === "function" ? layer.function : layer.kind;
  });
  assertEquals(functions, ["gelu", "gelu_tanh"]);
});

Deno.test("GELU written with Erf becomes one layer, the factors in any order", async () => {
  const erf = [node("Div", "x root", "d"), node("Erf", "d", "e"), node("Add", "e one", "s")];
  await assertFused([...erf, node("Mul", "x s", "p"), node("Mul", "p half", "y")], ["gelu"]);
  await assertFused([...erf, node("Mul", "s half", "p"), node("Mul", "x p", "y")], ["gelu"]);
  await assertFused([...erf, node("Mul", "half x", "p"), node("Mul", "p s", "y")], ["gelu"]);
  const scaled = [node("Mul", "inverse x", "d"), node("Erf", "d", "e"), node("Add", "one e", "s")];
  await assertFused([...scaled, node("Mul", "x s", "p"), node("Mul", "half p", "y")], ["gelu"]);
  const constant = node("Constant", "", "fifty", { value_float: { float: 0.5 } });
  await assertFused([...erf, constant, node("Mul", "x s", "p"), node("Mul", "p fifty", "y")], ["gelu"]);
});

Deno.test("x·Sigmoid(x) becomes one layer, and what only looks like it does not", async () => {
  await assertFused([node("Sigmoid", "x", "s"), node("Mul", "x s", "y")], ["silu"]);
  await assertFused([node("Sigmoid", "x", "s"), node("Mul", "s x", "p"), node("Relu", "p", "y")], ["silu"]);
  await assertFused([node("Sigmoid", "x", "s"), node("Mul", "s x", "p"), node("Mul", "p two", "y")], [
    "silu",
  ]);
  await assertFused([node("Relu", "x", "r"), node("Sigmoid", "x", "s"), node("Mul", "s r", "y")], []);
  // Somebody else reads the sigmoid.
  const both = {
    inputs: SEQUENCE,
    nodes: [node("Sigmoid", "x", "s"), node("Mul", "s x", "y")],
    outputs: "s y",
  };
  assertEquals(kinds(await assertLikeOnnxRuntime(both)), ["sigmoid", "merge"]);
});

Deno.test("an Erf that is no part of a GELU is refused, and so are Swish's other slopes", () => {
  const nodes = [
    node("Div", "x two", "d"),
    node("Erf", "d", "e"),
    node("Add", "e one", "s"),
    node("Mul", "x s", "p"),
    node("Mul", "p half", "y"),
  ];
  const text = refusal(onnxModel({ inputs: SEQUENCE, nodes, outputs: "y", initializers: CONSTANTS }));
  assertStringIncludes(text, "the nearest that is: Gelu");
  const swish = onnxModel({
    opset: 24,
    inputs: SEQUENCE,
    nodes: [node("Swish", "x", "y", { alpha: 1.5 })],
    outputs: "y",
  });
  assertStringIncludes(refusal(swish), "alpha 1.5 is not supported, only 1");
  const shrink = onnxModel({
    inputs: SEQUENCE,
    nodes: [node("Shrink", "x", "y", { lambd: -0.5 })],
    outputs: "y",
  });
  assertStringIncludes(refusal(shrink), "lambd -0.5 is not supported, only 0 and more");
});

Deno.test("Softmax equals ONNX Runtime along channels and other axes, and joins axes before version 13", async () => {
  const run = (opset: number, axis: number | undefined, dims: readonly number[]) =>
    assertLikeOnnxRuntime({
      opset,
      inputs: { x: dims },
      nodes: [node("Softmax", "x", "y", { axis })],
      outputs: "y",
    });
  assertEquals(kinds(await run(13, 1, [2, 4, 3, 5])), ["softmax"]);
  await run(13, undefined, [2, 4, 3, 5]);
  await run(13, -2, [2, 4, 3, 5]);
  await run(11, undefined, [2, 6]);
  await run(11, 1, [2, 4, 3, 5]);
  await run(11, 2, [2, 1, 6]);
});

Deno.test("Softmax over samples, or over axes that leave another one, is refused", () => {
  const text = (opset: number, axis: number) =>
    refusal(
      onnxModel({
        opset,
        inputs: { x: [2, 3, 4, 5] },
        nodes: [node("Softmax", "x", "y", { axis })],
        outputs: "y",
      }),
    );
  assertStringIncludes(text(13, 0), "it mixes the samples");
  assertStringIncludes(text(11, -4), "it mixes the samples");
  assertStringIncludes(text(11, 2), "it joins the axes from 2 on");
});
