import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import type { FixedTensor, Mantissas, NdArray } from "../../src/tensor/mod.ts";
import {
  absoluteError,
  compareMantissas,
  compareWithFloat,
  rangeOf,
  relativeError,
  signalToNoise,
} from "../../src/verify/compare.ts";

function tensor(type: string, shape: readonly number[], mantissas: readonly bigint[]): FixedTensor {
  return { type: parseFixedType(type), shape, data: BigInt64Array.from(mantissas) as Mantissas };
}

function outputs(...data: number[]): ReadonlyMap<string, NdArray> {
  return new Map([["y", { shape: [1, data.length], data: Float64Array.from(data) }]]);
}

Deno.test("compareMantissas() finds no difference between equal tensors", () => {
  const pair = tensor("ap_int<8>", [1, 2], [1n, -1n]);
  assertEquals(
    compareMantissas({ layer: "a", comparison: "simulatorVsCsim", simulator: pair, executed: pair }),
    { mismatches: 0, first: null },
  );
});

Deno.test("compareMantissas() names sample, position and both mantissas of the first difference", () => {
  const simulator = tensor("ap_int<8>", [2, 2, 3], [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n]);
  const csim = tensor("ap_int<8>", [2, 2, 3], [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, -11n, 0n]);
  assertEquals(compareMantissas({ layer: "a", comparison: "simulatorVsCsim", simulator, executed: csim }), {
    mismatches: 2,
    first: { layer: "a", sample: 1, index: [1, 1], simulator: "11", csim: "-11" },
  });
});

Deno.test("compareMantissas() prints unsigned mantissas of 64 bits as they are", () => {
  const simulator = tensor("ap_uint<64>", [1, 1], [-1n]);
  const csim = tensor("ap_uint<64>", [1, 1], [0n]);
  assertEquals(
    compareMantissas({ layer: "a", comparison: "simulatorVsCsim", simulator, executed: csim }).first
      ?.simulator,
    "18446744073709551615",
  );
});

Deno.test("compareMantissas() refuses tensors of different sizes", () => {
  const simulator = tensor("ap_int<8>", [1, 2], [1n, 2n]);
  const csim = tensor("ap_int<8>", [1, 1], [1n]);
  assertThrows(
    () => compareMantissas({ layer: "a", comparison: "simulatorVsCsim", simulator, executed: csim }),
    InterlaceError,
    "1 values, expected 2",
  );
});

Deno.test("compareWithFloat() measures errors, extremes and overflows", () => {
  // ap_fixed<8,4>: sixteenths, −8 … 7.9375
  const fixed = tensor("ap_fixed<8,4>", [1, 5], [16n, -128n, 127n, 127n, -127n]);
  const float = Float64Array.of(1.03125, -8, 7.99, 8, -8.001);
  const result = compareWithFloat(fixed, float);
  assertAlmostEquals(result.maxAbsError, 0.0635, 1e-12);
  assertEquals([result.observedMin, result.observedMax, result.overflows], [-8, 7.9375, 2]);
  assertEquals(result.floatRange, { min: -8.001, max: 8 });
});

Deno.test("compareWithFloat() never overlooks NaN", () => {
  const result = compareWithFloat(tensor("ap_int<8>", [1, 2], [1n, 2n]), Float64Array.of(NaN, 2));
  assertEquals([result.maxAbsError, result.overflows], [NaN, 1]);
});

Deno.test("absoluteError() takes the largest and the mean over all outputs", () => {
  const actual = new Map([...outputs(1, 2), ["z", { shape: [1, 2], data: Float64Array.of(0, 0) }]]);
  const expected = new Map([...outputs(1, 4), ["z", { shape: [1, 2], data: Float64Array.of(0, -1) }]]);
  assertEquals(absoluteError(actual, expected), { maxAbsError: 2, meanAbsError: 0.75 });
});

Deno.test("relativeError() relates to the range of the expected output", () => {
  assertEquals(relativeError(outputs(0, 10.5), outputs(0, 10)), 0.05);
  assertEquals(relativeError(outputs(1, 1), outputs(1, 1)), 0);
  assertEquals(relativeError(outputs(5), outputs(4)), 0.25);
  assertEquals(relativeError(outputs(1), outputs(0)), 1);
});

Deno.test("rangeOf() is no less than a hundredth of the magnitude, and that of a constant", () => {
  const range = (...data: number[]) => rangeOf(Float64Array.from(data));
  assertEquals([range(1, 4, -2), range(100, 100.5), range(-8, -8), range(0, 0), range()], [
    6,
    1.005,
    8,
    1,
    1,
  ]);
  // What is no number has no place in it.
  assertEquals([range(NaN, 1, 4), range(Infinity, 1, 4), range(NaN)], [3, 3, 1]);
});

Deno.test("signalToNoise() relates the variance to the mean square of the differences, of the worst output", () => {
  assertAlmostEquals(signalToNoise(outputs(1.1, 2.9), outputs(1, 3))!, 20, 1e-9);
  // An offset is no signal.
  assertAlmostEquals(signalToNoise(outputs(101.1, 102.9), outputs(101, 103))!, 20, 1e-9);
  const two = (...z: number[]) => new Map([...outputs(1.1, 2.9), ["z", outputs(...z).get("y")!]]);
  assertAlmostEquals(
    signalToNoise(two(1, 4), new Map([...outputs(1, 3), ["z", outputs(1, 3).get("y")!]]))!,
    10 * Math.log10(2),
    1e-9,
  );
  assertEquals(signalToNoise(outputs(1, 3), outputs(1, 3)), null);
  assertEquals(signalToNoise(outputs(1, 1.5), outputs(1, 1)), null);
});

Deno.test("compareWithFloat() takes no more samples than it is told", () => {
  const fixed = tensor("ap_fixed<8,4>", [2, 2], [16n, 32n, 127n, -128n]);
  const result = compareWithFloat(fixed, Float64Array.of(1, 2.5), 1);
  assertEquals([result.maxAbsError, result.observedMin, result.observedMax], [0.5, 1, 2]);
});

Deno.test("relativeError() is NaN where one side is, and 0 for equal infinities", () => {
  assertEquals(relativeError(outputs(NaN, 1), outputs(0, 1)), NaN);
  assertEquals(relativeError(outputs(Infinity, 1), outputs(Infinity, 1)), 0);
});

Deno.test("relativeError() refuses outputs that do not correspond", () => {
  assertThrows(() => relativeError(outputs(1), new Map()), InterlaceError, 'Cannot compare output "y"');
  assertThrows(() => relativeError(outputs(1), outputs(1, 2)), InterlaceError, "the other 2");
});
