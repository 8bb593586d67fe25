import type { StagePlan } from "./plans/plan.ts";

/** What a stage is called where nothing else names it: its kind, and of a map its function. */
export function stageTitle(plan: StagePlan): string {
  return plan.kind === "map" ? plan.function : plan.kind;
}
