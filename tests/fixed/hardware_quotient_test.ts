import { assert, assertEquals } from "@std/assert";
import {
  castMantissa,
  castQuotient,
  fixedType,
  OVERFLOW_MODES,
  planQuotient,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";

/** The floor with a bit for any rest, as hardware makes it of integers. */
function hardware(value: bigint, plan: ReturnType<typeof planQuotient>): bigint {
  const { from, divisor, division, result } = plan;
  if (division === null) return castMantissa(value, from.fraction + Math.log2(divisor), result.to);
  const dividend = value << BigInt(division.raise);
  assert(dividend >= division.dividend.lo && dividend <= division.dividend.hi);
  let floor = dividend / BigInt(divisor);
  if (floor * BigInt(divisor) > dividend) floor--;
  const sticky = 2n * floor + (floor * BigInt(divisor) === dividend ? 0n : 1n);
  assert(sticky >= result.from.lo && sticky <= result.from.hi, `${sticky} of ${value} / ${divisor}`);
  return castMantissa(sticky, result.from.fraction, result.to);
}

Deno.test("planQuotient() holds every quotient of its numbers, rounds it once, and knows whether any overflows", () => {
  let overflows = 0;
  for (const quantization of QUANTIZATION_MODES) {
    for (const overflow of OVERFLOW_MODES) {
      for (const [width, integer] of [[4, 2], [6, 6], [5, 1]] as const) {
        const to = fixedType({ width, integer, quantization, overflow });
        for (const divisor of [1, 2, 3, 5, 8, 12]) {
          for (const [lo, hi] of [[-40n, 37n], [0n, 25n], [-3n, 2n]] as const) {
            const plan = planQuotient({ lo, hi, fraction: 2 }, { divisor, to });
            for (let value = lo; value <= hi; value++) {
              const expected = castQuotient({ value, divisor: BigInt(divisor), fraction: 2 }, to);
              assertEquals(hardware(value, plan), expected, `${value} / ${divisor}`);
              const { result } = plan.result;
              assert(expected >= result.lo && expected <= result.hi, `${value} / ${divisor}`);
            }
            if (plan.result.overflow !== null) overflows++;
            assertEquals(plan.division === null, [1, 2, 8].includes(divisor));
          }
        }
      }
    }
  }
  assert(overflows > 100, `${overflows}`);
});
