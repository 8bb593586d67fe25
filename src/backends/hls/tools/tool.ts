import type { BuildProgram } from "../../tools/programs.ts";

/** A command for people, to be typed in a project's folder. */
export interface ToolCommand {
  /** As it is typed. */
  readonly command: string;
  /** What it does, in a few words. */
  readonly about: string;
}

/** What results of a tool go into: designs of Vivado, or kernels that `v++` links. */
export type ToolFlow = "vivado" | "vitis";

/** A configuration file of a tool. */
export interface ToolConfiguration {
  /** Its name in a project. */
  readonly file: string;
  /** Commands that read it. */
  readonly commands: readonly ToolCommand[];
}

/** What distinguishes one tool's projects from another's, beside the spelling of pragmas; all else is shared. */
export interface HlsTool {
  /** The tool's name for people. */
  readonly title: string;
  /** Programs that understand its projects, the newest first. */
  readonly programs: readonly BuildProgram[];
  /** Commands that build a project, for its documentation. */
  readonly commands: readonly ToolCommand[];
  /** Flag by which the tool's own front end is told. */
  readonly cflags: string;
  /** Name of the solution, and options with which the tool opens it for what its results go into. */
  readonly solution: (flow: ToolFlow) => string;
  /** Whether it must be told how large an array it may take apart. */
  readonly boundsPartitions: boolean;
  /** What is written for its newer command line beside the script; null where there is none. */
  readonly configuration: ToolConfiguration | null;
}
