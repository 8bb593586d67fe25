import { fractionBits } from "../fixed/mod.ts";
import type { PlanDraft, StageDraft } from "./draft.ts";
import {
  affineNumbers,
  clipNumbers,
  hardSigmoidNumbers,
  interpolateNumbers,
  macNumbers,
  mergeStep,
  plainNumbers,
  rectifierNumbers,
  reluNumbers,
  thresholdNumbers,
} from "./numbers.ts";
import { INTERPOLATION_SHARE } from "./interpolate.ts";
import type { Stage, StagePlan, TensorPlan } from "./plan.ts";
import { inputTensors, outputTensors } from "./stage_tensors.ts";
import type { WalkSite } from "./walks.ts";
import { planWork, type StageEnds } from "./work.ts";

/** Decides what depends on the neighbours of stages, now that all of them are known: numbers, steps and work. */
export function finishStages(
  parts: { readonly stages: readonly StageDraft[]; readonly tensors: ReadonlyMap<string, TensorPlan> },
  site: WalkSite,
): readonly Stage[] {
  return parts.stages.map((stage) => {
    const ends = { inputs: inputTensors(parts, stage), outputs: outputTensors(parts, stage) };
    const plan = finishPlan(stage.plan, ends);
    return { ...stage, plan, work: planWork(plan, ends, site) };
  });
}

function finishPlan(draft: PlanDraft, { inputs, outputs: [output] }: StageEnds): StagePlan {
  if (draft.kind === "input") return draft;
  const types = { x: inputs[0].type, y: output.type };
  switch (draft.kind) {
    case "dense":
      return { ...draft, numbers: macNumbers(draft, types) };
    case "convolution":
      return { ...draft, numbers: macNumbers(draft, types) };
    case "affine":
      return { ...draft, numbers: affineNumbers(draft, types) };
    case "relu":
      return { ...draft, numbers: reluNumbers(types) };
    case "rectifier":
      return { ...draft, numbers: rectifierNumbers(draft, types) };
    case "clip":
      return { ...draft, numbers: clipNumbers(draft, types) };
    case "cast":
      return { ...draft, numbers: plainNumbers(types) };
    case "permute":
      return { ...draft, numbers: plainNumbers(types) };
    case "threshold":
      return { ...draft, numbers: thresholdNumbers(types) };
    case "hard_sigmoid":
      return { ...draft, numbers: hardSigmoidNumbers(draft, types) };
    case "interpolate": {
      const shareBits = draft.samples.length * fractionBits(INTERPOLATION_SHARE);
      return { ...draft, numbers: interpolateNumbers(shareBits, types) };
    }
    case "merge": {
      const { width } = output.beats;
      return { ...draft, steps: [mergeStep(draft.repeats[0], width), mergeStep(draft.repeats[1], width)] };
    }
    default:
      return draft;
  }
}
