import type { AxisGeometry } from "../../layers/mod.ts";
import type { AxisPlan, Counter } from "../../walk/mod.ts";
import type { MacPlan, WeightMemory } from "./mac_plans.ts";
import type { PlanBase } from "./plan_base.ts";
import type { ParallelWalk, StreamWalk } from "./walk_plans.ts";

/** Convolution, plain or transposed, in one or two axes. */
export interface ConvolutionPlan extends MacPlan, PlanBase<"convolution"> {
  /** Whether the phases interlace a transposed convolution; a plain one has one phase. */
  readonly transposed: boolean;
  /** Height and width, or the length alone. */
  readonly geometry: readonly AxisGeometry[];
  /** Null in 1-D. */
  readonly rows: AxisPlan | null;
  /** The width, or the length in 1-D. */
  readonly columns: AxisPlan;
  /** Output channel c reads the input channels of part ⌊c·groups / channels.output⌋ alone. */
  readonly groups: number;
  /** Of the whole tensors, all groups together. */
  readonly channels: { readonly input: number; readonly output: number };
  /** Of a group. */
  readonly groupChannels: { readonly input: number; readonly output: number };
  /** Row phase by row phase, within it column phase by column phase. */
  readonly phases: readonly PhasePlan[];
  /** Inputs of the largest phase. */
  readonly inputs: number;
  /** Taps of the largest phase. */
  readonly taps: number;
  /** How it goes through its tensors, and with which weights. */
  readonly walk: ConvolutionStream | ConvolutionParallel;
}

/** One of the small convolutions that a convolution interlaces. */
export interface PhasePlan {
  /** Index in `rows.phases`; 0 in 1-D. */
  readonly row: number;
  /** Index in `columns.phases`. */
  readonly column: number;
  /** In the order of accumulation. */
  readonly taps: readonly WindowTap[];
  /** taps · input channels / groups */
  readonly inputs: number;
}

/** A tap of a phase in the window: rows and columns behind the newest element. */
export interface WindowTap {
  /** 0 in 1-D. */
  readonly row: number;
  /** 0 is the newest column. */
  readonly column: number;
  /** Among the pixels of the window, counted back from the newest: row · columns.window + column. */
  readonly pixel: number;
}

/** Stream mode: a window in registers moves over the pixels as they arrive; phases share one set of multipliers. */
export interface ConvolutionStream extends StreamWalk {
  /** In the order of the plan's phases. */
  readonly phases: readonly StreamPhase[];
  /** Of all phases. */
  readonly weights: WeightMemory;
  /** Multiplications of an image with a weight of the pixel's own phase, those with a padded element included. */
  readonly multiplications: number;
}

/** How a stream kernel makes an output pixel of a phase. */
export interface StreamPhase {
  /** Turns of each part of the outputs: ⌈inputs / inputLanes⌉; 0 for an empty phase, which is its bias. */
  readonly turns: number;
  /** Iterations of a pixel: turns · outputTurns, at least 1. */
  readonly iterations: number;
  /** Where it starts in the weights: a word of a ROM, a weight of constants; 0 for an empty phase. */
  readonly base: number;
}

/** Parallel mode: the whole map lies in registers; windows side by side, all phases of each at once. */
export interface ConvolutionParallel extends ParallelWalk {
  /** Windows that are computed side by side: the parallelization factor. */
  readonly windows: number;
  /** Groups of so many windows, one after the other. */
  readonly partitions: number;
  /** Of all phases of all windows. */
  readonly multipliers: number;
  /** In the order of the plan's phases, each with multipliers of its own. */
  readonly phases: readonly ParallelPhase[];
  /** Which window is at work, beside the turns of the schedule. */
  readonly counters: GridCounters;
}

/** Counters of the windows of a convolution that keeps its whole map. */
export interface GridCounters {
  /** Null in 1-D. */
  readonly rows: GridAxis | null;
  /** The width, or the length in 1-D. */
  readonly columns: GridAxis;
}

/** Counters along an axis. */
export interface GridAxis {
  /** Index of a window; the outer one of both axes runs past the last. */
  readonly window: Counter;
  /** Index of the newest element of a window. */
  readonly position: Counter;
  /** Index of the output of a phase, which may lie beyond both ends. */
  readonly output: Counter;
}

/** A phase that has its own multipliers. */
export interface ParallelPhase {
  /** Inputs that a turn multiplies: ⌈inputs / factor⌉ or all, at least 1. */
  readonly inputLanes: number;
  /** Of each window: in turns one a lane; unrolled its part of those that all phases share, ⌈products / factor⌉. */
  readonly multipliers: number;
  /** Turns of each part of the outputs; 0 for an empty phase, which is its bias. */
  readonly turns: number;
  /** Empty for an empty phase. */
  readonly weights: WeightMemory;
}
