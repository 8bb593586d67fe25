import type { FixedTensor } from "../tensor/mod.ts";
import type { ElementNumbers, SoftmaxNumbers } from "./number_plans.ts";
import type { PlanBase } from "./plan_base.ts";

/** y = min(max(slope·x + offset, 0), 1), exact, then cast to the result type. */
export interface HardSigmoidPlan extends PlanBase<"hard_sigmoid"> {
  /** One number. */
  readonly slope: FixedTensor;
  /** One number. */
  readonly offset: FixedTensor;
  /** The exact sum before it is clipped; the cast of what is behind that. */
  readonly numbers: ElementNumbers;
}

/** Softmax over the channels of every pixel; see `softmax.ts` for its steps. */
export interface SoftmaxPlan extends PlanBase<"softmax"> {
  /** Elements of a pixel. */
  readonly channels: number;
  /** Index of a difference d: min((d + half) >> shift, entries − 1). */
  readonly shift: number;
  /** Half of a cell, 2^(shift − 1); 0 where a cell is one difference. */
  readonly half: bigint;
  /** e^−d */
  readonly exponentials: FixedTensor;
  /** Bits of the exact sum of a pixel's exponentials. */
  readonly sumBits: number;
  /** Bits behind the leading one of the sum that choose the reciprocal. */
  readonly inverseBits: number;
  /** 1/m of 1 ≤ m < 2 */
  readonly inverses: FixedTensor;
  /**
   * Largest |entry − exact| of both tables, in units of their last bit; and what the result may be off by at most, in units
   * of its last bit, before its cast.
   */
  readonly worstErrors: { readonly exponential: number; readonly inverse: number; readonly result: number };
  /** Numbers from step to step. */
  readonly numbers: SoftmaxNumbers;
}

/** y = x for x > threshold, else 0, cast to the result type. */
export interface ThresholdPlan extends PlanBase<"threshold"> {
  /** One number of the input type, the largest that still gives 0. */
  readonly last: FixedTensor;
  /** Numbers on the way. */
  readonly numbers: ElementNumbers;
}
