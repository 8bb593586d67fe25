import { assert, assertEquals } from "@std/assert";
import { quantise, resolveType } from "../../src/design/types/quantise.ts";
import { mantissaRange, parseFixedType, realOf } from "../../src/fixed/mod.ts";
import { mantissaAt } from "../../src/fixed/mod.ts";

Deno.test("quantise() casts as ap_fixed(double) does and keeps lanes of unsigned types", () => {
  const truncated = quantise(Float64Array.of(0.99, -0.01, 9), [3], parseFixedType("ap_fixed<4,2>"));
  assertEquals([...truncated.data], [3n, -1n, 4n]);
  const unsigned = parseFixedType("ap_ufixed<64,64,AP_TRN,AP_SAT>");
  const wide = quantise(Float64Array.of(2 ** 63, 2 ** 70), [2], unsigned);
  assertEquals([0, 1].map((i) => mantissaAt(wide.data, i, unsigned)), [2n ** 63n, 2n ** 64n - 1n]);
});

Deno.test("resolveType() takes the type that was asked for", () => {
  const type = parseFixedType("ap_fixed<3,1>");
  assertEquals(resolveType(type, Float64Array.of(100), 16), type);
});

Deno.test("resolveType() gives auto just the integer bits that hold the values", () => {
  const integerOf = (...values: readonly number[]) =>
    resolveType("auto", Float64Array.from(values), 16).integer;
  assertEquals(
    [integerOf(0), integerOf(0.4), integerOf(0.6), integerOf(1), integerOf(-1), integerOf(-1.01)],
    [
      1,
      0,
      1,
      2,
      1,
      2,
    ],
  );
  assertEquals([integerOf(100, -3), integerOf(2 ** -20), integerOf(-(2 ** 20))], [8, -18, 21]);
});

Deno.test("resolveType() rounds every value to the nearest, the largest included", () => {
  for (const scale of [1, 2 ** -9, 2 ** 12]) {
    for (const value of [1, -1, 1 - 2 ** -16, 1 - 2 ** -17, 1 - 2 ** -15, 0.75, 0.3, -0.999999, 1 / 3]) {
      const values = Float64Array.of(value * scale);
      const type = resolveType("auto", values, 16);
      const { data } = quantise(values, [1], type);
      const lsb = 2 ** (type.integer - type.width);
      const error = Math.abs(realOf(mantissaAt(data, 0, type), type) - values[0]);
      assert(error <= lsb / 2, `${values[0]} is off by ${error / lsb} units`);
      assert(mantissaAt(data, 0, type) >= mantissaRange(type).min);
    }
  }
});
