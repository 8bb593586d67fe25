import type { Design } from "../design/mod.ts";
import type { Tool } from "./pragmas.ts";

/** What distinguishes one tool's projects from another's; all else is shared. */
export interface Backend {
  /** How pragmas are spelled. */
  readonly tool: Tool;
  /** The tool's name for people. */
  readonly title: string;
  /** Commands that build a project, for its documentation. */
  readonly commands: readonly string[];
  /** C++ standard of the firmware as the compilers call it. */
  readonly standard: "c++11" | "c++14";
  /** Flag by which the tool's own front end is told. */
  readonly cflags: string;
  /** Tcl that opens the solution. */
  readonly openSolution: string;
}

/** Names of a design's tensors and ports as templates use them. */
export interface PortNames {
  readonly id: string;
  readonly type: string;
  readonly beat: string;
  /** Bits of an element. */
  readonly bits: number;
  readonly signed: boolean;
  readonly size: number;
  readonly beats: number;
  readonly width: number;
}

/** The sort order in which a design's tensors are traced: that of its map. */
export function tensorOrder(design: Design): readonly string[] {
  return [...design.tensors.keys()];
}
