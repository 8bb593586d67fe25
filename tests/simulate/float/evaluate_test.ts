import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";

/** What a layer makes of two samples `[2, 3]`. */
function outputOf(build: (b: ModelBuilder, x: Node) => Node, data: readonly number[]) {
  const model = buildModel("layer", (b) => build(b, b.input({ length: 2, channels: 3 })));
  return evaluateFloat(model, [{ shape: [2, 2, 3], data: Float64Array.from(data) }]).get(
    model.outputs[0].layer,
  )!;
}

const DATA = [1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12];

Deno.test("evaluateFloat() rectifies", () => {
  assertEquals([...outputOf((b, x) => b.relu(x), DATA).data], [1, 0, 3, 0, 5, 0, 7, 0, 9, 0, 11, 0]);
});

Deno.test("evaluateFloat() gives each channel or element its slope", () => {
  const leaky = outputOf((b, x) => b.leakyRelu(x, { slope: 0.5 }), DATA);
  assertEquals([...leaky.data], [1, -1, 3, -2, 5, -3, 7, -4, 9, -5, 11, -6]);
  const channels = outputOf((b, x) => b.prelu(x, { slopes: [1, 10, -1] }), DATA);
  assertEquals([...channels.data], [1, -20, 3, -4, 5, 6, 7, -80, 9, -10, 11, 12]);
  const elements = outputOf((b, x) => b.prelu(x, { slopes: [0, 2, 0, 4, 0, 6] }), DATA);
  assertEquals([...elements.data], [1, -4, 3, -16, 5, -36, 7, -16, 9, -40, 11, -72]);
});

Deno.test("evaluateFloat() clips at both ends, or at one", () => {
  const both = outputOf((b, x) => b.clip(x, { min: -3.5, max: 6 }), DATA);
  assertEquals([...both.data], [1, -2, 3, -3.5, 5, -3.5, 6, -3.5, 6, -3.5, 6, -3.5]);
  assertEquals([...outputOf((b, x) => b.clip(x, { max: 0 }), DATA).data], DATA.map((x) => Math.min(x, 0)));
});

Deno.test("evaluateFloat() scales and shifts channels", () => {
  const y = outputOf((b, x) => b.batchNorm(x, { scale: [1, 2, 3], shift: [0, 0.5, -1] }), DATA);
  assertEquals([...y.data], [1, -3.5, 8, -4, 10.5, -19, 7, -15.5, 26, -10, 22.5, -37]);
});

Deno.test("evaluateFloat() multiplies matrices, along the last axis of maps too", () => {
  const weights = { shape: [3, 2], data: Float64Array.of(1, 10, 2, 20, 3, 30) };
  const map = outputOf((b, x) => b.dense(x, { weights, bias: [0.5, 0] }), DATA);
  assertEquals(map.shape, [2, 2, 2]);
  assertEquals([...map.data], [6.5, 60, -11.5, -120, 18.5, 180, -23.5, -240]);
  const model = buildModel("flat", (b) => b.dense(b.input({ features: 3 }), { weights }));
  const flat = evaluateFloat(model, [{ shape: [2, 3], data: Float64Array.of(1, 0, 0, 0, 1, 1) }]);
  assertEquals([...flat.get("dense_1")!.data], [1, 10, 5, 50]);
});

Deno.test("evaluateFloat() turns axes of every sample", () => {
  const y = outputOf((b, x) => b.transpose(x, { permutation: [1, 0] }), DATA);
  assertEquals(y.shape, [2, 3, 2]);
  assertEquals([...y.data], [1, -4, -2, 5, 3, -6, 7, -10, -8, 11, 9, -12]);
});

Deno.test("evaluateFloat() passes views on under their own shape", () => {
  const y = outputOf((b, x) => b.identity(b.reshape(x, { shape: [3, 2] })), DATA);
  assertEquals(y, { shape: [2, 3, 2], data: Float64Array.from(DATA) });
});

Deno.test("evaluateFloat() computes sigmoid and tanh", () => {
  const [sigmoid, tanh] = [outputOf((b, x) => b.sigmoid(x), DATA), outputOf((b, x) => b.tanh(x), DATA)];
  DATA.forEach((x, i) => {
    assertAlmostEquals(sigmoid.data[i], Math.exp(x) / (Math.exp(x) + 1), 1e-15);
    assertAlmostEquals(tanh.data[i], (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1), 1e-12);
  });
});

Deno.test("evaluateFloat() refuses inputs of another number or shape", () => {
  const model = buildModel("tiny", (b) => b.relu(b.input({ name: "x", features: 3 })));
  assertThrows(() => evaluateFloat(model, []), InterlaceError, "it was given 0 inputs, it has 1");
  const wrong = { shape: [2, 2], data: new Float64Array(4) };
  assertThrows(() => evaluateFloat(model, [wrong]), InterlaceError, '"x" has shape [2,2], expected [2,3]');
});
