import type { Counter, StreamSchedule, UnrolledWalk } from "../../walk/mod.ts";

/** How a stage that moves a window goes through its tensors, by io type. */
export type WindowWalk = StreamWalk | ParallelWalk;

/** Stream mode: pixels arrive one by one; the window is in registers, rows of it in line buffers. */
export interface StreamWalk {
  /** Tells the walks apart. */
  readonly kind: "stream";
  /** Pixels of the window. */
  readonly window: number;
  /** How the window moves, as the target's pipelines have it. */
  readonly way: WindowLoop | WindowSteps;
}

/** Of pipelines that stall: a loop that counts where it is. */
export interface WindowLoop extends StreamSchedule {
  /** Tells the ways apart. */
  readonly kind: "loop";
  /** Rows that line buffers keep, of as many pixels as the input has columns; 0 in 1-D, too. */
  readonly lineRows: number;
  /** Phase of the rows, counted in those of the columns; null where rows have no phases, or there are none. */
  readonly rowPhase: Counter | null;
}

/** Of elastic pipelines: modules that are told each step instead of being a loop. */
export interface WindowSteps extends UnrolledWalk {
  /** Tells the ways apart. */
  readonly kind: "steps";
}

/** Parallel mode: whole tensors lie in registers, and every window finds its elements by an index. */
export interface ParallelWalk {
  /** Tells the walks apart. */
  readonly kind: "parallel";
  /** Trip count of the one pipelined loop; 1 where all windows are computed at once. */
  readonly iterations: number;
}
