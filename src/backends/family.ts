import type { Design } from "../design/mod.ts";
import type { Target, TargetBackend } from "../target/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { Board } from "./boards/board.ts";
import type { Deployment } from "./deployment.ts";
import type { RunnerOptions } from "./tools/runners.ts";

/** A family of back ends: what one kind of generated code needs, whichever of its tools a target names. */
export interface BackendFamily {
  /** Its key in the table of families. */
  readonly name: TargetBackend["family"];
  /** What its code is called by people. */
  readonly language: string;
  /** What its code runs as, against the simulator: a field of a verification's report. */
  readonly comparison: ComparisonName;
  /**
   * The files of a project that are its own, by relative POSIX path; pure. With a deployment to one of its boards, what
   * stands around the network, too.
   * @throws {InterlaceError} for text or constants that they cannot hold.
   */
  readonly render: (
    design: Design,
    vectors: TestVectors,
    deployment?: Deployment | null,
  ) => ReadonlyMap<string, string>;
  /** What projects of a target can be deployed to, by kind. */
  readonly boards: (target: Target) => readonly Board["kind"][];
  /** Whether its code runs cycle by cycle, so that its ports can pause and its waveforms be seen. */
  readonly clocked: boolean;
  /**
   * Sees to it that there is something that runs its code, before anything is computed for that.
   * @throws {InterlaceError} that {@linkcode BackendFamily.execute} throws else.
   */
  readonly checkRunner: (options?: Pick<ExecuteOptions, "runners" | "notify">) => Promise<void>;
  /** Runs its code on this machine, without a vendor's tool. */
  readonly execute: Execute;
  /** Whose are the functions and instances that tools list in their reports. */
  readonly functions: ReportedFunctions;
}

/** How what tools list in their reports is tied to the stages of a design. */
export interface ReportedFunctions {
  /** Whether functions of one stage lie in one another, so that the outermost has the figures of all; else they add up. */
  readonly areNested: boolean;
  /** For the name of a function or an instance the name of its stage; null for what is of none. */
  readonly stageOf: (design: Design) => (name: string) => string | null;
}

/** Samples with which a project proves itself: mantissas in, mantissas expected out, each `[samples, ...shape]`. */
export interface TestVectors {
  /** In the order of the design's inputs. */
  readonly inputs: readonly FixedTensor[];
  /** In the order of the design's outputs. */
  readonly expected: readonly FixedTensor[];
}

/** What designs' code runs as, and how a report calls it: the name of its mantissa, and what people read. */
export const COMPARISONS = {
  simulatorVsCsim: { mantissa: "csim", title: "C++" },
  simulatorVsRtl: { mantissa: "rtl", title: "Verilog" },
} as const satisfies Readonly<Record<string, { readonly mantissa: string; readonly title: string }>>;

/** A field of a verification's report in which the simulator is compared with what a family runs. */
export type ComparisonName = keyof typeof COMPARISONS;

/**
 * Compiles and runs the code of a design.
 *
 * @param inputs Mantissas `[samples, ...shape]`, channels last, one tensor an input of the design.
 * @throws {InterlaceError} kind `failure` if it does not compile, crashes or deadlocks.
 */
export type Execute = (
  design: Design,
  inputs: readonly FixedTensor[],
  options?: ExecuteOptions,
) => Promise<Execution>;

/** How the code of a design is run. */
export interface ExecuteOptions {
  /** What only a family knows the meaning of; each takes its own. */
  readonly runners?: RunnerOptions;
  /** Files of a project whose code is run instead of a fresh rendering. */
  readonly project?: ReadonlyMap<string, string | Uint8Array>;
  /** How many of the first samples run again, stages side by side and FIFOs bounded, where that can be done. Default 0. */
  readonly concurrentSamples?: number;
  /** Cycles of which a waveform is wanted, where code runs cycle by cycle; it ends there. Default: none. */
  readonly waveform?: { readonly from: number; readonly to: number };
  /** Told what takes long, once. */
  readonly notify?: (message: string) => void;
}

/** What the code of a design gave. */
export interface Execution {
  /** Every tensor of the design by name, `[samples, ...shape]`. */
  readonly tensors: ReadonlyMap<string, FixedTensor>;
  /** What each stage that counts did over all samples, by its name. */
  readonly counts: ReadonlyMap<string, StageCounts>;
  /** What ran it, with its version: `g++ 12.2.0`. */
  readonly compiler: string;
  /** Wall-clock time; little where the program was found in the cache. */
  readonly compileSeconds: number;
  /** Wall-clock time of this run over all samples. */
  readonly runSeconds: number;
  /** The run with stages side by side; null where there was none. */
  readonly concurrent: ConcurrentExecution | null;
  /** When its beats passed; null where code knows no cycles. */
  readonly clocked: ClockedExecution | null;
}

/** What code that runs cycle by cycle did, all samples behind each other. */
export interface ClockedExecution {
  /** Every tensor of the design by name. */
  readonly streams: ReadonlyMap<string, ClockedStream>;
  /** Seed of random pauses of every port and FIFO; null where nothing paused. */
  readonly stalls: number | null;
  /** The waveform that was asked for, a value change dump (IEEE 1364-2005, clause 18); null if none was. */
  readonly waveform: Uint8Array | null;
}

/** A tensor as its beats passed from the stage that makes it to the one that reads it. */
export interface ClockedStream {
  /** Cycle of every beat; cycle 0 is the first without reset. */
  readonly cycles: readonly number[];
  /** The most beats that its FIFO held; null for an input of the design. */
  readonly fill: number | null;
}

/** What a stage did over all samples, counted inside the code. */
export interface StageCounts {
  /** Iterations of its main loop. */
  readonly iterations: number;
  /** Beats read in stream mode. */
  readonly reads: number;
  /** Beats written in stream mode. */
  readonly writes: number;
  /** Multiplications with a weight of the layer, those with a padded element included. */
  readonly multiplications: number;
}

/** What stages side by side gave, with bounded FIFOs between them. */
export interface ConcurrentExecution {
  /** The outputs of the design by the name of their tensor, `[samples, ...shape]`. */
  readonly outputs: ReadonlyMap<string, FixedTensor>;
  /** The most beats that each FIFO held, by the name of its tensor. It depends on who ran when. */
  readonly fills: ReadonlyMap<string, number>;
}
