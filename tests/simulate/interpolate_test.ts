import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createDesign, loopOf } from "../../src/design/mod.ts";
import { COORDINATE_MODES } from "../../src/layers/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { evaluateFloat, simulateScalar } from "../../src/simulate/mod.ts";
import { interpolated } from "../frontends/onnx/evaluate_windows.ts";
import { mantissasOf, randomTensor } from "./support.ts";

/** Input and output sizes: up, down, whole and broken factors, single rows and columns. */
const SIZES = [
  [[4, 5], [8, 10]],
  [[4, 5], [7, 3]],
  [[1, 5], [3, 20]],
  [[6, 2], [2, 2]],
  [[5, 4], [1, 1]],
] as const;

for (const coordinates of COORDINATE_MODES) {
  Deno.test(`interpolate in ${coordinates} is a sum of hats in float, and in fixed point up to its shares`, () => {
    for (const [[height, width], sizes] of SIZES) {
      const model = buildModel(
        "m",
        (b) => b.interpolate(b.input({ height, width, channels: 2 }), { sizes, coordinates }),
      );
      const [, layer] = model.layers;
      if (layer.kind !== "interpolate") throw new TypeError(layer.kind);
      const layers = Object.fromEntries([
        ["input_1", { precision: "ap_fixed<12,4>" }],
        ["interpolate_1", { precision: "ap_fixed<40,5,AP_RND>" }],
      ]);
      const design = createDesign(model, { layers });
      const x = randomTensor([1, height, width, 2], "ap_fixed<12,4>", 5n);
      const data = Float64Array.from(mantissasOf(x), (value) => Number(value) / 2 ** 8);
      const expected = interpolated(layer, { shape: [height, width, 2], data });
      const real = evaluateFloat(model, [{ shape: x.shape, data }]).get("interpolate_1")!;
      assertEquals(real.shape, [1, ...sizes, 2]);
      real.data.forEach((value, i) => assertAlmostEquals(value, expected.data[i], 1e-12));
      const fixed = mantissasOf(simulateScalar(design, [x]).get("interpolate_1")!);
      // Each share is off by at most 2^−17 of elements up to 16 apart, along each axis.
      fixed.forEach((value, i) => assertAlmostEquals(Number(value) / 2 ** 35, expected.data[i], 2 ** -12));
    }
  });
}

Deno.test("interpolate by powers of two is exact where the result holds every bit", () => {
  const model = buildModel("m", (b) => b.interpolate(b.input({ length: 5, channels: 1 }), { sizes: [20] }));
  const layers = Object.fromEntries([["input_1", { precision: "ap_int<8>" }], ["interpolate_1", {
    precision: "ap_fixed<20,9>",
  }]]);
  const design = createDesign(model, { layers });
  const x = randomTensor([1, 5, 1], "ap_int<8>", 5n);
  const data = Float64Array.from(mantissasOf(x), Number);
  const real = evaluateFloat(model, [{ shape: x.shape, data }]).get("interpolate_1")!;
  const fixed = mantissasOf(simulateScalar(design, [x]).get("interpolate_1")!);
  assertEquals(fixed.map((value) => Number(value) / 2 ** 11), [...real.data]);
});

Deno.test("interpolate writes an output as soon as the elements that it needs are in", () => {
  const model = buildModel(
    "m",
    (b) => b.interpolate(b.input({ height: 4, width: 6, channels: 1 }), { sizes: [8, 12] }),
  );
  const { plan } = createDesign(model).stages[1];
  if (plan.kind !== "interpolate" || plan.walk.kind !== "stream") throw new TypeError(plan.kind);
  // The corner is a copy of the first pixel; the 96 outputs then bound the loop, but for rows that wait for their pixels.
  const { firstOutput, outputBeats, iterations } = loopOf(plan.walk);
  assertEquals(firstOutput, 0);
  assertEquals(outputBeats, 96);
  assert(iterations >= 96 && iterations <= 1.1 * 96, `${iterations}`);
});
