import type { LoopTiming } from "../../dataflow/mod.ts";
import type { Counter } from "../../walk/mod.ts";
import type { ModulePlan } from "./module_plans.ts";

/** How a stage does its work, by io type: how much at once, how often, how fast. */
export type StageWork = StreamWork | ParallelWork;

/** Stream mode: a beat at a time. */
export interface StreamWork {
  /** Tells the members of {@linkcode StageWork} apart. */
  readonly kind: "stream";
  /** Elements that are computed at once: those of an output beat. */
  readonly elements: number;
  /** What is built for it, as the target's pipelines have it. */
  readonly build: KernelBuild | ModuleBuild;
}

/** Of pipelines that stall: the loops of a kernel. */
export interface KernelBuild {
  /** Tells the members of {@linkcode StreamWork.build} apart. */
  readonly kind: "kernel";
  /** Pipelined loops in the order in which they run for an image; none for a graph input. */
  readonly loops: readonly StreamLoopPlan[];
  /** Counters of a kernel that moves elements, joins tensors or repeats parameters; null for any other. */
  readonly moves: MoveCounters | null;
}

/** Of elastic pipelines: a module. */
export interface ModuleBuild {
  /** Tells the members of {@linkcode StreamWork.build} apart. */
  readonly kind: "module";
  /** Of the stage's own kind. */
  readonly module: ModulePlan;
  /** Cycles from a step that takes a place in the FIFO behind it to the push that fills that, at most; 0 for a graph input. */
  readonly fillCycles: number;
  /** It takes no fewer from one image to the next: as there are beats on any side, or cycles in which its multipliers are busy. */
  readonly leastCycles: number;
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

/** The pipelined loops of a stage, in the order in which they run for an image; a module has none. */
export function loopsOf(work: StageWork): readonly ParallelLoopPlan[] {
  if (work.kind === "parallel") return work.loops;
  return work.build.kind === "kernel" ? work.build.loops : [];
}

/** A pipelined loop of a stage. */
export interface ParallelLoopPlan {
  /** Trip count; the generated C++ counts the same. */
  readonly iterations: number;
  /** Cycles between the starts of two iterations. */
  readonly initiationInterval: number;
  /** Counts the iterations, up to their number. */
  readonly counter: Counter;
}

/** A pipelined loop over streams: iterations as the target's timing makes them. */
export interface StreamLoopPlan extends ParallelLoopPlan, LoopTiming {}

/** Counters of stream kernels that move elements, join tensors or repeat parameters, beside those of their loops. */
export type MoveCounters =
  | ShuffleCounters
  | RepackCounters
  | PermuteCounters
  | AppendCounters
  | PeriodCounters;

/** Elements by themselves, with parameters that repeat. */
export interface PeriodCounters {
  /** Tells the members of {@linkcode MoveCounters} apart. */
  readonly kind: "period";
  /** Index of the first parameter of a beat; it is compared with their number. */
  readonly first: Counter;
}

/** Blocks of pixels to channels or back, a wide pixel an iteration. */
export interface ShuffleCounters {
  /** Tells the members of {@linkcode MoveCounters} apart. */
  readonly kind: "shuffle";
  /** Row within a block. */
  readonly blockRow: Counter;
  /** Column within a block. */
  readonly blockColumn: Counter;
  /** Index of the block. */
  readonly column: Counter;
  /** Iterations from writing a deep pixel to a memory to reading it, at least. */
  readonly distance: number;
}

/** Beats of another width, an element an iteration. */
export interface RepackCounters {
  /** Tells the members of {@linkcode MoveCounters} apart. */
  readonly kind: "repack";
  /** Element of the beat that was read; their number where the next beat is due. */
  readonly from: Counter;
  /** Element of the beat that is written. */
  readonly to: Counter;
}

/** Other axes, from a tensor that is kept whole. */
export interface PermuteCounters {
  /** Tells the members of {@linkcode MoveCounters} apart. */
  readonly kind: "permute";
  /** Elements that were read. */
  readonly element: Counter;
}

/** Tensors one behind the other, block by block. */
export interface AppendCounters {
  /** Tells the members of {@linkcode MoveCounters} apart. */
  readonly kind: "append";
  /** Beats of each input in a block. */
  readonly beats: readonly [number, number];
  /** Beat within a block of both. */
  readonly place: Counter;
}
