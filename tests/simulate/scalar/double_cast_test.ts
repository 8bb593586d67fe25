import { assertEquals } from "@std/assert";
import {
  castMantissa,
  type FixedType,
  fixedType,
  OVERFLOW_MODES,
  QUANTIZATION_MODES,
} from "../../../src/fixed/mod.ts";
import { castDouble, planDoubleCast } from "../../../src/simulate/scalar/double_cast.ts";
import { randomBits } from "../../fixed/random.ts";

const MODES = QUANTIZATION_MODES.flatMap((quantization) =>
  OVERFLOW_MODES.map((overflow) => ({ quantization, overflow }))
);

function check(value: number, range: { fraction: number; bound: number }, to: FixedType): void {
  const cast = planDoubleCast(range, to)!;
  const actual = BigInt(castDouble(value, cast));
  const expected = castMantissa(BigInt(value), range.fraction, to);
  if (actual !== expected) {
    assertEquals(actual, expected, `${value} / 2^${range.fraction} to ${JSON.stringify(to)}`);
  }
}

Deno.test("castDouble() gives castMantissa's bits for every mode, sign and small shift", () => {
  for (const modes of MODES) {
    for (const signed of [true, false]) {
      for (const fraction of [-2, 0, 1, 2, 3, 5]) {
        const to = fixedType({ width: 4, integer: 2, signed, ...modes });
        for (let value = -70; value <= 70; value++) check(value, { fraction, bound: 70 }, to);
      }
    }
  }
});

Deno.test("castDouble() gives castMantissa's bits up to 2^52, ties included", () => {
  const bits = randomBits(11n);
  for (const modes of MODES) {
    for (const width of [1, 8, 31, 32, 33, 52, 53, 64]) {
      const to = fixedType({ width, integer: 8, ...modes });
      for (const dropped of [1, 2, 20, 51, 52, 53, 60]) {
        const range = { fraction: width - 8 + dropped, bound: 2 ** 52 };
        const half = Math.min(2 ** (dropped - 1), 2 ** 50);
        for (
          const value of [
            2 ** 52,
            -(2 ** 52),
            2 ** 52 - 1,
            half,
            -half,
            3 * half,
            half + 1,
            -half - 1,
            1,
            -1,
            0,
          ]
        ) {
          check(value, range, to);
        }
        check(Number(BigInt.asIntN(53, bits())), range, to);
      }
    }
  }
});

Deno.test("planDoubleCast() refuses what float64 cannot hold", () => {
  const to = fixedType({ width: 64, integer: 32 });
  assertEquals(planDoubleCast({ fraction: 32, bound: 2 ** 53 }, to), null);
  assertEquals(planDoubleCast({ fraction: 0, bound: 2 ** 21 }, to), null);
  assertEquals(planDoubleCast({ fraction: 40, bound: 2 ** 53 }, to), null);
  assertEquals(planDoubleCast({ fraction: 1000, bound: 1 }, fixedType({ width: 8, integer: 8 })), null);
  const unsigned = fixedType({ width: 60, integer: 60, signed: false });
  assertEquals(planDoubleCast({ fraction: 0, bound: 1 }, unsigned), null);
});
