import { type CodeComparison, isWithinOneCode } from "./codes.ts";
import type { FifoSchedule, NetworkSchedule } from "../schedule/mod.ts";

/** What a verification found. As it stands it is the JSON document that the command line prints. */
export interface VerifyReport {
  /** No mismatch, and no float error beyond the tolerance. */
  readonly passed: boolean;
  /** Name of the model. */
  readonly model: string;
  /** Tool that the C++ is for. */
  readonly backend: string;
  /** `io_parallel` or `io_stream`. */
  readonly io: string;
  /** Samples compared. */
  readonly samples: number;
  /** Compiler of the generated C++, as people know it. */
  readonly compiler: string;
  /** The bit-exact simulator against the generated C++, mantissa by mantissa, over every tensor. */
  readonly simulatorVsCsim: MantissaComparison;
  /** The imported model in float64 against the framework on the original file. */
  readonly import: ImportComparison;
  /** The model as it is built against the model as imported, both in float64: what the passes changed. */
  readonly passes: { readonly maxRelError: number };
  /** Fixed point against float64, over all elements of all outputs. */
  readonly quantisation: { readonly maxAbsError: number; readonly meanAbsError: number };
  /** One a tensor of the design, in the order of computation. */
  readonly layers: readonly LayerReport[];
  /** Cycles and FIFO depths of an `io_stream` design; null in `io_parallel` and for a network too large for it. */
  readonly schedule: ScheduleReport | null;
  /** The C++ with a thread a process and FIFOs of the design's depths; null where that cannot be done. */
  readonly threads: ThreadsReport | null;
  /** What it took. */
  readonly seconds: VerifySeconds;
}

/** The schedule of the design, and what the threads saw of it. */
export interface ScheduleReport extends Omit<NetworkSchedule, "fifos"> {
  /** One a tensor between two stages. */
  readonly fifos: readonly FifoReport[];
}

/** A FIFO and how full it got. */
export interface FifoReport extends FifoSchedule {
  /** Most beats that it held in the threaded run, where every stage goes as fast as it can; null without one. */
  readonly deepestFill: number | null;
}

/** A run with a thread a process. That there is one means that nothing deadlocked. */
export interface ThreadsReport {
  /** Samples that it ran. */
  readonly samples: number;
  /** Mantissas of outputs in which it differs from the simulator. */
  readonly mismatches: number;
}

/** How many mantissas were compared and how many differ. */
export interface MantissaComparison {
  /** Mantissas compared. */
  readonly values: number;
  /** Those that differ. */
  readonly mismatches: number;
  /** The first that differs; null if none does. */
  readonly first: Mismatch | null;
}

/** A mantissa that differs. */
export interface Mismatch {
  /** Name of the tensor, which is that of its layer. */
  readonly layer: string;
  /** From 0. */
  readonly sample: number;
  /** Position in the sample, channels last. */
  readonly index: readonly number[];
  /** The simulator's mantissa in decimal: as text, since it may be beyond what a JSON number holds. */
  readonly simulator: string;
  /** The mantissa of the C++, likewise. */
  readonly csim: string;
}

/** How well the imported model agrees with its framework. */
export interface ImportComparison {
  /** Name of the framework; null where there is none, as for a model that was built by code. */
  readonly oracle: string | null;
  /** Largest |difference| as a fraction of the range of that output; null without an oracle. */
  readonly maxRelError: number | null;
  /**
   * Of a model whose outputs are all quantised: where they differ by whole codes. One code is a pass: the framework's
   * float32 sums may fall on the other side of the border between two. Absent for other models.
   */
  readonly codes?: CodeComparison;
}

/** What happened in one tensor of the design. */
export interface LayerReport {
  /** Name of the tensor, which is that of its layer. */
  readonly name: string;
  /** Kind of the layer, or of the stage where it stands for no layer of the model. */
  readonly kind: string;
  /** Its fixed-point type as C++ text. */
  readonly type: string;
  /** Mantissas in which simulator and C++ differ. */
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
  /** Compiling the C++, or finding it compiled. */
  readonly compile: number;
  /** Running the C++. */
  readonly csim: number;
  /** Everything. */
  readonly total: number;
}

/** Largest relative error of float arithmetic that still counts as the same network. */
export const FLOAT_TOLERANCE = 1e-4;

/** Whether a report is a pass: nothing differs, and an error that is not a number never passes. */
export function isPass(report: Omit<VerifyReport, "passed">): boolean {
  const { codes } = report.import;
  const importError = codes !== undefined && isWithinOneCode(codes) ? 0 : report.import.maxRelError ?? 0;
  return report.simulatorVsCsim.mismatches === 0 && (report.threads?.mismatches ?? 0) === 0 &&
    importError <= FLOAT_TOLERANCE &&
    report.passes.maxRelError <= FLOAT_TOLERANCE;
}
