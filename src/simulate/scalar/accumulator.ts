import { doubleAccumulator, orderedDoubleAccumulator } from "./double_accumulators.ts";
import { orderedAccumulator, wordAccumulator } from "./integer_accumulators.ts";
import type { Accumulator, MacOperands } from "./operands.ts";

/** Ways to accumulate; all give the same bits where they apply, and null where they do not. */
export const ACCUMULATORS = {
  /** Float64 sums in any order. */
  double: doubleAccumulator,
  /** Sums modulo 2^64 in any order. */
  word: wordAccumulator,
  /** Every cast of the definition, in float64. */
  orderedDouble: orderedDoubleAccumulator,
  /** Every cast of the definition, in integers of any size: applies always. */
  ordered: orderedAccumulator,
};

/** The fastest way to accumulate that gives the bits of the definition. */
export function createAccumulator(operands: MacOperands): Accumulator {
  return ACCUMULATORS.double(operands) ?? ACCUMULATORS.word(operands) ??
    ACCUMULATORS.orderedDouble(operands) ??
    ACCUMULATORS.ordered(operands);
}
