import { assertEquals, assertStringIncludes } from "@std/assert";
import type { GraphProto, NodeProto } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { evaluate } from "./evaluate.ts";
import {
  assertClose,
  assertLikeOnnxRuntime,
  importProto,
  kinds,
  refusal,
  runInOnnxRuntime,
} from "./support.ts";

/** A branch: nodes that may read names from outside, and the name of what it makes. */
function branch(nodes: readonly NodeProto[], output: string, initializer: GraphProto["initializer"] = []) {
  return { graph: { name: "branch", node: nodes, output: [{ name: output }], initializer } };
}

/** Whether the input's axis 1 has length 1, as PyTorch asks before it squeezes. */
const IS_SINGLE = [
  node("Shape", "x", "dims"),
  node("Gather", "dims first", "length"),
  node("Equal", "length one", "single"),
];
const CONSTANTS = [intTensor("first", [], [1]), intTensor("one", [], [1]), intTensor("axes", [1], [1])];
const SQUEEZES = {
  then_branch: branch([node("Squeeze", "x axes", "out")], "out"),
  else_branch: branch([node("Identity", "x", "out")], "out"),
};

for (const [length, shape] of [[1, [3, 5]], [4, [4, 3, 5]]] as const) {
  Deno.test(`an If on a static shape takes the branch of length ${length}`, async () => {
    const proto = onnxModel({
      // Where the size is fixed, ONNX Runtime refuses the branch that it does not take.
      inputs: { x: ["N", "C", 3, 5] },
      nodes: [...IS_SINGLE, node("If", "single", "chosen", SQUEEZES), node("Relu", "chosen", "y")],
      outputs: "y",
      initializers: CONSTANTS,
    });
    const graph = importProto(proto, { inputShapes: new Map([["x", [2, length, 3, 5]]]) });
    assertEquals(graph.outputs[0].sourceShape, [...shape]);
    const x = { shape: [2, length, 3, 5], data: Float64Array.from(testNumbers(30 * length)) };
    assertClose(evaluate(graph, [x])[0], (await runInOnnxRuntime(proto, { x }))[0]);
  });
}

Deno.test("an If's branch may hold weights, reuse names of the graph around it and hold another If", async () => {
  const inner = branch(
    [
      node("Conv", "x w", "out"),
      node("Shape", "out", "dims2"),
      node("Gather", "dims2 first", "channels"),
      node("Less", "channels three", "few"),
      node("If", "few", "result", {
        then_branch: branch([node("Relu", "out", "relu")], "relu"),
        else_branch: branch([node("Sigmoid", "out", "relu")], "relu"),
      }),
    ],
    "result",
    [floatTensor("w", [2, 4, 1, 1], testNumbers(8)), intTensor("three", [], [3])],
  );
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4, 3, 5] },
    nodes: [
      ...IS_SINGLE,
      node("Not", "single", "many"),
      node("If", "many", "chosen", {
        then_branch: inner,
        else_branch: branch([node("Identity", "x", "i")], "i"),
      }),
      node("Tanh", "chosen", "y"),
    ],
    outputs: "y",
    initializers: CONSTANTS,
  });
  assertEquals(kinds(graph), ["conv", "relu", "tanh"]);
});

Deno.test("nothing of the branch that is not taken counts", () => {
  const warnings: string[] = [];
  const bad = branch([node("LSTM", "spare x", "out")], "out");
  const options = {
    inputs: { x: ["N", 4, 3, 5], spare: ["N", 4] },
    nodes: [
      node("Einsum", "x x", "only", { equation: "abcd,abcd->abcd" }),
      ...IS_SINGLE,
      node("If", "single", "chosen", {
        then_branch: branch([node("Add", "only x", "t"), ...bad.graph.node!], "out"),
        else_branch: branch([node("Identity", "x", "out")], "out"),
      }),
      node("Relu", "chosen", "y"),
    ],
    outputs: "y",
    initializers: CONSTANTS,
  };
  const graph = importProto(onnxModel(options), { warn: (note) => warnings.push(note) });
  assertEquals(kinds(graph), ["identity", "relu"]);
  assertEquals(graph.inputs.map(({ name }) => name), ["x"]);
  assertEquals(warnings, ['Left out graph input "spare", which no output depends on']);
});

Deno.test("a layer that a branch reads twice keeps its bias to itself", async () => {
  const twice = branch([node("Add", "c b", "p"), node("Mul", "c p", "out")], "out");
  await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4, 3, 5] },
    nodes: [
      node("Conv", "x w", "c"),
      ...IS_SINGLE,
      node("If", "single", "y", {
        then_branch: branch([node("Relu", "c", "out")], "out"),
        else_branch: twice,
      }),
    ],
    outputs: "y",
    initializers: [
      ...CONSTANTS,
      floatTensor("w", [2, 4, 1, 1], testNumbers(8)),
      floatTensor("b", [1, 2, 1, 1], [1.5, -2]),
    ],
  });
});

Deno.test("an If whose outputs are one value, or a value from outside, gives them names of their own", () => {
  const outputs = (...names: string[]) => names.map((name) => ({ name }));
  const rest = [node("Sub", "a b", "d"), node("Add", "d c", "e"), node("Add", "e c", "y")];
  const options = { inputs: { x: ["N", 4, 3, 5] }, outputs: "y", initializers: CONSTANTS };
  const branched = onnxModel({
    ...options,
    nodes: [
      node("Relu", "x", "r"),
      ...IS_SINGLE,
      node("If", "single", "a b c", {
        then_branch: { graph: { name: "t", node: [], output: outputs("r", "r", "r") } },
        else_branch: { graph: { name: "e", node: [node("Tanh", "r", "t")], output: outputs("t", "t", "r") } },
      }),
      ...rest,
    ],
  });
  const plain = onnxModel({
    ...options,
    nodes: [
      node("Relu", "x", "r"),
      node("Tanh", "r", "a"),
      node("Tanh", "r", "b"),
      node("Identity", "r", "c"),
      ...rest,
    ],
  });
  const x = { shape: [2, 4, 3, 5], data: Float64Array.from(testNumbers(120)) };
  assertEquals(evaluate(importProto(branched), [x]), evaluate(importProto(plain), [x]));
});

Deno.test("an If on data, or on an open number of samples, is refused with the reason", () => {
  const nodes = (condition: readonly NodeProto[]) => [...condition, node("If", "c", "y", SQUEEZES)];
  const onData = onnxModel({
    inputs: { x: ["N", 1, 3, 5] },
    nodes: nodes([node("ReduceMax", "x", "m"), node("Greater", "m zero", "c")]),
    outputs: "y",
    initializers: [...CONSTANTS, floatTensor("zero", [], [0])],
  });
  assertStringIncludes(refusal(onData), "Greater): it is supported between constants only");
  const direct = onnxModel({
    inputs: { x: ["N", 1, 3, 5], c: [1] },
    nodes: nodes([]),
    outputs: "y",
    initializers: CONSTANTS,
  });
  assertStringIncludes(refusal(direct), "y (If): its condition depends on the data");
  const onSamples = onnxModel({
    inputs: { x: ["N", 1, 3, 5] },
    nodes: nodes([node("Shape", "x", "s"), node("Gather", "s zero", "n"), node("Equal", "n one", "c")]),
    outputs: "y",
    initializers: [...CONSTANTS, intTensor("zero", [], [0])],
  });
  assertStringIncludes(refusal(onSamples), "it compares a size that is open");
  const fixed = importProto(onSamples, { inputShapes: new Map([["x", [2, 1, 3, 5]]]) });
  assertEquals(kinds(fixed), ["identity"]);
});

Deno.test("what a branch defines gets names that nothing has", async () => {
  const inner = branch([node("Relu", "x", "inner"), node("Tanh", "inner", "out")], "out");
  const graph = await assertLikeOnnxRuntime({
    inputs: { x: ["N", 4, 3, 5] },
    nodes: [
      ...IS_SINGLE,
      node("Sigmoid", "x", "chosen/inner"),
      node("If", "single", "chosen", { then_branch: inner, else_branch: inner }),
      node("Add", "chosen chosen/inner", "y"),
    ],
    outputs: "y",
    initializers: CONSTANTS,
  });
  assertEquals(kinds(graph).toSorted(), ["merge", "relu", "sigmoid", "tanh"]);
});

Deno.test("what only the branch of a node reads is not called unused", () => {
  const warnings: string[] = [];
  const proto = onnxModel({
    inputs: { x: ["N", 4, 3, 5] },
    nodes: [
      node("Relu", "x", "r"),
      ...IS_SINGLE,
      node("If", "single", "y", {
        then_branch: branch([node("Tanh", "r", "out")], "out"),
        else_branch: branch([node("Sigmoid", "r", "out")], "out"),
      }),
    ],
    outputs: "y",
    initializers: CONSTANTS,
  });
  assertEquals(kinds(importProto(proto, { warn: (note) => warnings.push(note) })), ["relu", "sigmoid"]);
  assertEquals(warnings, []);
});
