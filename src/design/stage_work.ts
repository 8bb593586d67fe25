import type { LoopTiming } from "../schedule/mod.ts";

/** How a stage does its work, by io type: how much at once, how often, how fast. */
export type StageWork = StreamWork | ParallelWork;

/** Stream mode: a beat at a time. */
export interface StreamWork {
  /** Tells the members of {@linkcode StageWork} apart. */
  readonly kind: "stream";
  /** Elements that are computed at once: those of an output beat. */
  readonly elements: number;
  /** Pipelined loops in the order in which they run for an image; none for a graph input. */
  readonly loops: readonly StreamLoopPlan[];
}

/** Parallel mode: whole tensors at once, but for multipliers and windows that take turns. */
export interface ParallelWork {
  /** Tells the members of {@linkcode StageWork} apart. */
  readonly kind: "parallel";
  /** Elements that are computed at once: those of the output. */
  readonly elements: number;
  /** The one loop of an image; none for a graph input. Of the depth of its pipeline nothing is assumed. */
  readonly loops: readonly ParallelLoopPlan[];
}

/** A pipelined loop of a stage. */
export interface ParallelLoopPlan {
  /** Trip count; the generated C++ counts the same. */
  readonly iterations: number;
  /** Cycles between the starts of two iterations. */
  readonly initiationInterval: number;
}

/** A pipelined loop over streams: iterations as the target's timing makes them. */
export interface StreamLoopPlan extends ParallelLoopPlan, LoopTiming {}
