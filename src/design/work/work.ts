import { largest } from "../../base/numbers/extremes.ts";
import { exhaustive } from "../../base/mod.ts";
import { type Expression, lookupsOf, multiplies, quotientsOf } from "../../layers/mod.ts";
import type { LoopTiming } from "../../dataflow/mod.ts";
import type { StallingTiming, Target } from "../../target/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { loopCounter, moveCounters } from "./counters.ts";
import type { ConvolutionPlan } from "../plans/convolution_plans.ts";
import { fillCycles } from "../streams/elastic_stages.ts";
import { leastInterval } from "../modules/module_interval.ts";
import type { DensePlan, Stage, StagePlan } from "../plans/plan.ts";
import { planModule } from "../modules/plan_module.ts";
import type { StageEnds, StreamTensor } from "../plans/tensor_plan.ts";
import { asStreams, type WithEnds, withModule, type WithStreams } from "../stage_ends.ts";
import type { ParallelLoopPlan, StageWork, StreamLoopPlan, StreamWork } from "../plans/stage_work.ts";
import { loopOf, type WalkSite } from "../planners/walks.ts";

/** Plans how much a stage does at once, how often and how fast. */
export function planWork(stage: WithEnds<Stage>, { io, target }: WalkSite): StageWork {
  const { plan } = stage;
  switch (io) {
    case "io_stream": {
      const streams = asStreams(stage);
      return {
        kind: "stream",
        elements: streams.output.beats.width,
        build: streamBuild(streams, target),
      };
    }
    case "io_parallel":
      return {
        kind: "parallel",
        elements: sizeOf(stage.output.shape),
        loops: parallelLoops(plan).map(counted),
      };
  }
}

/** A loop with its counter. */
function counted<Loop extends Uncounted<ParallelLoopPlan>>(
  loop: Loop,
): Loop & Pick<ParallelLoopPlan, "counter"> {
  return { ...loop, counter: loopCounter(loop.iterations) };
}

type Uncounted<Loop extends ParallelLoopPlan> = Omit<Loop, "counter">;

function parallelLoops(plan: StagePlan): readonly Uncounted<ParallelLoopPlan>[] {
  switch (plan.kind) {
    case "input":
      return [];
    case "convolution":
      return plan.walk.kind === "parallel"
        ? [{ iterations: plan.walk.iterations, initiationInterval: plan.schedule.interval }]
        : [];
    case "dense":
      return [{ iterations: plan.schedule.iterations, initiationInterval: plan.schedule.interval }];
    case "map":
    case "softmax":
    case "concatenate":
    case "select":
    case "shuffle":
    case "permute":
    case "pool":
    case "global_pool":
    case "upsample":
    case "interpolate":
    case "repack":
    case "clone":
      return [{ iterations: 1, initiationInterval: 1 }];
    default:
      return exhaustive(plan);
  }
}

/** What is built of a stage over streams. */
function streamBuild(stage: WithStreams<Stage>, target: Target): StreamWork["build"] {
  const { plan, inputs, output } = stage;
  const { timing } = target;
  switch (timing.pipelines) {
    case "stalling": {
      const loops = streamLoops(plan, { inputs, outputs: [output], timing });
      return { kind: "kernel", loops: loops.map(counted), moves: moveCounters(stage) };
    }
    case "elastic": {
      const module = planModule(stage, target, timing);
      const built = withModule(stage, module);
      return {
        kind: "module",
        module,
        fillCycles: fillCycles(built, timing),
        leastCycles: leastInterval(built),
      };
    }
  }
}

/** What the loops of a stage over streams follow from. */
interface StreamEnds extends StageEnds<StreamTensor> {
  readonly timing: StallingTiming;
}

function streamLoops(plan: StagePlan, ends: StreamEnds): readonly Uncounted<StreamLoopPlan>[] {
  switch (plan.kind) {
    case "input":
      return [];
    case "dense":
      return denseLoops(plan, ends);
    case "permute":
      return permuteLoops(ends);
    case "convolution":
    case "map":
    case "softmax":
    case "concatenate":
    case "select":
    case "shuffle":
    case "pool":
    case "global_pool":
    case "upsample":
    case "interpolate":
    case "repack":
    case "clone":
      return [{ iterations: iterationsOf(plan, ends), ...timingOf(plan, ends.timing) }];
    default:
      return exhaustive(plan);
  }
}

/** Plans of stages with one loop. */
type OneLoopPlan = Exclude<StagePlan, { readonly kind: "input" | "dense" | "permute" }>;

/** Iterations of a stage of one loop. */
function iterationsOf(plan: OneLoopPlan, { inputs, outputs }: StageEnds<StreamTensor>): number {
  switch (plan.kind) {
    case "convolution":
    case "pool":
    case "upsample":
    case "interpolate":
      return plan.walk.kind === "stream" ? loopOf(plan.walk).iterations : plan.walk.iterations;
    case "select":
      return plan.walk.iterations;
    case "shuffle":
      // A wide pixel an iteration.
      return plan.wide[0] * plan.wide[1];
    case "repack":
      // An element an iteration.
      return sizeOf(outputs[0].shape);
    case "global_pool":
      return largest([...inputs, ...outputs].map(({ beats }) => beats.count), 1);
    case "map":
    case "softmax":
    case "concatenate":
    case "clone":
      return outputs[0].beats.count;
    default:
      return exhaustive(plan);
  }
}

/** What an iteration of a stage of one loop consists of, one behind the other. */
function timingOf(plan: OneLoopPlan, timing: StallingTiming): LoopTiming {
  const { move, window, product, table, element, selection } = timing;
  switch (plan.kind) {
    case "convolution":
      return { initiationInterval: plan.schedule.interval, depth: sumCycles(plan, timing) };
    case "pool": {
      const tree = levelCycles(plan.taps.length, timing);
      return every(move + window + tree + divisionCycles(plan.division, timing));
    }
    case "upsample":
      return every(move + window + levelCycles(plan.taps.length, timing));
    case "interpolate":
      // Two products, one behind the other, each with its sum.
      return every(move + window + 2 * product);
    case "global_pool": {
      const joined = plan.places === null ? element : levelCycles(plan.channels, timing);
      return every(move + joined + divisionCycles(plan.division, timing));
    }
    case "map":
      return every(move + expressionCycles(plan.expression, timing));
    case "softmax":
      // Beside both tables: a tree of comparisons, one of adders, and the leading one of the sum.
      return every(2 * (move + table) + 3 * levelCycles(plan.channels, timing));
    case "shuffle":
      return every(move + selection);
    case "concatenate":
    case "select":
    case "repack":
    case "clone":
      return every(move);
    default:
      return exhaustive(plan);
  }
}

/** What an expression takes, apart from the way in and out. */
function expressionCycles(expression: Expression, timing: StallingTiming): number {
  const { product, element, table, selection } = timing;
  // Where there are segments, the place is compared with their borders. What is around a table is done beside it.
  const tables = lookupsOf(expression).map((node) =>
    table + (node.table.segments.length > 1 ? selection : 0)
  );
  const steps = tables.length > 0 ? tables : [multiplies(expression) ? product : element];
  const divisions = quotientsOf(expression).map((node) => divisionCycles(node.division, timing));
  return [...steps, ...divisions].reduce((sum, each) => sum + each);
}

/** Reads everything, then multiplies, a turn a cycle, and writes a beat with the last one; several one by one. */
function denseLoops(
  plan: DensePlan,
  { inputs: [input], outputs: [output], timing }: StreamEnds,
): readonly Uncounted<StreamLoopPlan>[] {
  const { count } = output.beats;
  const { kind, iterations, interval } = plan.schedule;
  const depth = sumCycles(plan, timing);
  return [
    { iterations: input.beats.count, ...every(timing.load) },
    kind === "turns"
      ? { iterations, initiationInterval: interval, depth }
      // What takes several cycles to the next start takes as many more until its last product.
      : { iterations, ...every(depth + interval - 1) },
    ...count > 1 ? [{ iterations: count, ...every(timing.move) }] : [],
  ];
}

/** Keeps the whole tensor in a memory, then writes it: the elements of a beat go in and out by its ports. */
function permuteLoops(
  { inputs: [input], outputs: [output], timing }: StreamEnds,
): readonly Uncounted<StreamLoopPlan>[] {
  return [input, output].map(({ beats: { count, width } }) => {
    const turns = Math.ceil(width / timing.memoryPorts);
    return { iterations: count, initiationInterval: turns, depth: timing.move + turns };
  });
}

/** A pipeline with a new iteration in every cycle. */
function every(depth: number): LoopTiming {
  return { initiationInterval: 1, depth };
}

function divisionCycles(
  division: { readonly dividendBits: number } | null,
  { divisionBit }: StallingTiming,
): number {
  return (division?.dividendBits ?? 0) * divisionBit;
}

/** A tree with so many leaves. */
function levelCycles(leaves: number, { level }: StallingTiming): number {
  return Math.ceil(Math.log2(Math.max(1, leaves))) * level;
}

/**
 * Operands out of a window or of an array, their products side by side, and the tree that adds them up; a chain where their
 * order counts.
 */
function sumCycles(
  { schedule: { inputLanes }, orderFree }: Pick<ConvolutionPlan, "schedule" | "orderFree">,
  timing: StallingTiming,
): number {
  const tree = levelCycles(inputLanes, timing);
  const chain = orderFree ? 0 : Math.ceil(inputLanes / timing.orderedAdditions) * timing.level;
  return timing.move + timing.window + timing.product + Math.max(tree, chain);
}
