import { exhaustive } from "../base/mod.ts";
import { type Design, outputsOf, type Stage, tensorOf, type TensorPlan } from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import { elementResources, softmaxResources } from "./estimate_elements.ts";
import { cast, registers, select } from "./estimate_logic.ts";
import { convolutionResources, denseResources } from "./estimate_mac.ts";
import { fifo, memories, streamWindow } from "./estimate_memory.ts";
import {
  concatenateResources,
  repackResources,
  selectResources,
  shuffleResources,
} from "./estimate_moves.ts";
import { siteOf, type StageSite } from "./estimate_site.ts";
import { globalPoolResources, interpolateResources, poolResources } from "./estimate_windows.ts";

/** Resources of a stage with the FIFOs that it writes to; a port of the design has none. */
export function stageResources(design: Design, stage: Stage): ResourceCounts {
  return sum([logicResources(design, stage), ...fifosOf(design, stage).map(fifo)]);
}

/** The tensors that a stage writes to FIFOs. */
export function fifosOf(design: Design, stage: Stage): readonly TensorPlan[] {
  return outputsOf(stage).filter((name) => design.fifos.includes(name))
    .map((name) => tensorOf(design, name));
}

/** Resources of a stage without FIFOs. */
export function logicResources(design: Design, stage: Stage): ResourceCounts {
  if (stage.plan.kind === "input") return NONE;
  const site = siteOf(design, stage);
  return sum([kernelResources(stage, site), memories(stage.memories), resultResources(stage, site)]);
}

/** The results in registers. Multiply-accumulate stages were calibrated with theirs. */
function resultResources({ plan: { kind } }: Stage, { lanes, output, inputs }: StageSite): ResourceCounts {
  if (kind === "dense" || kind === "convolution") return NONE;
  const keepsType = inputs.every(({ type }) => printFixedType(type) === printFixedType(output.type));
  return sum([registers(lanes * output.type.width), keepsType ? NONE : scale(cast(output.type), lanes)]);
}

function kernelResources({ plan }: Stage, site: StageSite): ResourceCounts {
  switch (plan.kind) {
    case "dense":
      return denseResources(plan, site);
    case "convolution":
      return convolutionResources(plan, site);
    case "affine":
    case "rectifier":
    case "clip":
    case "table":
    case "hard_sigmoid":
    case "threshold":
    case "merge":
      return elementResources(plan, site);
    case "relu":
      return scale(select(site.inputs[0].type.width, 2), site.lanes);
    case "softmax":
      return softmaxResources(plan, site);
    case "pool":
      return poolResources(plan, site);
    case "global_pool":
      return globalPoolResources(plan, site);
    case "interpolate":
      return interpolateResources(plan, site);
    case "upsample":
      return streamWindow(plan, site.inputs[0]);
    case "repack":
      return repackResources(site);
    case "concatenate":
      return concatenateResources(plan, site);
    case "select":
      return selectResources(site);
    case "shuffle":
      return shuffleResources(plan, site);
    case "input":
    case "permute":
    case "cast":
    case "clone":
      return NONE;
    default:
      return exhaustive(plan);
  }
}
