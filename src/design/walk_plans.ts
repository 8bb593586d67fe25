import type { StreamSchedule, UnrolledWalk } from "../schedule/mod.ts";

/** How a stage that moves a window goes through its tensors, by io type. */
export type WindowWalk = StreamWalk | ParallelWalk;

/** Stream mode: pixels arrive one by one; the window is in registers, rows of it in line buffers. */
export interface StreamWalk extends StreamSchedule {
  /** Tells the walks apart. */
  readonly kind: "stream";
  /** Pixels of the window. */
  readonly window: number;
  /** Rows that line buffers keep, of as many pixels as the input has columns; 0 in 1-D, too. */
  readonly lineRows: number;
  /** The same way step by step, for a back end whose modules are told each step instead of being a loop. */
  readonly unrolled: UnrolledWalk;
}

/** Parallel mode: whole tensors lie in registers, and every window finds its elements by an index. */
export interface ParallelWalk {
  /** Tells the walks apart. */
  readonly kind: "parallel";
  /** Trip count of the one pipelined loop; 1 where all windows are computed at once. */
  readonly iterations: number;
}
