import { assertEquals } from "@std/assert";
import { buildModel, type ModelBuilder, modelCosts, type Node } from "../../src/model/mod.ts";

/** Parameters and multiplications of the last layer of a model. */
function costOf(build: (b: ModelBuilder) => Node): [number, number] {
  const costs = [...modelCosts(buildModel("test", build)).values()];
  const { parameters, macs } = costs[costs.length - 1];
  return [parameters, macs];
}

function ones(...shape: readonly number[]) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}

Deno.test("primitiveCost() counts the taps of a convolution that meet an element", () => {
  const x = (b: ModelBuilder) => b.input({ length: 4, channels: 1 });
  // Kernel 3, same: the first and the last of four windows lose a tap.
  assertEquals(costOf((b) => b.conv1d(x(b), { weights: ones(3, 1, 1), padding: "same" })), [3, 10]);
  assertEquals(costOf((b) => b.conv1d(x(b), { weights: ones(3, 1, 1) })), [3, 6]);
  // Strided by 2 the windows start at 0 and 2, a pad of one behind.
  assertEquals(costOf((b) => b.conv1d(x(b), { weights: ones(3, 1, 1), strides: 2, padding: "same" })), [
    3,
    5,
  ]);
});

Deno.test("primitiveCost() counts a transposed convolution without zeros and crops", () => {
  const x = (b: ModelBuilder) => b.input({ length: 4, channels: 1 });
  assertEquals(costOf((b) => b.convTranspose1d(x(b), { weights: ones(3, 1, 1), strides: 2 })), [3, 12]);
  // same crops one element at the end, that of the last tap of the last input.
  assertEquals(
    costOf((b) => b.convTranspose1d(x(b), { weights: ones(3, 1, 1), strides: 2, padding: "same" })),
    [3, 11],
  );
  assertEquals(costOf((b) => b.convTranspose1d(x(b), { weights: ones(1, 1, 1), strides: 3 })), [1, 4]);
});

Deno.test("primitiveCost() multiplies axes, channels and groups", () => {
  const x = (b: ModelBuilder) => b.input({ height: 3, width: 5, channels: 4 });
  assertEquals(
    costOf((b) => b.conv2d(x(b), { weights: ones(2, 3, 2, 6), groups: 2, bias: new Array(6).fill(0) })),
    [78, 2 * 3 * (2 * 3) * 2 * 6],
  );
  assertEquals(
    costOf((b) => b.convTranspose2d(x(b), { weights: ones(2, 2, 4, 3), strides: 2 })),
    [48, 3 * 5 * (2 * 2) * 4 * 3],
  );
});

Deno.test("primitiveCost() counts dense layers, slopes and scales", () => {
  const x = (b: ModelBuilder) => b.input({ features: 5 });
  assertEquals(costOf((b) => b.dense(x(b), { weights: ones(5, 3), bias: [1, 2, 3] })), [18, 15]);
  assertEquals(costOf((b) => b.prelu(x(b), { slopes: [1, 2, 3, 4, 5] })), [5, 0]);
  assertEquals(costOf((b) => b.batchNorm(x(b), { scale: [1, 2, 3, 4, 5], shift: [1, 2, 3, 4, 5] })), [10, 0]);
  assertEquals(costOf((b) => b.tanh(x(b))), [0, 0]);
});
