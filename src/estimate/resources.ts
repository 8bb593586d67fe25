import { exhaustive } from "../base/mod.ts";
import {
  type ComputingStage,
  type Design,
  type MemoryRule,
  memoryRuleOf,
  outputsOf,
  type Stage,
  streamNamed,
  type StreamTensor,
} from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { softmaxResources } from "./elements.ts";
import { cast, registers } from "./logic.ts";
import { convolutionResources, denseResources } from "./mac.ts";
import { fifoResources, moduleResources, mostOfFifoResources } from "./gates/module_resources.ts";
import { mapResources } from "./map.ts";
import { fifo, leastOfFifo, memories, mostOfFifo, windowOf } from "./memory.ts";
import { concatenateResources, repackResources, selectResources, shuffleResources } from "./moves.ts";
import { type PlanSite, siteOf } from "./site.ts";
import { globalPoolResources, interpolateResources, poolResources } from "./windows.ts";

/** Resources of a stage with the FIFOs that it writes to; a port of the design has none. */
export function stageResources(design: Design, stage: Stage): ResourceCounts {
  return sum([logicResources(design, stage), ...eachFifo(design, stage, "whole")]);
}

/** What is asked of a FIFO: what it takes, less than that however deep it is, and at least as much if it is not deeper. */
type FifoBound = "whole" | "least" | "most";

/** What each of the FIFOs takes that a stage writes to. */
export function eachFifo(design: Design, stage: Stage, bound: FifoBound): readonly ResourceCounts[] {
  const count = fifoCounts(design)[bound];
  return outputsOf(stage).filter((name) => design.fifos.includes(name))
    .map((name) => count(streamNamed(design, name), memoryRuleOf(design, name)));
}

type CountFifo = (tensor: StreamTensor, rule: MemoryRule) => ResourceCounts;

function fifoCounts({ part, target }: Design): Readonly<Record<FifoBound, CountFifo>> {
  if (target.timing.pipelines === "stalling") return { whole: fifo, least: leastOfFifo, most: mostOfFifo };
  return {
    whole: (tensor, rule) => fifoResources(tensor, rule, part),
    least: () => NONE,
    most: (tensor, rule) => mostOfFifoResources(tensor, rule, part),
  };
}

/** Resources of a stage without FIFOs: of its kernel, or of the module that it is. */
export function logicResources(design: Design, stage: Stage): ResourceCounts {
  const site = siteOf(design, stage);
  if (site.kind === "input") return NONE;
  const { timing } = design.target;
  if (timing.pipelines === "elastic") return moduleResources(design, stage, timing);
  return sum([kernelResources(site), memories(stage.memories), resultResources(site)]);
}

/** The results in registers. Multiply-accumulate stages were calibrated with theirs. */
function resultResources({ kind, lanes, output, inputs }: PlanSite<ComputingStage>): ResourceCounts {
  if (kind === "dense" || kind === "convolution") return NONE;
  const keepsType = inputs.every(({ type }) => printFixedType(type) === printFixedType(output.type));
  return sum([registers(lanes * output.type.width), keepsType ? NONE : scale(cast(output.type), lanes)]);
}

function kernelResources(site: PlanSite<ComputingStage>): ResourceCounts {
  switch (site.kind) {
    case "dense":
      return denseResources(site.plan, site);
    case "convolution":
      return convolutionResources(site.plan, site);
    case "map":
      return mapResources(site.plan, site);
    case "softmax":
      return softmaxResources(site.plan, site);
    case "pool":
      return poolResources(site.plan, site);
    case "global_pool":
      return globalPoolResources(site.plan, site);
    case "interpolate":
      return interpolateResources(site.plan, site);
    case "upsample":
      return windowOf(site.plan, site.inputs[0]);
    case "repack":
      return repackResources(site);
    case "concatenate":
      return concatenateResources(site.plan, site);
    case "select":
      return selectResources(site);
    case "shuffle":
      return shuffleResources(site.plan, site);
    case "permute":
    case "clone":
      return NONE;
    default:
      return exhaustive(site);
  }
}
