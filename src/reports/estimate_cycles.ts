import { type DensePlan, type Design, loopsOf, outputsOf, type Stage } from "../design/mod.ts";
import { cyclesOf, iterationsOf } from "../schedule/mod.ts";
import type { Figure } from "./report.ts";

/** What a stage does for one sample, in cycles. */
export interface StageCycles {
  /** In the order in which they run; none where the stage is too large to be looked at. */
  readonly loops: readonly LoopCycles[];
  /** Cycles that it takes if it never waits; null where it is too large to be looked at. */
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
      if (design.io === "io_parallel") return [stage.name, parallelCycles(stage)];
      const cycles = streamCycles(design, stage);
      return [stage.name, { ...cycles, total: busy.get(stage.name) ?? cycles.total }];
    }),
  );
}

/** The loops that the network's schedule is made from. */
function streamCycles(design: Design, stage: Stage): StageCycles {
  const beats = [...stage.inputs, ...outputsOf(stage)]
    .reduce((sum, name) => sum + design.tensors.get(name)!.beats.count, 0);
  if (beats > design.target.limits.scheduledBeats) return { loops: [], total: null };
  const loops = loopsOf(design, stage);
  return {
    loops: loops.map((loop) => ({
      iterations: iterationsOf(loop),
      initiationInterval: loop.initiationInterval,
      depth: loop.depth,
    })),
    total: loops.reduce((sum, loop) => sum + cyclesOf(loop), 0),
  };
}

/** Whole tensors at once, but for multipliers and windows that take turns; without the cycles of the pipelines. */
function parallelCycles({ plan }: Stage): StageCycles {
  const loop = plan.kind === "convolution"
    ? { iterations: plan.walk.iterations, initiationInterval: plan.schedule.interval, depth: null }
    : plan.kind === "dense"
    ? parallelDense(plan)
    : { iterations: 1, initiationInterval: 1, depth: null };
  return { loops: [loop], total: loop.iterations * loop.initiationInterval };
}

function parallelDense({ schedule: { turns, outputTurns, interval } }: DensePlan): LoopCycles {
  return { iterations: turns * outputTurns, initiationInterval: interval, depth: null };
}
