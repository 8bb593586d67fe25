import { type HardwareCast, planCast } from "./hardware_cast.ts";
import type { Interval } from "./interval.ts";
import { fractionBits } from "./mantissa.ts";
import type { FixedType } from "./type.ts";

/** An exact quotient by a constant that is cast to a type once, as hardware does it with integers. */
export interface HardwareQuotient {
  /** All numbers that are divided. */
  readonly from: Interval;
  /** At least 1. */
  readonly divisor: number;
  /** Null for a power of two, which only moves the binary point. */
  readonly division: {
    /** Bits that the numbers are moved up before they are divided. */
    readonly raise: number;
    /** All mantissas that are divided. */
    readonly dividend: Pick<Interval, "lo" | "hi">;
  } | null;
  /** Of the quotient; of a division that is its floor with one more bit, which is set where there is a rest. */
  readonly result: HardwareCast;
}

/**
 * Plans the division of all numbers of an interval by a constant, and the cast of the exact quotient. As in `castQuotient`,
 * the floor of the quotient has a bit more than the result keeps, and one behind it for any rest: every rounding takes
 * these for the quotient itself.
 *
 * @example
 * ```ts
 * import { parseFixedType, planQuotient } from "./mod.ts";
 *
 * const thirds = planQuotient({ lo: 0n, hi: 12n, fraction: 0 }, { divisor: 3, to: parseFixedType("ap_ufixed<8,4>") });
 * thirds.division?.raise; // 5: a bit more than the result has behind the point
 * thirds.result.result; // { lo: 0n, hi: 64n, fraction: 4 }
 * ```
 */
export function planQuotient(
  from: Interval,
  { divisor, to }: { readonly divisor: number; readonly to: FixedType },
): HardwareQuotient {
  const halvings = Math.log2(divisor);
  if (Number.isInteger(halvings)) {
    const result = planCast({ ...from, fraction: from.fraction + halvings }, to);
    return { from, divisor, division: null, result };
  }
  const raise = Math.max(0, fractionBits(to) + 1 - from.fraction);
  const dividend = { lo: from.lo << BigInt(raise), hi: from.hi << BigInt(raise) };
  const quotient = {
    lo: 2n * floorOf(dividend.lo, BigInt(divisor)),
    hi: 2n * floorOf(dividend.hi, BigInt(divisor)) + 1n,
    fraction: from.fraction + raise + 1,
  };
  return { from, divisor, division: { raise, dividend }, result: planCast(quotient, to) };
}

function floorOf(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return quotient * divisor > value ? quotient - 1n : quotient;
}
