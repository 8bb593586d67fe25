import { exhaustive } from "../../base/mod.ts";
import type { StageDraft } from "../draft.ts";
import { macNumbers, mapStep, plainNumbers } from "../types/numbers.ts";
import { softmaxNumbers } from "../planners/softmax_numbers.ts";
import { interpolateNumbers, poolNumbers } from "../planners/window_numbers.ts";
import { keyOf, type Memo } from "../memo.ts";
import { planMemories } from "../memories/memories.ts";
import { GLOBAL_POOLS } from "../planners/global_pools.ts";
import { type MemoryRule, memoryRuleOf } from "../memories/memory_kind.ts";
import type { Stage, StageBase, StagePlan } from "../plans/plan.ts";
import type { TensorPlan } from "../plans/tensor_plan.ts";
import { stageOf, type WithEnds, withEnds, withPlan } from "../stage_ends.ts";
import { portionsOf } from "../stage_tensors.ts";
import type { WalkSite } from "../planners/walks.ts";
import { planWork } from "./work.ts";

/** What decides how stages work, and of what their memories are made. */
export interface FinishSite extends WalkSite {
  /** By the tensor that a stage makes. */
  readonly memoryRules: ReadonlyMap<string, MemoryRule>;
}

/** Decides what depends on the neighbours of stages, now that all of them are known: numbers, steps and work. */
export function finishStages(
  parts: { readonly stages: readonly StageDraft[]; readonly tensors: ReadonlyMap<string, TensorPlan> },
  site: FinishSite,
  memo: Memo<Stage>,
): readonly Stage[] {
  return parts.stages.map((stage) => {
    const draft = withEnds(parts, stage);
    const { id, name } = stage;
    const key = keyOf([id, stage.inputs, draft.inputs, draft.output, site.io, memoryRuleOf(site, name)]);
    return memo.of(stage.plan, key, () => {
      const finished = withPlan(draft, finishPlan(draft));
      return stageOf({ ...stage, plan: finished.plan, ...planAround(finished, site) });
    });
  });
}

/** What follows from the plan of a stage and from the tensors at its ends: work and memories. */
export function planAround(
  stage: WithEnds<Stage>,
  site: FinishSite,
): Pick<StageBase, "work" | "memories"> {
  const work = planWork(stage, site);
  return { work, memories: planMemories(stage, work, memoryRuleOf(site, stage.output.name)) };
}

function finishPlan({ kind, plan: draft, inputs, output }: WithEnds<StageDraft>): StagePlan {
  if (kind === "input") return draft;
  const types = { x: inputs[0].type, y: output.type };
  switch (kind) {
    case "dense":
      return { ...draft, numbers: macNumbers(draft, types) };
    case "convolution":
      return { ...draft, numbers: macNumbers(draft, types) };
    case "permute":
      return { ...draft, numbers: plainNumbers(types) };
    case "interpolate":
      return { ...draft, numbers: interpolateNumbers(draft, types) };
    case "pool":
      return { ...draft, numbers: poolNumbers(draft, types) };
    case "global_pool":
      return { ...draft, numbers: GLOBAL_POOLS[draft.function].numbers(draft, types) };
    case "softmax":
      return { ...draft, numbers: softmaxNumbers(draft, types) };
    case "select":
      return { ...draft, numbers: plainNumbers(types) };
    case "shuffle":
      return { ...draft, numbers: plainNumbers(types) };
    case "upsample":
      return { ...draft, numbers: plainNumbers(types) };
    case "concatenate": {
      const [first, second] = inputs;
      return {
        ...draft,
        numbers: [
          plainNumbers({ x: first.type, y: output.type }),
          plainNumbers({ x: second.type, y: output.type }),
        ],
      };
    }
    case "map": {
      const { width } = portionsOf(output);
      return { ...draft, steps: draft.repeats.map((repeat) => mapStep(repeat, width)) };
    }
    case "repack":
    case "clone":
      return draft;
    default:
      return exhaustive(draft);
  }
}
