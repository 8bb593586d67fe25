import type {
  CosimReport,
  DesignSizeStep,
  Figure,
  FunctionFigures,
  FunctionSize,
  ModuleReport,
  ResourceKind,
  StageReport,
} from "./report.ts";

/** What one file tells; everything else comes from other files of the same folder. */
export interface ReportPart {
  /** As the file's head names it; absent or null where it names none. */
  readonly tool?: string | null;
  /** As the tool writes it. */
  readonly version?: string | null;
  /** FPGA part as the tool writes it. */
  readonly part?: string | null;
  /** Name of the HLS project, as the tool writes it. */
  readonly project?: string | null;
  /** Name of the solution in the project. */
  readonly solution?: string | null;
  /** Name of the netlist's top that Vivado reports on, often a wrapper around the function. */
  readonly netlist?: string | null;
  /** The function that the file is about. */
  readonly subject?: string | null;
  /** Whether the subject is known to be the design's top. */
  readonly isTop?: boolean;
  /** Figures of the subject. */
  readonly figures?: FunctionFigures;
  /** Functions below the subject. */
  readonly modules?: readonly ModuleReport[];
  /** A co-simulation's verdict and cycles. */
  readonly cosim?: CosimReport | null;
  /** After logic synthesis. */
  readonly synthesis?: StageReport | null;
  /** After place and route. */
  readonly route?: StageReport | null;
  /** One of several runs of place and route. */
  readonly placement?: PlacedPart | null;
  /** In the order of the compiler's steps. */
  readonly designSize?: readonly DesignSizeStep[];
  /** A function before those that it calls. */
  readonly functionSizes?: readonly FunctionSize[];
  /** Taken into block RAMs behind the synthesis. */
  readonly registersInBlockRam?: Figure;
  /** Phases of the compiler that are still to come. */
  readonly unfinished?: readonly string[];
}

/** A run of place and route, of which there may be several. */
export interface PlacedPart {
  /** Null where nothing tells. */
  readonly seed: Figure;
  /** What it reached. */
  readonly stage: StageReport;
}

/** Names that tools, versions and tables have for one kind of resource. */
export const RESOURCE_NAMES: Readonly<Record<ResourceKind, readonly string[]>> = {
  BRAM_18K: ["BRAM_18K", "BRAM"],
  DSP: ["DSP", "DSP48E", "DSP48", "DSP48E1", "DSP48E2", "DSP58"],
  FF: ["FF"],
  LUT: ["LUT"],
  URAM: ["URAM"],
};
