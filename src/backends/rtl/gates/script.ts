import { InterlaceError } from "../../../base/errors.ts";

/** What Yosys is to do, with names that were looked at: {@linkcode checkNames}. */
export interface SynthesisRequest {
  /** Paths of Verilog, from the folder in which it runs. */
  readonly sources: readonly string[];
  /** The module that the pins belong to. */
  readonly top: string;
  /** The network, if something stands around it. */
  readonly network: string;
  /** Instances beside the network that are to be told apart, as Yosys selects them. */
  readonly around: readonly string[];
  /** The pass that maps to cells. */
  readonly pass: string;
  /** Where results go, from the folder in which it runs. */
  readonly folder: string;
}

/** Files of a synthesis in the folder of results: the script, what it writes, what Yosys says. */
export const SYNTHESIS_FILES = {
  script: "synthesis.ys",
  log: "synthesis.log",
  cells: "cells.json",
  // JSON, and no report.
  netlist: "netlist.yosys",
} as const;

/**
 * Sees to it that names may stand in a script, in which spaces, semicolons and quotes mean something: a project may have been
 * edited, or be somebody else's.
 *
 * @throws {InterlaceError} naming the one that may not.
 */
export function checkNames(
  { name, files }: { readonly name: string; readonly files: readonly string[] },
): void {
  const refuse = (what: string) =>
    new InterlaceError(`Cannot build "${name}": ${what}`, {
      code: "project-damaged",
      hint: "Convert the model again.",
    });
  if (!/^[A-Za-z_]\w{0,200}$/.test(name)) throw refuse("its name is no identifier of Verilog");
  const bad = files.find((path) =>
    path.endsWith(".v") && path.startsWith("rtl/") && !/^rtl\/\w{1,200}\.v$/.test(path)
  );
  if (bad !== undefined) throw refuse(`no script can name its file ${JSON.stringify(bad)}`);
}

/**
 * The script of a synthesis (Yosys Manual, "Command line reference").
 *
 * Stages and FIFOs stay modules of their own until all is cells, one module an instance: their cells can be counted, and
 * names of cells begin with theirs. What is optimised across their borders elsewhere is little, since streams lie there.
 */
export function synthesisScript({ sources, top, network, around, pass, folder }: SynthesisRequest): string {
  const kept = [`${network}/t:*`, ...around.map((instances) => `${top}/${instances}`)];
  return [
    ...sources.map((source) => `read_verilog ${source}`),
    `hierarchy -top ${top}`,
    ...kept.map((cells) => `setattr -set keep_hierarchy 1 ${cells}`),
    "proc",
    "flatten",
    "uniquify",
    `${pass} -top ${top}`,
    `tee -q -o ${folder}/${SYNTHESIS_FILES.cells} stat -json`,
    "setattr -unset keep_hierarchy */t:*",
    "flatten",
    "opt_clean",
    `write_json ${folder}/${SYNTHESIS_FILES.netlist}`,
    "",
  ].join("\n");
}
