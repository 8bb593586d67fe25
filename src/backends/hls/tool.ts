import type { BuildProgram } from "../programs.ts";

/** What distinguishes one tool's projects from another's, beside the spelling of pragmas; all else is shared. */
export interface HlsTool {
  /** The tool's name for people. */
  readonly title: string;
  /** Programs that understand its projects, the newest first. */
  readonly programs: readonly BuildProgram[];
  /** Commands that build a project, for its documentation. */
  readonly commands: readonly string[];
  /** Flag by which the tool's own front end is told. */
  readonly cflags: string;
  /** Name of the solution, and options with which the tool opens it. */
  readonly solution: string;
}
