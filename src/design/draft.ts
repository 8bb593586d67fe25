import type { DesignPort, LayerSettings, PlanOf, StageKind, StageOf, StagePlan } from "./plans/plan.ts";
import type { TensorPlan } from "./plans/tensor_plan.ts";

/** A plan that does not know yet what stands around its stage; see `finish.ts`. */
export type Draft<Plan> = Plan extends StagePlan ? Omit<Plan, "numbers" | "steps"> : never;

/** Of any kind. */
export type PlanDraft = Draft<StagePlan>;

/** A stage of which it is not yet decided how it does its work, since others may come between it and its neighbours. */
export type StageDraft = { readonly [Kind in StageKind]: StageDraftOf<Kind> }[StageKind];

/** Such a stage of one kind. */
export interface StageDraftOf<Kind extends StageKind>
  extends Omit<StageOf<Kind>, "work" | "memories" | "plan"> {
  readonly plan: Draft<PlanOf<Kind>>;
}

/** The stages of a design before streams are split and outputs are separated. */
export interface DraftParts {
  readonly stages: readonly StageDraft[];
  readonly tensors: ReadonlyMap<string, TensorPlan>;
  readonly storage: ReadonlyMap<string, string>;
  readonly settings: readonly LayerSettings[];
  readonly inputs: readonly DesignPort[];
  readonly outputs: readonly DesignPort[];
  readonly notes: readonly string[];
}
