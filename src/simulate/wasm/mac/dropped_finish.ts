import { type FixedType, fractionBits, type HardwareCast, type Interval } from "../../../fixed/mod.ts";
import { planWordCast } from "../map/cast.ts";
import type { FinishPlan } from "./finish.ts";
import { fitsWord } from "../map/range.ts";

/** How sums of more than 32 bits become results when their lowest bits are dropped before anything else. */
export interface DroppedFinish {
  /** Bits that are dropped. */
  readonly dropped: number;
  /** Added to the start of every sum: what makes a rounding of dropping bits. */
  readonly rounding: bigint;
  /** All sums with that added. */
  readonly rounded: Pick<Interval, "lo" | "hi">;
  /** From what stays, in words of 32 bits, to results. */
  readonly finish: FinishPlan;
}

/** What {@linkcode planDroppedFinish} decides by. */
export interface DroppedRequest {
  /** All sums, exact, with the accumulator's fraction bits. */
  readonly sums: Interval;
  /** Of an accumulator, whatever it holds. */
  readonly result: HardwareCast;
}

/**
 * Plans the cast of sums of which `least` to `most` bits are dropped first, so that no word of 64 bits is needed. Null
 * where the cast is more than dropping bits of a number with a constant added, or what stays exceeds 32 bits.
 */
export function planDroppedFinish(
  { sums, result: { from: whole, to } }: DroppedRequest,
  { least, most }: { readonly least: number; readonly most: number },
): DroppedFinish | null {
  const right = sums.fraction - fractionBits(to);
  const rounding = right > 0 ? roundingTerm(to, right) : null;
  const isWrapped = sums.lo < whole.lo || sums.hi > whole.hi;
  if (rounding === null || right < least || isWrapped) return null;
  const dropped = Math.min(right, most);
  const rounded = { lo: sums.lo + rounding, hi: sums.hi + rounding };
  const exact = {
    lo: rounded.lo >> BigInt(dropped),
    hi: rounded.hi >> BigInt(dropped),
    fraction: sums.fraction - dropped,
  };
  // A wrapping cast that drops no further bit needs no more than the low bits of its word, if that has them all.
  const isModular = to.overflow === "AP_WRAP" && right === dropped && to.width <= 32;
  const word = fitsWord(exact, 32) || !isModular ? exact : { ...exact, lo: -(2n ** 31n), hi: 2n ** 31n - 1n };
  const cast = planWordCast(word, { ...to, quantization: "AP_TRN" }, 32);
  return cast && { dropped, rounding, rounded, finish: { bits: 32, wrap: null, widen: false, cast } };
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
