import type { StagePlan } from "./plan.ts";

/** A plan that does not know yet what stands around its stage; see `finish.ts`. */
export type Draft<Plan> = Plan extends StagePlan ? Omit<Plan, "numbers" | "steps"> : never;

/** Of any kind. */
export type PlanDraft = Draft<StagePlan>;
