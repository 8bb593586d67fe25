import { InterlaceError } from "../../base/mod.ts";
import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import type { TargetLimits } from "../../target/mod.ts";
import type { DivisionPlan } from "../plans/window_plans.ts";

/** What an average divides. */
export interface DivisionRequest {
  /** Name of the layer, for messages. */
  readonly layer: string;
  /** Bits of the exact sum, a sign included, and how many of them are behind the point. */
  readonly sum: { readonly bits: number; readonly fraction: number };
  /** The largest number that it is divided by. */
  readonly count: number;
  readonly result: FixedType;
  readonly limits: TargetLimits;
}

/** Bits of the widest dividend of an exact average: the rounded quotient is two bits wider, and signed. */
function widestDividend({ intermediateBits }: TargetLimits): number {
  return intermediateBits - 3;
}

/**
 * How an exact sum is divided; see {@linkcode DivisionPlan}.
 * @throws {InterlaceError} if the dividend is wider than the target's intermediates.
 */
export function planDivision({ layer, sum, count, result, limits }: DivisionRequest): DivisionPlan {
  const raise = Math.max(0, fractionBits(result) + 1 - sum.fraction);
  const dividendBits = sum.bits + raise;
  const most = widestDividend(limits);
  if (dividendBits > most) {
    throw new InterlaceError(
      `Cannot average layer "${layer}" exactly: its dividend needs ${dividendBits} bits, at most ${most} are supported`,
      {
        code: "limit-exceeded",
        place: { layer, field: "Precision.result" },
        hint: "Use narrower types, or fewer fraction bits for its result.",
      },
    );
  }
  return {
    sumBits: sum.bits,
    raise,
    dividendBits,
    fraction: sum.fraction + raise,
    countBits: count.toString(2).length,
  };
}
