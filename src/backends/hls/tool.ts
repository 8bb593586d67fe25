/** What distinguishes one tool's projects from another's, beside the spelling of pragmas; all else is shared. */
export interface HlsTool {
  /** The tool's name for people. */
  readonly title: string;
  /** Commands that build a project, for its documentation. */
  readonly commands: readonly string[];
  /** C++ standard of the firmware as the compilers call it. */
  readonly standard: "c++11" | "c++14";
  /** Flag by which the tool's own front end is told. */
  readonly cflags: string;
  /** Name of the solution, and options with which the tool opens it. */
  readonly solution: string;
}
