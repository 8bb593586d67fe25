import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import type { Layer } from "../../src/layers/mod.ts";
import { createModel, type Model, type ModelParts, type Port } from "../../src/model/mod.ts";

function port(layer: string, name = layer): Port {
  return { name, layer, sourceShape: [2, 3], axes: [0, 1], batch: null };
}

const X: Layer = { kind: "input", name: "x", inputs: [], shape: [2, 3] };

function relu(name: string, input: string): Layer {
  return { kind: "relu", name, inputs: [input] };
}

function create(parts: Partial<ModelParts>): Model {
  return createModel({
    name: "m",
    layers: [X, relu("y", "x")],
    inputs: [port("x")],
    outputs: [port("y")],
    ...parts,
  });
}

/** Requires a refusal that holds a text in its message or details. */
function assertRefuses(text: string, parts: Partial<ModelParts>): InterlaceError {
  const error = assertThrows(() => create(parts), InterlaceError);
  assertStringIncludes([error.message, ...error.details].join("\n"), text);
  return error;
}

Deno.test("createModel() sorts layers and keeps the places of those that are sorted", () => {
  const layers = [relu("d", "c"), X, relu("a", "x"), relu("c", "a"), relu("b", "x")];
  const model = create({ layers, outputs: [port("d"), port("b")] });
  const names = model.layers.map((layer) => layer.name);
  for (const layer of model.layers) {
    for (const input of layer.inputs) assert(names.indexOf(input) < names.indexOf(layer.name));
  }
  const sorted = [X, relu("b", "x"), relu("a", "x"), relu("d", "b"), relu("c", "a")];
  assertEquals(create({ layers: sorted, outputs: [port("d"), port("c")] }).layers, sorted);
});

Deno.test("createModel() infers the shape of every layer", () => {
  const layers: Layer[] = [X, { kind: "transpose", name: "y", inputs: ["x"], permutation: [1, 0] }];
  const model = create({ layers, outputs: [{ ...port("y"), axes: [1, 0] }] });
  assertEquals([...model.shapes], [["x", [2, 3]], ["y", [3, 2]]]);
  assertEquals(model.source, null);
});

Deno.test("createModel() refuses a cycle, naming layers on it", () => {
  assertRefuses('through "a", "b"', { layers: [X, relu("y", "x"), relu("a", "b"), relu("b", "a")] });
  assertRefuses('through "a"', { layers: [X, relu("y", "x"), relu("a", "a")] });
});

Deno.test("createModel() tells all structural problems at once", () => {
  const error = assertRefuses("not sound", {
    layers: [X, X, relu("y", "nowhere"), { kind: "input", name: "z", inputs: [], shape: [1] }],
    inputs: [port("x"), port("x")],
    outputs: [port("gone")],
  });
  assertEquals([...error.details].sort(), [
    '"z" is no input of the model',
    'layer "y" reads "nowhere", which does not exist',
    'output "gone" stands for "gone", which does not exist',
    'two inputs are called "x"',
    'two layers are called "x"',
  ]);
});

Deno.test("createModel() refuses a model without inputs or outputs", () => {
  assertRefuses("it has no output", { outputs: [] });
  assertRefuses("it has no input", { inputs: [] });
});

Deno.test("createModel() refuses a layer that does not fit what it reads", () => {
  assertRefuses('layer "y"', { layers: [X, { kind: "reshape", name: "y", inputs: ["x"], shape: [7] }] });
});

Deno.test("createModel() refuses a tensor that is too large", () => {
  const axes = [{ kernel: 1, stride: 2 ** 12, dilation: 1, cropBefore: 0, cropAfter: 0, outputPadding: 0 }];
  const weights = { shape: [1, 3, 2 ** 15], data: new Float64Array(3 * 2 ** 15) };
  const layers: Layer[] = [X, {
    kind: "conv_transpose",
    name: "y",
    inputs: ["x"],
    axes,
    groups: 1,
    weights,
    bias: null,
  }];
  assertRefuses("more than the limit of 67108864", { layers });
});

Deno.test("createModel() refuses a port whose shape is not its layer's", () => {
  assertRefuses('port "y"', { outputs: [{ ...port("y"), sourceShape: [3, 2] }] });
  assertRefuses('port "x"', { inputs: [{ ...port("x"), axes: [1, 0] }] });
  assertRefuses('port "x"', { inputs: [{ ...port("x"), sourceShape: [2, 3, 1] }] });
  create({ outputs: [{ ...port("y"), sourceShape: [3, 2], axes: [1, 0] }] });
});

Deno.test("createModel() refuses a port whose axes are no permutation", () => {
  const square: Layer = { kind: "input", name: "x", inputs: [], shape: [2, 2] };
  const good = { sourceShape: [2, 2] };
  const model = { layers: [square, relu("y", "x")], inputs: [{ ...port("x"), ...good }] };
  assertRefuses('port "y"', { ...model, outputs: [{ ...port("y"), ...good, axes: [0, 0] }] });
  assertRefuses('port "y"', { ...model, outputs: [{ ...port("y"), ...good, axes: [] }] });
});

Deno.test("createModel() refuses an input port that stands for a layer which computes", () => {
  assertRefuses('"y"', { inputs: [port("x"), port("y")] });
});
