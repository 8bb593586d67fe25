import { largest } from "../base/numbers/extremes.ts";
import { type Design, type IoType, outputsOf, type Stage } from "../design/mod.ts";
import { type ResourceCounts, sum } from "./counts.ts";
import { designCycles, type LoopCycles, type StageCycles } from "./cycles.ts";
import { stageResources } from "./resources.ts";
import {
  type CycleRange,
  type Figure,
  type LoopReport,
  type ModuleReport,
  NO_CLOCK,
  NO_FIGURES,
  type Report,
  type Resources,
  resourcesOf,
} from "../reports/report.ts";
import { checkIsDesign } from "../design/check_handed.ts";
import { capacityFor } from "../target/mod.ts";

/** What stands in a report for the tool, so that nobody takes an estimate for a measurement. */
export const ESTIMATED = "Interlace, estimated";

/**
 * Estimates a design before any tool runs. In stream mode cycles are those of `design.schedule`: iterations are counted,
 * depths of pipelines assumed. Of a network too large to be scheduled the stages and the interval alone are known. In
 * parallel mode they come from the plan, without the few that pipelines take to fill. Iterations are those that the
 * generated C++ counts.
 *
 * Resources are counted from the plan: bits that are held, multipliers in the DSPs of the part's family, adders,
 * comparisons, multiplexers, a division bit by bit, memories. What tools make of a product with a constant, and of inputs
 * and accumulators that wait for their turn, comes from syntheses of *other* kernels (`scripts/fit_estimate.ts` tells how
 * well). What a part of an unknown name has is unknown.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { estimateDesign } from "./estimate.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * estimateDesign(createDesign(model)).interval.maxCycles; // 13: 8 beats, the first of which takes 6 cycles
 * ```
 * @category Reports
 */
export function estimateDesign(design: Design): Report {
  checkIsDesign("estimate a design", design);
  const cycles = designCycles(design);
  const stages = design.stages.filter(({ name }) => cycles.has(name)).map((stage) => ({
    stage,
    cycles: cycles.get(stage.name)!,
    counts: stageResources(design, stage),
  }));
  const capacity = capacityFor(design);
  const available = (counts: ResourceCounts): Resources =>
    resourcesOf((kind) => ({ used: counts[kind], available: capacity?.[kind] ?? null }));
  const { latency, interval } = wholeCycles(design, stages);
  return {
    ...NO_FIGURES,
    source: design.name,
    tool: ESTIMATED,
    version: null,
    top: design.name,
    part: design.part,
    clock: { ...NO_CLOCK, targetNs: design.clockPeriod },
    latency: exactly(latency),
    interval: exactly(interval),
    pipeline: WHOLE[design.io].pipeline,
    resources: available(sum(stages.map(({ counts }) => counts))),
    modules: stages.map(({ stage, cycles, counts }) => moduleOf(design, stage, cycles, available(counts))),
    cosim: null,
    implementation: null,
    designSize: [],
    functionSizes: [],
    unfinished: [],
    registersInBlockRam: null,
    origins: {},
    files: [],
  };
}

interface StageEstimate {
  readonly stage: Stage;
  readonly cycles: StageCycles;
  readonly counts: ResourceCounts;
}

function moduleOf(design: Design, stage: Stage, cycles: StageCycles, resources: Resources): ModuleReport {
  const { loops, total } = cycles;
  return {
    ...NO_FIGURES,
    name: stage.name,
    clock: { ...NO_CLOCK, targetNs: design.clockPeriod },
    latency: exactly(total),
    interval: exactly(total),
    resources,
    loops: loops.map((loop, i) => loopOf(loop, loops.length > 1 ? `loop ${i + 1}` : "main loop")),
  };
}

function loopOf({ iterations, initiationInterval, depth }: LoopCycles, name: string): LoopReport {
  return {
    name,
    depth: 0,
    tripCount: { min: iterations, max: iterations },
    latency: exactly((iterations - 1) * initiationInterval + (depth ?? initiationInterval)),
    iterationLatency: exactly(depth),
    initiationInterval: { achieved: null, target: initiationInterval },
    pipelined: true,
  };
}

/** A number of cycles that does not depend on data. */
function exactly(cycles: Figure): CycleRange {
  return { minCycles: cycles, maxCycles: cycles };
}

/** Cycles of the whole design: of its schedule, or of the slowest stage and of one stage after the other. */
function wholeCycles(
  design: Design,
  stages: readonly StageEstimate[],
): { readonly latency: Figure; readonly interval: Figure } {
  const { schedule } = design;
  if (schedule !== null) return { latency: schedule.latencyCycles, interval: schedule.intervalCycles };
  const slowest = stages.reduce<Figure>(
    (most, { cycles: { total } }) => most === null || total === null ? null : Math.max(most, total),
    1,
  );
  return { latency: WHOLE[design.io].latency(stages), interval: slowest };
}

/** What of a whole design depends on how its tensors travel. */
const WHOLE: Readonly<
  Record<IoType, {
    readonly pipeline: Report["pipeline"];
    /** Without a schedule. */
    readonly latency: (stages: readonly StageEstimate[]) => Figure;
  }>
> = {
  io_stream: { pipeline: "dataflow", latency: () => null },
  io_parallel: { pipeline: null, latency: parallelLatency },
};

/** One stage after the other, along the longest way. */
function parallelLatency(stages: readonly StageEstimate[]): number {
  const ends = new Map<string, number>();
  for (const { stage, cycles } of stages) {
    const start = largest(stage.inputs.map((name) => ends.get(name) ?? 0), 0);
    for (const name of outputsOf(stage)) ends.set(name, start + (cycles.total ?? 0));
  }
  return largest(ends.values(), 0);
}
