import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import type { ModelProto } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, node, onnxModel, valueInfo } from "../../support/onnx.ts";
import { importProto, kinds, refusal } from "./support.ts";

const open = onnxModel({
  inputs: { x: ["batch", 1, "height", "width"] },
  nodes: [node("Relu", "x", "y")],
  outputs: "y",
});

Deno.test("importGraph() asks for open sizes, naming each input and the flag", () => {
  const text = refusal(open);
  assertEquals(text.includes("it leaves sizes of its inputs open"), true, text);
  assertEquals(
    text.includes('input "x" has shape [batch, 1, height, width]: give --input-shape x=1,1,<height>,<width>'),
    true,
    text,
  );
});

Deno.test("importGraph() takes open sizes by name, or without one where there is one input", () => {
  for (const name of ["x", ""]) {
    const { inputs } = importProto(open, { inputShapes: new Map([[name, [1, 1, 24, 20]]]) });
    assertEquals([inputs[0].sourceShape, inputs[0].batch], [[1, 24, 20], 1]);
  }
});

Deno.test("importGraph() refuses sizes that the model contradicts or does not ask for", () => {
  const cases: readonly [[string, number[]], string][] = [
    [["x", [1, 3, 24, 20]], "[1,3,24,20] was given, the model declares [batch,1,height,width]"],
    [["x", [1, 1, 24]], "[1,1,24] was given"],
    [["x", [1, 1, 24, 0]], "[1,1,24,0] was given"],
    [["x", [1, 1, 24, 1.5]], "was given"],
    [["z", [1, 1, 24, 20]], 'there is no such input: "x"'],
  ];
  for (const [entry, message] of cases) {
    assertThrows(() => importProto(open, { inputShapes: new Map([entry]) }), InterlaceError, message);
  }
});

Deno.test("importGraph() takes other spatial sizes than the model declares, but no other samples or channels", () => {
  const fixed = onnxModel({
    inputs: { x: [2, 3, 8, 6] },
    nodes: [node("GlobalMaxPool", "x", "p"), node("Add", "x p", "y")],
    outputs: "y",
  });
  const shaped = (shape: number[]) => importProto(fixed, { inputShapes: new Map([["x", shape]]) });
  assertEquals(shaped([2, 3, 4, 9]).outputs[0].sourceShape, [3, 4, 9]);
  for (const shape of [[1, 3, 8, 6], [2, 1, 8, 6], [2, 3, 8]]) {
    assertThrows(() => shaped(shape), InterlaceError, "the model declares [2,3,8,6]");
  }
});

Deno.test("importGraph() wants a name for a shape where several inputs are open", () => {
  const proto = onnxModel({
    inputs: { a: ["N", "n"], b: ["N", "n"] },
    nodes: [node("Relu", "a", "y"), node("Tanh", "b", "z")],
    outputs: "y z",
  });
  assertThrows(
    () => importProto(proto, { inputShapes: new Map([["", [1, 3]]]) }),
    InterlaceError,
    'name one of them: "a", "b"',
  );
  const both = new Map([["a", [1, 3]], ["b", [1, 4]]]);
  assertEquals(importProto(proto, { inputShapes: both }).inputs.map((port) => port.sourceShape), [[3], [4]]);
});

const weightsAsInput = onnxModel({
  inputs: { x: [1, 1, 3], W: [1, 1, 2] },
  nodes: [node("ConvTranspose", "x W", "y")],
  outputs: "y",
});

Deno.test("importGraph() says how to bind a graph input that is a parameter", () => {
  const text = refusal(weightsAsInput);
  assertEquals(text.includes("bind it with --constant W=FILE"), true, text);
});

Deno.test("importGraph() binds a graph input to a constant", () => {
  const constants = new Map([["W", { shape: [1, 1, 2], data: Float64Array.of(5, 6) }]]);
  const graph = importProto(weightsAsInput, { constants });
  assertEquals(graph.inputs.map((port) => port.name), ["x"]);
  const [layer] = graph.layers.flatMap((candidate) => candidate.kind === "conv_transpose" ? [candidate] : []);
  assertEquals([...layer.weights.data], [5, 6]);
});

Deno.test("importGraph() refuses constants that do not fit", () => {
  const bind = (name: string, shape: number[], count: number) => () =>
    importProto(weightsAsInput, { constants: new Map([[name, { shape, data: new Float64Array(count) }]]) });
  assertThrows(
    bind("W", [1, 1, 3], 3),
    InterlaceError,
    "it has shape [1,1,3] and 3 values, the model declares [1,1,2]",
  );
  assertThrows(bind("W", [1, 1, 2], 3), InterlaceError, "it has shape [1,1,2] and 3 values");
  assertThrows(bind("V", [1], 1), InterlaceError, 'it has "x", "W"');
});

Deno.test("importGraph() takes initialisers that are listed as graph inputs for parameters", () => {
  const proto = onnxModel({
    opset: 8,
    inputs: { x: [1, 2], w: [2, 2] },
    nodes: [node("MatMul", "x w", "y")],
    outputs: "y",
    initializers: [floatTensor("w", [2, 2], [1, 2, 3, 4])],
  });
  const graph = importProto(proto);
  assertEquals([kinds(graph), graph.inputs.map((port) => port.name)], [["dense"], ["x"]]);
});

Deno.test("importGraph() refuses inputs of integers, of no or too many axes, and without a type", () => {
  const withInput = (info: ReturnType<typeof valueInfo>): ModelProto => {
    const proto = onnxModel({ inputs: {}, nodes: [node("Relu", "x", "y")], outputs: "y" });
    return { ...proto, graph: { ...proto.graph, input: [info] } };
  };
  const cases: readonly [ReturnType<typeof valueInfo>, string][] = [
    [valueInfo("x", [1, 3], 7), 'graph input "x" holds INT64'],
    [valueInfo("x", [3]), "supported are one to three axes"],
    [valueInfo("x", []), "supported are one to three axes"],
    [valueInfo("x", [1, 2, 3, 4, 5]), "supported are one to three axes"],
    [{ name: "x" }, 'graph input "x" is not a tensor'],
    [{ name: "x", type: { tensorType: { elemType: 1 } } }, 'input "x" has no shape'],
  ];
  for (const [info, reason] of cases) {
    const text = refusal(withInput(info));
    assertEquals(text.includes(reason), true, text);
  }
});

Deno.test("importGraph() accepts half and double precision inputs", () => {
  for (const elemType of [1, 10, 11, 16]) {
    const proto = onnxModel({ inputs: {}, nodes: [node("Relu", "x", "y")], outputs: "y" });
    const graph = importProto({
      ...proto,
      graph: { ...proto.graph, input: [valueInfo("x", [1, 3], elemType)] },
    });
    assertEquals(kinds(graph), ["relu"]);
  }
});

Deno.test("importGraph() refuses fractions and NaN bound to an input of integers", () => {
  const proto = onnxModel({
    inputs: { x: ["N", 4] },
    nodes: [node("Reshape", "x shape", "y")],
    outputs: "y",
  });
  const withShape = {
    ...proto,
    graph: { ...proto.graph, input: [...proto.graph?.input ?? [], valueInfo("shape", [2], 7)] },
  };
  const bind = (values: number[]) =>
    importProto(withShape, {
      constants: new Map([["shape", { shape: [2], data: Float64Array.from(values) }]]),
    });
  assertEquals(bind([-1, 4]).outputs[0].sourceShape, [4]);
  for (const value of [NaN, 0.5, Infinity]) {
    assertThrows(() => bind([value, 4]), InterlaceError, "the model declares INT64, not fractions");
  }
});
