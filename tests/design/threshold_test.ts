import { assertEquals } from "@std/assert";
import { formulaMap } from "../../src/design/planners/map.ts";
import { constantsOf } from "../../src/layers/mod.ts";
import { thresholdOf } from "../layers/formula.ts";
import { mantissaAt, parseFixedType } from "../../src/fixed/mod.ts";

/** The largest mantissa of a type that is not beyond a number; null where all of them are. */
function lastOf(type: string, threshold: number): bigint | null {
  const x = parseFixedType(type);
  const { expression } = formulaMap(thresholdOf(threshold), { x, y: x });
  const last = constantsOf(expression).get("last")?.values;
  return last === undefined ? null : mantissaAt(last.data, 0, last.type);
}

Deno.test("a threshold compares with the floor of the threshold in units of the input type", () => {
  assertEquals(lastOf("ap_fixed<8,4>", 1.1), 17n);
  assertEquals(lastOf("ap_fixed<8,4,AP_RND>", -1.1), -18n);
  assertEquals(lastOf("ap_ufixed<8,4>", 0), 0n);
});

Deno.test("a threshold passes everything on if no number of the type is as small as the threshold", () => {
  assertEquals(lastOf("ap_fixed<8,4>", -8), -128n);
  assertEquals(lastOf("ap_fixed<8,4>", -8.001), null);
  assertEquals(lastOf("ap_uint<8>", -0.5), null);
  assertEquals(lastOf("ap_fixed<64,4>", -8), -(2n ** 63n));
  assertEquals(lastOf("ap_fixed<64,4>", -9), null);
});

Deno.test("a threshold compares with the largest number of the type for a threshold beyond it", () => {
  assertEquals(lastOf("ap_int<8>", 1e30), 127n);
  assertEquals(lastOf("ap_uint<64>", 1e30), 2n ** 64n - 1n);
});

Deno.test("a threshold tells thresholds in the upper half of an unsigned type of 64 bits apart", () => {
  assertEquals(lastOf("ap_ufixed<64,4>", 15), 15n * 2n ** 60n);
  assertEquals(lastOf("ap_uint<64>", 2 ** 63), 2n ** 63n);
});
