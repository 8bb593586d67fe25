import type { Design, Stage } from "../design/mod.ts";
import { type StageCycles, stageCycles } from "./estimate_cycles.ts";
import { capacityOf } from "./estimate_parts.ts";
import { type ResourceCounts, stageResources, sum } from "./estimate_resources.ts";
import {
  type ModuleReport,
  NO_CLOCK,
  NO_FIGURES,
  type Report,
  type Resources,
  resourcesOf,
} from "./report.ts";

/** What stands in a report for the tool, so that nobody takes an estimate for a measurement. */
export const ESTIMATED = "Interlace, estimated";

/**
 * Estimates a design before any tool runs. Cycles come from the plan and the stream schedule, without the few that
 * pipelines take to fill; they are those that the generated C++ counts. Resources of multiply-accumulate stages come from
 * coefficients that were fitted to syntheses of *other* kernels (`scripts/fit_estimate.ts` tells how well); of all other
 * stages from the bits that they hold. What a part of an unknown name has is unknown.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { estimateDesign } from "./estimate.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * estimateDesign(createDesign(model)).interval.maxCycles; // 8
 * ```
 */
export function estimateDesign(design: Design): Report {
  const stages = design.stages.filter((stage) => stage.plan.kind !== "input").map((stage) => ({
    stage,
    cycles: stageCycles(design, stage),
    counts: stageResources(design, stage),
  }));
  const capacity = capacityOf(design.part);
  const available = (counts: ResourceCounts): Resources =>
    resourcesOf((kind) => ({ used: counts[kind], available: capacity?.[kind] ?? null }));
  const latency = design.io === "io_stream" ? streamLatency(design, stages) : parallelLatency(stages);
  const interval = Math.max(1, ...stages.map(({ cycles }) => cycles.total));
  return {
    ...NO_FIGURES,
    source: design.name,
    tool: ESTIMATED,
    version: null,
    top: design.name,
    part: design.part,
    clock: { ...NO_CLOCK, targetNs: design.clockPeriod },
    latency: { minCycles: latency, maxCycles: latency },
    interval: { minCycles: interval, maxCycles: interval },
    pipeline: design.io === "io_stream" ? "dataflow" : null,
    resources: available(sum(stages.map(({ counts }) => counts))),
    modules: stages.map(({ stage, cycles, counts }) => moduleOf(design, stage, cycles, available(counts))),
    cosim: null,
    implementation: null,
    designSize: [],
    origins: {},
  };
}

interface StageEstimate {
  readonly stage: Stage;
  readonly cycles: StageCycles;
  readonly counts: ResourceCounts;
}

function moduleOf(design: Design, stage: Stage, cycles: StageCycles, resources: Resources): ModuleReport {
  const { iterations, initiationInterval, total } = cycles;
  return {
    ...NO_FIGURES,
    name: stage.name,
    clock: { ...NO_CLOCK, targetNs: design.clockPeriod },
    latency: { minCycles: total, maxCycles: total },
    interval: { minCycles: total, maxCycles: total },
    resources,
    loops: [{
      name: "main loop",
      depth: 0,
      tripCount: { min: iterations, max: iterations },
      latency: { minCycles: iterations * initiationInterval, maxCycles: iterations * initiationInterval },
      iterationLatency: { minCycles: null, maxCycles: null },
      initiationInterval: { achieved: null, target: initiationInterval },
      pipelined: true,
    }],
  };
}

/** One stage after the other. */
function parallelLatency(stages: readonly StageEstimate[]): number {
  const ends = new Map<string, number>();
  for (const { stage, cycles } of stages) {
    const start = Math.max(0, ...stage.inputs.map((name) => ends.get(name) ?? 0));
    for (const name of outputsOf(stage)) ends.set(name, start + cycles.total);
  }
  return Math.max(0, ...ends.values());
}

/** Stages run at once: each begins with its first input, and none ends before what feeds it. */
function streamLatency(design: Design, stages: readonly StageEstimate[]): number {
  const times = new Map<string, { readonly first: number; readonly end: number }>();
  for (const stage of design.stages.filter((candidate) => candidate.plan.kind === "input")) {
    times.set(stage.name, { first: 1, end: design.tensors.get(stage.name)!.beats.count });
  }
  for (const { stage, cycles } of stages) {
    const feeds = stage.inputs.map((name) => times.get(name)!);
    const begin = Math.max(...feeds.map((feed) => feed.first));
    const fed = Math.max(...feeds.map((feed) => feed.end));
    // A slow feed delays the first output by the share of its beats that are needed for it.
    const wait = (fed - begin) * (cycles.first / cycles.total);
    const time = {
      first: Math.round(begin + Math.max(cycles.first, wait)),
      end: Math.max(begin + cycles.total, fed + 1),
    };
    for (const name of outputsOf(stage)) times.set(name, time);
  }
  return Math.max(0, ...[...times.values()].map(({ end }) => end));
}

/** Tensors that a stage writes. */
function outputsOf(stage: Stage): readonly string[] {
  return stage.plan.kind === "clone" ? stage.plan.copies : [stage.name];
}
