import type { FixedTensor } from "../../tensor/mod.ts";
import type { SoftmaxNumbers } from "./number_plans.ts";
import type { PlanBase } from "./plan_base.ts";

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
