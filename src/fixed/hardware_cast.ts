import { quantized } from "./cast.ts";
import { castInterval, type Interval, intervalOf } from "./interval.ts";
import { fractionBits } from "./mantissa.ts";
import type { FixedType, Overflow, Quantization } from "./type.ts";

/**
 * A cast of exact numbers to a type as hardware does it: shift, then round, then bring into the range; a step that does
 * nothing to any of the numbers is null. Whatever computes, prints or counts a cast reads this value.
 */
export interface HardwareCast {
  /** All numbers that are cast. */
  readonly from: Interval;
  /** What they are cast to. */
  readonly to: FixedType;
  /** Fraction bits that are dropped; where it is negative, so many zeros are appended. */
  readonly dropped: number;
  /** How the dropped bits are rounded; null where none is dropped. */
  readonly quantization: Quantization | null;
  /** All mantissas behind the rounding, with the fraction bits of the type. */
  readonly rounded: Interval;
  /** What becomes of those outside of the type's range; null where there are none. */
  readonly overflow: Overflow | null;
  /** All mantissas that come out. */
  readonly result: Interval;
}

/**
 * Plans the cast of all numbers of an interval to a type.
 *
 * @example
 * ```ts
 * import { parseFixedType, planCast } from "./mod.ts";
 *
 * const cast = planCast({ lo: -32n, hi: 31n, fraction: 4 }, parseFixedType("ap_fixed<8,6,AP_RND>"));
 * cast.dropped; // 2
 * cast.overflow; // null: from -2 to 2 everything fits
 * ```
 */
export function planCast(from: Interval, to: FixedType): HardwareCast {
  const dropped = from.fraction - fractionBits(to);
  const rounding = (end: bigint) =>
    dropped > 0 ? quantized(end, BigInt(dropped), to.quantization) : end << BigInt(-dropped);
  // Rounding is monotonic.
  const rounded = { lo: rounding(from.lo), hi: rounding(from.hi), fraction: fractionBits(to) };
  const whole = intervalOf(to);
  const fits = rounded.lo >= whole.lo && rounded.hi <= whole.hi;
  return {
    from,
    to,
    dropped,
    quantization: dropped > 0 ? to.quantization : null,
    rounded,
    overflow: fits ? null : to.overflow,
    result: castInterval(from, to),
  };
}
