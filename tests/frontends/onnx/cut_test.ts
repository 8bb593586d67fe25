import { assertEquals, assertStringIncludes } from "@std/assert";
import { importModelFiles } from "../../../src/frontends/mod.ts";
import { encodeModel } from "../../../src/frontends/onnx/mod.ts";
import { runOracle } from "../../../src/oracles/mod.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { evaluate } from "./evaluate.ts";
import { assertClose, importProto, kinds, refusal, runInOnnxRuntime } from "./support.ts";

/** A network whose end nobody here computes, with a skip past what it cannot. */
const proto = onnxModel({
  inputs: { x: ["N", 2, 3, 4], unused: ["N", 2] },
  nodes: [
    node("Conv", "x w", "conv/out"),
    node("Relu", "conv/out", "features"),
    node("LpNormalization", "features", "norm", { axis: 1 }),
    node("Add", "norm features", "sum"),
    node("Sigmoid", "features", "it's"),
    node("ArgMin", "it's", "class", { axis: 1 }),
    node("Add", "sum unused", "tail"),
  ],
  outputs: "tail class",
  initializers: [floatTensor("w", [3, 2, 1, 1], testNumbers(6))],
});

Deno.test("a refusal names the last tensors up to which everything is supported, as the shell takes them", () => {
  const text = refusal(proto);
  assertStringIncludes(text, "(LpNormalization): ");
  assertStringIncludes(text, "(ArgMin): ");
  assertStringIncludes(
    text,
    "hint: Everything is supported up to --output features --output 'it'\\''s', which cuts the model there.",
  );
});

Deno.test("a refusal names nothing where only the inputs are left", () => {
  const first = onnxModel({ inputs: { x: ["N", 3] }, nodes: [node("ArgMin", "x", "y")], outputs: "y" });
  assertEquals(refusal(first).includes("--output"), false);
});

Deno.test("importGraph() cuts a graph at tensors, each once and in the order given, without a word of the rest", async () => {
  const warnings: string[] = [];
  const outputs = ["it's", "features", "it's"];
  const graph = importProto(proto, { outputs, warn: (note) => warnings.push(note) });
  assertEquals(graph.outputs.map(({ name }) => name), ["it's", "features"]);
  assertEquals(kinds(graph), ["conv", "relu", "sigmoid"]);
  assertEquals(graph.inputs.map(({ name }) => name), ["x"]);
  assertEquals(warnings, []);
  const x = { shape: [2, 2, 3, 4], data: Float64Array.from(testNumbers(48)) };
  const cut = onnxModel({
    inputs: { x: ["N", 2, 3, 4] },
    nodes: [proto.graph!.node![0], proto.graph!.node![1], proto.graph!.node![4]],
    outputs: "it's features",
    initializers: proto.graph!.initializer,
  });
  const expected = await runInOnnxRuntime(cut, { x });
  evaluate(graph, [x]).forEach((array, i) => assertClose(array, expected[i]));
});

Deno.test("importGraph() keeps an output of the graph itself, whatever else is there", () => {
  const graph = importProto(
    onnxModel({
      inputs: { x: ["N", 3] },
      nodes: [node("Relu", "x", "a"), node("Tanh", "a", "b")],
      outputs: "a b",
    }),
    { outputs: ["a"] },
  );
  assertEquals(kinds(graph), ["relu"]);
});

Deno.test("importGraph() refuses a cut at a tensor that is not there and names the nearest", () => {
  const text = refusal(proto, { outputs: ["conv/ou"] });
  assertStringIncludes(text, 'Cannot cut test.onnx at "conv/ou": it has no tensor of this name');
  assertStringIncludes(text, "Did you mean --output conv/out?");
});

Deno.test("a model that was not cut does not say that it was, so that its framework runs all of it", async () => {
  const bytes = await encodeModel(onnxModel({
    inputs: { x: ["N", 3] },
    nodes: [node("Relu", "x", "a"), node("Tanh", "a", "b")],
    outputs: "b",
  }));
  const files = new Map([["m.onnx", bytes]]);
  // What the command line hands on where no --output was typed.
  const whole = await importModelFiles({ main: "m.onnx", files }, { outputs: [] });
  assertEquals(whole.source?.outputs, undefined);
  const data = new Map([["x", { shape: [2, 3], data: Float64Array.from(testNumbers(6)) }]]);
  assertEquals((await runOracle(whole, data)).kind, "run");
  const cut = await importModelFiles({ main: "m.onnx", files }, { outputs: ["a", "a"] });
  assertEquals(cut.source?.outputs, ["a"]);
  const answer = await runOracle(cut, data);
  assertEquals(answer.kind === "run" && [...answer.outputs.keys()], ["a"]);
});
