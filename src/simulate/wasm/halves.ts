import { type FixedType, fractionBits, type Interval, intervalOf } from "../../fixed/mod.ts";
import { planCast } from "./cast.ts";
import type { FinishPlan } from "./finish.ts";
import { fitsWord } from "./range.ts";

/** Sums kept as an upper word in units of 2^16 and a lower one, which are joined to words of 32 bits at the end. */
export interface HalvesPlan {
  /** Bits that are dropped when the halves are joined, 0…16. */
  readonly drop: number;
  /** Added to the start of every sum: what makes a rounding of dropping bits. */
  readonly rounding: bigint;
  readonly finish: FinishPlan;
}

/** What {@linkcode planHalves} decides by. */
export interface HalvesRequest {
  /** All sums, exact, with the accumulator's fraction bits; any part of a sum is among them. */
  readonly sums: Interval;
  readonly accumulator: FixedType;
  readonly to: FixedType;
  /** Bits of the low limb, the products of which are summed first and then divided by 2^bits; 0 for whole numbers. */
  readonly limbBits: number;
  /** The largest magnitude of the sums of the low limb's products. */
  readonly largestLow: number;
}

/** Bits of sums that two words hold: the upper one must never overflow. */
const MAX_BITS = 47;

/**
 * Plans sums that exceed 32 bits but are cast to results that do not: the bits that the cast drops never meet a word of
 * 64 bits. Null where the cast needs more than dropping bits of a number with a constant added, or more than 32 bits.
 */
export function planHalves(request: HalvesRequest): HalvesPlan | null {
  const { sums, accumulator, to, limbBits, largestLow } = request;
  const right = sums.fraction - fractionBits(to);
  const rounding = right > 0 ? roundingTerm(to, right) : null;
  const whole = intervalOf(accumulator);
  const isWrapped = sums.lo < whole.lo || sums.hi > whole.hi;
  if (rounding === null || right < limbBits || isWrapped) return null;
  const rounded = { lo: sums.lo + rounding, hi: sums.hi + rounding };
  const isLowTooLarge = limbBits > 0 &&
    largestLow + Number(rounding) >= 2 ** Math.min(31 + limbBits, MAX_BITS - 1);
  if (!fitsWord(rounded, MAX_BITS) || isLowTooLarge) return null;

  const drop = Math.min(right - limbBits, 16);
  const dropped = BigInt(drop + limbBits);
  const exact = {
    lo: rounded.lo >> dropped,
    hi: rounded.hi >> dropped,
    fraction: sums.fraction - drop - limbBits,
  };
  // A wrapping cast that drops no further bit needs no more than the low bits of its word.
  const isModular = to.overflow === "AP_WRAP" && right === drop + limbBits;
  const word = fitsWord(exact, 32) || !isModular ? exact : { ...exact, lo: -(2n ** 31n), hi: 2n ** 31n - 1n };
  const cast = planCast(word, { ...to, quantization: "AP_TRN" }, 32);
  return cast && { drop, rounding, finish: { bits: 32, wrap: null, widen: false, cast } };
}

/** What must be added before `right` bits are dropped; null where it depends on the number. */
function roundingTerm({ quantization }: FixedType, right: number): bigint | null {
  const half = 1n << BigInt(right - 1);
  switch (quantization) {
    case "AP_TRN":
      return 0n;
    case "AP_RND":
      return half;
    case "AP_RND_MIN_INF":
      return half - 1n;
    default:
      return null;
  }
}
