import { type Design, outputsOf, type Stage, streamNamed } from "../design/mod.ts";
import { pipelineCycles } from "../dataflow/mod.ts";
import type { Figure } from "../reports/report.ts";

/** What a stage does for one sample, in cycles. */
export interface StageCycles {
  /** In the order in which they run; none of a module, nor where the stage is too large to be looked at. */
  readonly loops: readonly LoopCycles[];
  /**
   * Cycles that it takes if it never waits; of a module in a design without a schedule those that it takes at least. Null
   * where it is too large to be looked at.
   */
  readonly total: Figure;
}

/** A loop of a stage. */
export interface LoopCycles {
  /** Trip count, as the generated C++ counts it. */
  readonly iterations: number;
  /** Cycles between the starts of two iterations. */
  readonly initiationInterval: number;
  /** Cycles that an iteration is in the pipeline, as the stream schedule assumes; null where nothing is assumed. */
  readonly depth: Figure;
}

/** Cycles of every stage but the inputs, by name. */
export function designCycles(design: Design): ReadonlyMap<string, StageCycles> {
  const busy = new Map(design.schedule?.stages.map(({ name, busyCycles }) => [name, busyCycles]));
  return new Map(
    design.stages.filter(({ plan }) => plan.kind !== "input").map((stage) => {
      const cycles = stageCycles(design, stage);
      return [stage.name, { ...cycles, total: busy.get(stage.name) ?? cycles.total }];
    }),
  );
}

/**
 * Cycles that the loops of a stage take for an image if it never waits: in stream mode with the depths of their pipelines,
 * which in parallel mode nobody knows. Of a module, which has none, as many as it takes at least.
 */
export function loopCycles(work: Stage["work"]): number {
  if (work.kind === "parallel") {
    return work.loops.reduce((sum, loop) => sum + loop.iterations * loop.initiationInterval, 0);
  }
  const { build } = work;
  return build.kind === "module"
    ? build.leastCycles
    : build.loops.reduce((sum, loop) => sum + pipelineCycles(loop), 0);
}

function stageCycles(design: Design, stage: Stage): StageCycles {
  const { work } = stage;
  if (work.kind === "parallel") {
    return { loops: work.loops.map((loop) => ({ ...loop, depth: null })), total: loopCycles(work) };
  }
  const beats = [...stage.inputs, ...outputsOf(stage)]
    .reduce((sum, name) => sum + streamNamed(design, name).beats.count, 0);
  if (beats > design.target.limits.scheduledBeats) return { loops: [], total: null };
  return { loops: work.build.kind === "kernel" ? work.build.loops : [], total: loopCycles(work) };
}
