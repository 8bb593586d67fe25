import type { FifoSchedule, NetworkSchedule } from "../dataflow/mod.ts";
import type { TargetTiming } from "../target/mod.ts";
import type { Checks } from "./verdict.ts";
import type { ImportComparison } from "./import.ts";
import type { Comparisons } from "./mismatch.ts";
import type { SamplesReport } from "./samples/samples.ts";

/**
 * What a verification found. As it stands it is the JSON document that the command line prints.
 *
 * @category Verification
 */
export interface VerifyReport extends Comparisons {
  /** Whether nothing that was asked failed; `checks` say what was. */
  readonly passed: boolean;
  /** One verdict for each thing that was asked. */
  readonly checks: Checks;
  /** Name of the model. */
  readonly model: string;
  /** Target that the code is for. */
  readonly backend: string;
  /** `io_parallel` or `io_stream`. */
  readonly io: string;
  /** Samples of given data, or random samples of each kind. */
  readonly samples: number;
  /** What the samples were. */
  readonly sampling: SamplesReport;
  /** What ran the generated code, as people know it. */
  readonly compiler: string;
  /** The imported model in float64 against the framework on the original file. */
  readonly import: ImportComparison;
  /** The model as it is built against the model as imported, both in float64: what the passes changed. */
  readonly passes: { readonly maxRelError: number };
  /** Fixed point against float64. */
  readonly quantisation: Quantisation;
  /** One a tensor of the design, in the order of computation. Errors and ranges are those of the samples in float. */
  readonly layers: readonly LayerReport[];
  /** Cycles and FIFO depths of an `io_stream` design; null in `io_parallel` and for a network too large for it. */
  readonly schedule: ScheduleReport | null;
  /** When beats passed in code that runs cycle by cycle; null for other code. */
  readonly cycles: CyclesReport | null;
  /** The code with stages side by side and FIFOs of the design's depths; null where that cannot be done. */
  readonly threads: ThreadsReport | null;
  /** What the design says of itself, one sentence each: weights that their types cannot hold, settings without effect. */
  readonly warnings: readonly string[];
  /** What it took. */
  readonly seconds: VerifySeconds;
}

/** The schedule of the design, and what the threads saw of it. */
export interface ScheduleReport extends Omit<NetworkSchedule, "fifos"> {
  /** What its cycles are: those of the modules that are built, or assumed of what synthesis makes. */
  readonly pipelines: TargetTiming["pipelines"];
  /** One a tensor between two stages. */
  readonly fifos: readonly FifoReport[];
}

/** A FIFO and how full it got. */
export interface FifoReport extends FifoSchedule {
  /** Most beats that it held in the threaded run, where every stage goes as fast as it can; null without one. */
  readonly deepestFill: number | null;
}

/** Cycles as simulation of the hardware counted them, samples behind each other without a pause but those of `stalls`. */
export interface CyclesReport {
  /** Seed of random pauses of every port and FIFO; null where nothing paused. */
  readonly stalls: number | null;
  /** Cycles from the end of the reset until the first beat of any output has passed. */
  readonly firstOutputCycles: number;
  /** Cycles until the first image has left by all outputs. */
  readonly latencyCycles: number;
  /** Cycles from one image to the next, on average behind the first; null for one image. */
  readonly intervalCycles: number | null;
  /** In the order of the design. */
  readonly tensors: readonly TensorCycles[];
  /**
   * Names of the tensors of which the first or the last beat of any image passed in another cycle than scheduled, or whose
   * FIFO held more or less at most; null where ports and FIFOs paused, or nothing is scheduled exactly.
   */
  readonly unscheduled: readonly string[] | null;
}

/** When a tensor's beats passed to the stage that reads them. */
export interface TensorCycles {
  /** Name of the tensor. */
  readonly name: string;
  /** Cycle of the first beat of the first image; cycle 0 is the first without reset. */
  readonly first: number;
  /** Cycle of the last beat of the first image. */
  readonly last: number;
  /** As of the whole. */
  readonly interval: number | null;
  /** The most beats that its FIFO held; null for an input of the design. */
  readonly fill: number | null;
  /** The same of the exact schedule, in which nothing pauses; null where there is none. */
  readonly scheduled: Pick<TensorCycles, "first" | "last" | "fill"> | null;
}

/** A run with stages side by side. That there is one means that nothing deadlocked. */
export interface ThreadsReport {
  /** Samples that it ran. */
  readonly samples: number;
  /** Mantissas of outputs in which it differs from the simulator. */
  readonly mismatches: number;
}

/** What fixed point loses: the design against the imported model in float64, over all elements of all outputs. */
export interface Quantisation {
  /** Largest |difference|. */
  readonly maxAbsError: number;
  /** Mean |difference|. */
  readonly meanAbsError: number;
  /** Largest |difference| as a fraction of the range of that output in float64. */
  readonly maxRelError: number;
  /**
   * Decibels of the output that has least: variance of float64 over mean square of the differences. Null where no output
   * differs, or where one that differs does not vary.
   */
  readonly signalToNoise: number | null;
  /** How large `maxRelError` may be; null if nobody asked. */
  readonly tolerance: number | null;
}

/** What happened in one tensor of the design. */
export interface LayerReport {
  /** Name of the tensor, which is that of its layer. */
  readonly name: string;
  /** Kind of the layer, or of the stage where it stands for no layer of the model. */
  readonly kind: string;
  /** Its fixed-point type as C++ text. */
  readonly type: string;
  /** Mantissas in which simulator and generated code differ. */
  readonly mismatches: number;
  /** Largest |fixed − float64|; null for a part of a layer of several inputs, which float64 does not have. */
  readonly maxAbsError: number | null;
  /** Least number in fixed point. */
  readonly observedMin: number;
  /** Largest number in fixed point. */
  readonly observedMax: number;
  /** Least and largest number in float64; null as above. */
  readonly floatRange: { readonly min: number; readonly max: number } | null;
  /** Elements whose float64 value is outside the range of the type; null as above. */
  readonly overflows: number | null;
}

/** Wall-clock seconds. */
export interface VerifySeconds {
  /** Both models in float64. */
  readonly float: number;
  /** The framework, its start included. */
  readonly oracle: number;
  /** The bit-exact simulator. */
  readonly simulator: number;
  /** Compiling the generated code, or finding it compiled. */
  readonly compile: number;
  /** Running it. */
  readonly run: number;
  /** Everything. */
  readonly total: number;
}
