import type { Expression } from "../../layers/mod.ts";
import type { MapStep } from "./number_plans.ts";
import type { PlanBase } from "./plan_base.ts";

/** Computes every element by itself, by a formula of an element of each tensor that it reads. */
export interface MapPlan extends PlanBase<"map"> {
  /** What the formula is called, for people and generated text. */
  readonly function: string;
  /** A cast to the format of the result, or a selection of such casts. */
  readonly expression: Expression;
  /** How each tensor that it reads covers the one that it writes: one or two. */
  readonly repeats: readonly MapRepeat[];
  /** How it goes through each of them. */
  readonly steps: readonly MapStep[];
  /** Of a function from a table: largest |entry − exact|, in units of the result type's last bit; else null. */
  readonly worstError: number | null;
}

/** Along which axes a tensor repeats that a map reads. */
export interface MapRepeat {
  /** It has one pixel, which meets every pixel of the output. */
  readonly pixels: boolean;
  /** It has one channel, which meets every channel of the output. */
  readonly channels: boolean;
}
