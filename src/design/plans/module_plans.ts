/**
 * What a target whose pipelines are elastic builds of a stage: the numbers of its module that the plan of the stage does not
 * have, for every kind of stage. A target whose pipelines stall builds loops of a kernel, which have none of them.
 */
import type { WindowSteps } from "./walk_plans.ts";
import type { StreamPhase } from "./convolution_plans.ts";
import type { ExactSum } from "../modules/exact_sums.ts";
import type { PlanBase } from "./plan_base.ts";
import type { ConstantMemory } from "../memories/constant_memory.ts";
import type { MapForm } from "../modules/map_forms.ts";

/** The numbers of a module, by the kind of its stage. */
export type ModulePlan =
  | ConvolutionModule
  | DenseModule
  | PoolModule
  | GlobalPoolModule
  | UpsampleModule
  | InterpolateModule
  | PermuteModule
  | RepackModule
  | ConcatenateModule
  | SelectModule
  | SoftmaxModule
  | PlanBase<"input">
  | MapModule
  | ShuffleModule
  | PlanBase<"clone">;

/** The numbers of the module of a stage of a kind. */
export type ModulePlanOf<Kind extends ModulePlan["kind"]> = Extract<ModulePlan, { readonly kind: Kind }>;

/** A moving window and turns at the multipliers. */
export interface ConvolutionModule extends PlanBase<"convolution"> {
  /** How its window moves. */
  readonly window: WindowModule;
  /** What is read of it in a turn where it stays in memory; null where it lies in registers. */
  readonly words: WindowWords | null;
  /** How its multipliers are shared. */
  readonly turns: MacTurns;
  /** Bits of the index of a pixel of the window, up to the last one that a tap reads. */
  readonly tapBits: number;
}

/** Turns at the multipliers. */
export interface DenseModule extends PlanBase<"dense"> {
  /** Bits of a number of beats of the input. */
  readonly beatBits: number;
  /** How its multipliers are shared. */
  readonly turns: MacTurns;
}

/** A moving window, what is made of it, and what that is divided by. */
export interface PoolModule extends PlanBase<"pool"> {
  /** How its window moves. */
  readonly window: WindowModule;
  /** What is summed up or compared. */
  readonly sum: ExactSum;
  /** Null where every window has as many places, or counts its own. */
  readonly places: WindowPlaces | null;
  /** Bits of a number of taps. */
  readonly countBits: number;
  /** Bits of the index of a pixel of the window, up to the last one that a tap reads. */
  readonly tapBits: number;
}

/** Something of all pixels. */
export interface GlobalPoolModule extends PlanBase<"global_pool"> {
  /** What is summed up or compared. */
  readonly sum: ExactSum;
  /** Bits of the index of a pixel. */
  readonly pixelBits: number;
  /** What the result is divided by; 1 where it is not, or only by moving the point. */
  readonly divisor: number;
  /** Bits of that. */
  readonly divisorBits: number;
}

/** What becomes of the elements that meet. */
export interface MapModule extends PlanBase<"map"> {
  /** What computes them. */
  readonly form: MapForm;
  /** Entries of its look-ups, in their order. */
  readonly tables: readonly ConstantMemory[];
  /** From the step that takes its elements to the push of their results. */
  readonly cycles: number;
}

/** A moving window. */
export interface UpsampleModule extends PlanBase<"upsample"> {
  /** How its window moves. */
  readonly window: WindowModule;
}

/** A moving window, and shares of what is in it. */
export interface InterpolateModule extends PlanBase<"interpolate"> {
  /** How its window moves. */
  readonly window: WindowModule;
  /** Of every output along an axis: height and width, or the length alone. */
  readonly shares: readonly ConstantMemory[];
}

/** A memory of two images, of which a chunk is written and one is read in a cycle. */
export interface PermuteModule extends PlanBase<"permute">, PermuteChunks {
  /** Bits of the index of a chunk; a half of the memory has as many words as that counts. */
  readonly addressBits: number;
  /** Bits of the index along the longest axis. */
  readonly axisBits: number;
}

/** A row of blocks that is kept. */
export interface ShuffleModule extends PlanBase<"shuffle"> {
  /** Bits of the index of a row or column of a block. */
  readonly blockBits: number;
  /** Bits of the index of a block of the row. */
  readonly pixelBits: number;
}

/** Chunks of which beats of both widths are made. */
export interface RepackModule extends PlanBase<"repack">, BeatChunks {}

/** Beats of one input, then beats of the other; one of each where they are joined. */
export interface ConcatenateModule extends PlanBase<"concatenate"> {
  /** Of each input: a fraction where beats are no part of a block, for which there is no module. */
  readonly beats: readonly [number, number];
  /** Bits of the index of a beat of either. */
  readonly beatBits: number;
}

/** What is visited along both axes. */
export interface SelectModule extends PlanBase<"select"> {
  /** Row by row. */
  readonly rows: ConstantMemory;
  /** Column by column, or element by element of a sequence. */
  readonly columns: ConstantMemory;
}

/** A table of exponentials a channel, one of reciprocals. */
export interface SoftmaxModule extends PlanBase<"softmax"> {
  /** Of each channel. */
  readonly exponentials: ConstantMemory;
  /** Of the sum. */
  readonly reciprocals: ConstantMemory;
  /** Bits of the binary exponent of a sum. */
  readonly exponentBits: number;
}

/** A window that moves step by step, as its control reads it. */
export interface WindowModule {
  /** What it does. */
  readonly steps: WindowSteps;
  /** Registers behind the memories of its rows. */
  readonly lineAfter: number;
  /** Bits of the fields of its entries, and of what counts the same. */
  readonly widths: {
    /** Of a column of the line buffer. */
    readonly column: number;
    /** Of a number of columns. */
    readonly count: number;
    /** Of a memory of the line buffer. */
    readonly row: number;
    /** Of the newest row that is needed, signed. */
    readonly need: number;
    /** Of rows that may be written. */
    readonly credit: number;
    /** Of a phase. */
    readonly phase: number;
  };
  /** An entry a sweep. */
  readonly sweeps: ConstantMemory;
  /** An entry a position. */
  readonly positions: ConstantMemory;
}

/** A window that stays in one memory of rows, of which a word is read in a turn. */
export interface WindowWords {
  /** Words of a pixel, each with as many elements of every group as a turn multiplies. */
  readonly chunks: number;
  /** Bits of the index of one of them. */
  readonly chunkBits: number;
  /** Of all rows. */
  readonly words: number;
  /** Of a word. */
  readonly bits: number;
  /** Bits of the address of a word. */
  readonly addressBits: number;
  /** Bits of a number of rows behind the newest. */
  readonly rowBits: number;
  /** Bits of a number of columns behind the newest. */
  readonly columnBits: number;
  /** Of every tap, phase by phase: rows and columns behind the newest, words behind those of the newest column. */
  readonly taps: ConstantMemory;
  /** Of each phase its first tap, and how many follow it. */
  readonly phases: readonly { readonly first: number; readonly rest: number }[];
}

/** Places of the windows of every output along each axis. */
export interface WindowPlaces {
  /** Of one output where there are no rows. */
  readonly rows: ConstantMemory;
  /** Column by column, or element by element of a sequence. */
  readonly columns: ConstantMemory;
}

/** Turns of a stage that multiplies. */
export interface MacTurns {
  /** Those of the plan's walk; one of a dense layer. */
  readonly phases: readonly StreamPhase[];
  /** Turns of each part of the outputs in the largest phase, at least 1. */
  readonly most: number;
  /** Bits of their number. */
  readonly turnBits: number;
  /** The words of the plan's weights as bits, the first lane in the lowest ones. */
  readonly weights: ConstantMemory;
}

/** Elements that stay side by side between beats of two widths. */
export interface BeatChunks {
  /** Elements of a chunk. */
  readonly chunk: number;
  /** Chunks of a beat of the input. */
  readonly ofInput: number;
  /** Chunks of a beat of the output. */
  readonly ofOutput: number;
  /** Bits of the index of a chunk of a beat of the input. */
  readonly inputBits: number;
  /** Bits of the index of a chunk of a beat of the output. */
  readonly outputBits: number;
}

/** How a tensor is moved in another order of its axes: in the largest chunks of elements that stay side by side. */
export interface PermuteChunks extends BeatChunks {
  /** Chunks of an image. */
  readonly count: number;
  /** Of the output, the outermost first. */
  readonly axes: readonly ChunkAxis[];
}

/** An axis of the output that is walked chunk by chunk. */
export interface ChunkAxis {
  /** Indices. */
  readonly length: number;
  /** From one index to the next, in chunks of the input. */
  readonly stride: number;
  /** The same while the axes behind it go back to their first index. */
  readonly step: number;
}
