import type { Expression } from "../layers/mod.ts";
import type { PlanBase } from "./plan_base.ts";

/** Computes every element by itself, by a formula. */
export interface MapPlan extends PlanBase<"map"> {
  /** What the formula is called, for people and generated text. */
  readonly function: string;
  /** A cast to the result type, or a selection of such casts. */
  readonly expression: Expression;
}
