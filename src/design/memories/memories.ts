import { exhaustive } from "../../base/mod.ts";
import { lookupsOf } from "../../layers/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import type { ConvolutionPlan } from "../plans/convolution_plans.ts";
import type { SoftmaxPlan } from "../plans/function_plans.ts";
import type { ShufflePlan } from "../plans/graph_plans.ts";
import { INTERPOLATION_SHARE } from "../planners/interpolate.ts";
import type { MacPlan, WeightMemory } from "../plans/mac_plans.ts";
import { type MemoryRequest, type MemoryRule, withKind } from "./memory_kind.ts";
import type { MemoryPlan } from "../plans/memory_plans.ts";
import type { Stage } from "../plans/plan.ts";
import { moduleMemories } from "./module_memories.ts";
import { asStreams, type WithEnds, withModule } from "../stage_ends.ts";
import type { StreamTensor, TensorPlan } from "../plans/tensor_plan.ts";
import { streamOf } from "../stage_tensors.ts";
import type { StageWork } from "../plans/stage_work.ts";
import { loopOf } from "../planners/walks.ts";
import type { InterpolatePlan, WindowPlan } from "../plans/window_plans.ts";

/** The memories of a stage. Whatever is read all at once, or never changes, is no memory. */
export function planMemories(
  stage: WithEnds<Stage>,
  work: StageWork,
  rule: MemoryRule,
): readonly MemoryPlan[] {
  const requests = work.kind === "stream" && work.build.kind === "module"
    ? moduleMemories(withModule(asStreams(stage), work.build.module))
    : kernelMemories(stage, work);
  return requests.filter(({ count }) => count > 0).map((request) => withKind(request, rule));
}

/** The FIFO of a stream between two stages. */
export function fifoMemory(
  { beats, depth }: Pick<StreamTensor, "beats" | "depth">,
  rule: MemoryRule,
): MemoryPlan {
  return withKind({ role: "fifo", words: depth, bits: beats.bits, count: 1 }, rule);
}

function kernelMemories(
  { kind, plan, inputs, output }: WithEnds<Stage>,
  work: Pick<StageWork, "kind" | "elements">,
): readonly MemoryRequest[] {
  switch (kind) {
    case "dense":
      return weights(plan, { memory: plan.memory, phases: 1, count: 1 });
    case "convolution":
      return [...convolutionWeights(plan), ...lines(plan, inputs[0])];
    case "pool":
    case "upsample":
      return lines(plan, inputs[0]);
    case "interpolate":
      return [...lines(plan, inputs[0]), ...samples(plan)];
    case "map":
      return lookupsOf(plan.expression).map((node) => table("entries", node.table.entries, work.elements));
    case "softmax":
      return softmaxTables(plan, work.elements);
    case "permute":
      return work.kind === "parallel"
        ? []
        : [{ role: "tensor", words: sizeOf(output.shape), bits: inputs[0].type.width, count: 1 }];
    case "shuffle":
      return work.kind === "parallel" ? [] : [keptRow(plan, plan.toDepth ? output : inputs[0])];
    case "input":
    case "concatenate":
    case "select":
    case "global_pool":
    case "repack":
    case "clone":
      return [];
    default:
      return exhaustive(plan);
  }
}

/** Weights of multipliers, and how often there are such multipliers. */
interface WeightSite {
  readonly memory: WeightMemory;
  /** Phases that take turns at them. */
  readonly phases: number;
  readonly count: number;
}

function weights(
  { weights: { type }, schedule }: Pick<MacPlan, "weights" | "schedule">,
  { memory, phases, count }: WeightSite,
): readonly MemoryRequest[] {
  // A word that never changes is constants.
  if (memory.kind === "constants" || (phases === 1 && schedule.factor === 1)) return [];
  return [{ role: "weights", words: memory.words, bits: memory.lanes * type.width, count }];
}

function convolutionWeights(plan: ConvolutionPlan): readonly MemoryRequest[] {
  const { walk, phases } = plan;
  if (walk.kind === "stream") return weights(plan, { memory: walk.weights, phases: phases.length, count: 1 });
  return walk.phases.filter((_, i) => phases[i].inputs > 0)
    .flatMap((own) => weights(plan, { memory: own.weights, phases: 1, count: walk.windows }));
}

function lines(
  { columns, walk }: Pick<WindowPlan, "columns"> & Pick<WindowPlan | ConvolutionPlan, "walk">,
  input: TensorPlan,
): readonly MemoryRequest[] {
  if (walk.kind === "parallel") return [];
  return [{
    role: "line",
    words: columns.input,
    bits: streamOf(input).beats.bits,
    count: loopOf(walk).lineRows,
  }];
}

/** What a stream kernel looks up for every output along an axis. */
function samples({ samples, walk }: InterpolatePlan): readonly MemoryRequest[] {
  if (walk.kind === "parallel") return [];
  return samples.map(({ length: words }): MemoryRequest => ({
    role: "shares",
    words,
    bits: INTERPOLATION_SHARE.width,
    count: 1,
  }));
}

/** A table in which so many elements are looked up at once: a memory has two ports. */
function table(role: MemoryRequest["role"], { data, type }: FixedTensor, lookups: number): MemoryRequest {
  return { role, words: data.length, bits: type.width, count: Math.ceil(lookups / 2) };
}

/** Of every pixel at once: an exponential for each channel, one reciprocal. */
function softmaxTables(
  { channels, exponentials, inverses }: SoftmaxPlan,
  elements: number,
): readonly MemoryRequest[] {
  const pixels = elements / channels;
  return [
    table("exponentials", exponentials, channels),
    table("reciprocals", inverses, 1),
  ].map((each) => ({ ...each, count: each.count * pixels }));
}

/** A row of the deep pixels of a shuffle. */
function keptRow({ blocks }: ShufflePlan, deep: TensorPlan): MemoryRequest {
  return { role: "pixels", words: blocks.columns, bits: streamOf(deep).beats.bits, count: 1 };
}
