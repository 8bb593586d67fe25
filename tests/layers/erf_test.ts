import { assertAlmostEquals, assertEquals } from "@std/assert";
import { erf } from "../../src/layers/functions/erf.ts";
import { normalDistribution } from "../frontends/onnx/evaluate_functions.ts";

Deno.test("erf() equals the integral of the normal density, on both sides of where its formula changes", () => {
  for (let x = -5; x <= 5; x += 0.125) {
    assertAlmostEquals(erf(x), 2 * normalDistribution(x * Math.SQRT2) - 1, 1e-12, `${x}`);
  }
  assertAlmostEquals(erf(2.5), erf(2.5 + 1e-13), 1e-14);
});

Deno.test("erf() gives tabulated values", () => {
  assertAlmostEquals(erf(0.5), 0.5204998778130465, 1e-15);
  assertAlmostEquals(erf(1), 0.8427007929497149, 1e-15);
  assertAlmostEquals(erf(3), 0.9999779095030014, 1e-15);
  assertEquals([erf(0), erf(10), erf(-10)], [0, 1, -1]);
});
