import type { ErrorCode } from "../base/error_codes.ts";

/** A number that a tool reported; null where it left it open (`?`, `undef`) or does not say it at all, never for none. */
export type Figure = number | null;

/** Clock cycles, least and most; equal where the count does not depend on data. */
export interface CycleRange {
  /** Of the shortest run. */
  readonly minCycles: Figure;
  /** Of the longest run. */
  readonly maxCycles: Figure;
}

/** The clock in nanoseconds. */
export interface ClockReport {
  /** Period that was asked for. */
  readonly targetNs: Figure;
  /** Period that the tool expects to reach, without the uncertainty. */
  readonly estimatedNs: Figure;
  /** What the tool keeps back for place and route. */
  readonly uncertaintyNs: Figure;
}

/** How much of one kind of resource is used, and how much the part has. */
export interface ResourceUse {
  /** May exceed what is available: HLS reports designs that do not fit. */
  readonly used: Figure;
  /** On the whole part; null in files that list only what is used. */
  readonly available: Figure;
}

/** Kinds of resources of an FPGA. Block RAM is counted in halves of 18 Kibit: a RAMB36 is two of them. */
export const RESOURCE_KINDS = ["BRAM_18K", "DSP", "FF", "LUT", "URAM"] as const;
/** A member of {@linkcode RESOURCE_KINDS}. */
export type ResourceKind = typeof RESOURCE_KINDS[number];
/** Every kind; those that a tool does not mention hold nulls. */
export type Resources = Readonly<Record<ResourceKind, ResourceUse>>;

/** A loop of a function. */
export interface LoopReport {
  /** As the tool calls it: the source's label, or `Loop 1.2`. */
  readonly name: string;
  /** Loops around it in the same function. */
  readonly depth: number;
  /** Iterations of one run of the loop. */
  readonly tripCount: { readonly min: Figure; readonly max: Figure };
  /** Cycles of all iterations. */
  readonly latency: CycleRange;
  /** Cycles of one iteration. */
  readonly iterationLatency: CycleRange;
  /** Cycles between the starts of two iterations. */
  readonly initiationInterval: { readonly achieved: Figure; readonly target: Figure };
  /** Null where the tool does not say. */
  readonly pipelined: boolean | null;
}

/** What HLS says of a function. */
export interface FunctionFigures {
  /** The target is that of the design, the estimate the function's own. */
  readonly clock: ClockReport;
  /** From the start of a call to its end. */
  readonly latency: CycleRange;
  /** Cycles between the starts of two calls. */
  readonly interval: CycleRange;
  /** `none`, `dataflow`, `yes` and the like, as the tool writes it. */
  readonly pipeline: string | null;
  /** Of the function with everything inside it. */
  readonly resources: Resources;
  /** Outer loops before the loops inside of them. */
  readonly loops: readonly LoopReport[];
}

/** A function below the top, one entry however often it is instantiated. */
export interface ModuleReport extends FunctionFigures {
  /** As the tool calls it in its reports. */
  readonly name: string;
}

/** Least, mean and most clock cycles over the transactions of a co-simulation. */
export interface MeasuredCycles {
  /** Of the shortest transaction. */
  readonly minCycles: Figure;
  /** Mean over all transactions. */
  readonly avgCycles: Figure;
  /** Of the longest transaction. */
  readonly maxCycles: Figure;
}

/** C/RTL co-simulation: the RTL ran against the C++ test bench. */
export interface CosimReport {
  /** Null where the tool gives no verdict. */
  readonly passed: boolean | null;
  /** `Verilog` or `VHDL`. */
  readonly rtl: string;
  /** From the start of a transaction to its end. */
  readonly latency: MeasuredCycles;
  /** From one start to the next; null where there was one transaction. */
  readonly interval: MeasuredCycles;
  /** Of the whole run over all transactions. */
  readonly totalCycles: Figure;
}

/** How much of a path lies in one part of a design. */
export interface PathShare {
  /** An instance below the top, as its {@linkcode ModuleReport} is called; the top where the path is in none. */
  readonly module: string;
  /** Nanoseconds in its cells. */
  readonly logicNs: number;
  /** Nanoseconds on wires that end in it. */
  readonly routingNs: number;
}

/** The path that limits a clock. */
export interface CriticalPath {
  /** The cell from which it goes out. */
  readonly from: string;
  /** The cell in which it ends. */
  readonly to: string;
  /** In the order in which the path goes through them; one that it comes back to, again. */
  readonly shares: readonly PathShare[];
}

/** Timing after synthesis or routing. Slack below 0 is a violation. */
export interface TimingReport {
  /** Clock period that was asked for. */
  readonly requiredNs: Figure;
  /** Clock period that the design reaches. */
  readonly achievedNs: Figure;
  /** Worst negative slack (set-up). */
  readonly wnsNs: Figure;
  /** Total negative slack. */
  readonly tnsNs: Figure;
  /** Worst hold slack. */
  readonly whsNs: Figure;
  /** Total hold slack. */
  readonly thsNs: Figure;
  /** Set-up paths that are too slow. */
  readonly failingEndpoints: Figure;
  /** Null where the tool does not say and no slack tells. */
  readonly met: boolean | null;
  /** Null where the tool does not say. */
  readonly criticalPath: CriticalPath | null;
}

/** What a tool measured at one stage. */
export interface StageReport {
  /** Counted in the netlist, not estimated. */
  readonly resources: Resources;
  /** Estimated before routing, exact behind it. */
  readonly timing: TimingReport;
}

/** One of several runs of place and route, which begin in different places. */
export interface Placement {
  /** Null where nothing tells. */
  readonly seed: Figure;
  /** Clock period that this one reaches. */
  readonly achievedNs: Figure;
}

/** Logic synthesis and place and route; null where they did not run. */
export interface ImplementationReport {
  /** After logic synthesis. */
  readonly synthesis: StageReport | null;
  /** After place and route; where there were several, the fastest of them. */
  readonly route: StageReport | null;
  /** All of them by their seeds; empty where a tool tells of none. */
  readonly placements: readonly Placement[];
}

/** Instructions of the design after a step of the HLS compiler. */
export interface DesignSizeStep {
  /** The compiler's phase, `Compile/Link` and the like. */
  readonly phase: string;
  /** The step within its phase; of all of it where it has but one. */
  readonly step: string;
  /** Of the tool's intermediate code: what makes a synthesis slow. */
  readonly instructions: Figure;
}

/** Instructions of one function, with those that it calls, after each phase of the HLS compiler. */
export interface FunctionSize {
  /** As the source calls it; long names are cut in text reports. */
  readonly name: string;
  /** `file.cpp:12`, or null where the tool does not say. */
  readonly location: string | null;
  /** Calls between the top function and this one. */
  readonly depth: number;
  /** In the order of the phases; those in which the function is part of its caller are left out. */
  readonly phases: readonly PhaseSize[];
}

/** Instructions of a function after one phase. */
export interface PhaseSize {
  /** `Compile/Link` and the like. */
  readonly phase: string;
  /** Of all calls together. */
  readonly instructions: number;
  /** Calls that these are of. */
  readonly calls: number;
}

/** A file that was looked at. */
export interface ReportFile {
  /** Its path, from the folder that was given on; as it was given where that was a file. */
  readonly file: string;
  /** What kind of report it is; null if it is none. */
  readonly kind: string | null;
  /** Why no figure was taken from it, one clause; null if it was used. */
  readonly unused: string | null;
}

/**
 * Everything that is known of a design, whoever measured or estimated it.
 *
 * @category Reports
 */
export interface Report extends FunctionFigures {
  /** File or folder that it comes from, as it was given. */
  readonly source: string;
  /** `Vivado HLS`, `Vitis HLS`, `Vivado`, … */
  readonly tool: string | null;
  /** As the tool writes it, `2023.2`. */
  readonly version: string | null;
  /** Top function. */
  readonly top: string | null;
  /** FPGA part as the tool writes it. */
  readonly part: string | null;
  /** In the order in which files name them. */
  readonly modules: readonly ModuleReport[];
  /** Null where none ran. */
  readonly cosim: CosimReport | null;
  /** Null where none ran. */
  readonly implementation: ImplementationReport | null;
  /** In the order of the compiler's steps. */
  readonly designSize: readonly DesignSizeStep[];
  /** A function before those that it calls; empty where the tool does not list them. */
  readonly functionSizes: readonly FunctionSize[];
  /** Phases of the HLS compiler that did not run to their end; empty for a synthesis that did. */
  readonly unfinished: readonly string[];
  /** Registers that `build` took into block RAMs behind the synthesis, which counts them outside; null where it takes none. */
  readonly registersInBlockRam: Figure;
  /** Every file that was looked at for this report, used or not. */
  readonly files: readonly ReportFile[];
  /** Which file gave which figure: `clock.targetNs`, `resources.DSP.used`, `modules.NAME`, … to its name. */
  readonly origins: Readonly<Record<string, string>>;
}

/** A file that could not be read, and why. */
export interface UnreadReport {
  /** As it was given. */
  readonly source: string;
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** One sentence. */
  readonly error: string;
  /** What can be done about it, one sentence; absent where there is nothing to say. */
  readonly hint?: string;
}

/** A range of which nothing is known. */
export const NO_CYCLES: CycleRange = { minCycles: null, maxCycles: null };

/** A clock of which nothing is known. */
export const NO_CLOCK: ClockReport = { targetNs: null, estimatedNs: null, uncertaintyNs: null };

/** Timing of which nothing is known. */
export const NO_TIMING: TimingReport = {
  requiredNs: null,
  achievedNs: null,
  wnsNs: null,
  tnsNs: null,
  whsNs: null,
  thsNs: null,
  failingEndpoints: null,
  met: null,
  criticalPath: null,
};

/** Resources, each as a function tells it. */
export function resourcesOf(use: (kind: ResourceKind) => ResourceUse): Resources {
  return {
    BRAM_18K: use("BRAM_18K"),
    DSP: use("DSP"),
    FF: use("FF"),
    LUT: use("LUT"),
    URAM: use("URAM"),
  };
}

/** Resources of which nothing is known. */
export const NO_RESOURCES: Resources = resourcesOf(() => ({ used: null, available: null }));

/** A function of which nothing is known. */
export const NO_FIGURES: FunctionFigures = {
  clock: NO_CLOCK,
  latency: NO_CYCLES,
  interval: NO_CYCLES,
  pipeline: null,
  resources: NO_RESOURCES,
  loops: [],
};
