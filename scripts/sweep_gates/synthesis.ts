import { gatePart } from "../../src/backends/rtl/gates/parts.ts";
import type { RtlProject } from "../../src/backends/rtl/mod.ts";
import type { Batch } from "./configuration.ts";
import type { GateFamily } from "../../src/estimate/gates/family.ts";
import { SWEPT_PARTS } from "./sweep_file.ts";

/** What Yosys is given. */
export interface Synthesis {
  /** Of the design. */
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly script: string;
}

/** The file that Yosys writes numbers of cells to. */
export const CELLS = "cells.json";

/**
 * Stages stay modules of their own until all is cells, one module an instance, as in a build. FIFOs are half of all modules:
 * where they are not what is swept they are boxes.
 */
export function synthesisOf(
  { name, group }: Batch,
  { files, top }: RtlProject,
  family: GateFamily,
): Synthesis {
  const part = gatePart(SWEPT_PARTS[family]);
  const sources = [...files.keys()].filter((file) => file.endsWith(".v"));
  const script = [
    ...sources.map((file) => `read_verilog ${file === "fifo.v" && group !== "fifo" ? "-lib " : ""}${file}`),
    `hierarchy -top ${top}`,
    `setattr -set keep_hierarchy 1 ${top}/t:*`,
    "proc",
    "flatten",
    "uniquify",
    `${part.synthesis} -top ${top}`,
    `tee -q -o ${CELLS} stat -json`,
    "",
  ];
  // As in a build, modules of the family's own stand in the place of those of the same name.
  const own = Object.entries(part.modules).map(([module, text]) => [`${module}.v`, text] as const)
    .filter(([file]) => files.has(file));
  return { name, files: new Map([...files, ...own]), script: script.join("\n") };
}

/** Hash of all that a synthesis depends on. */
export async function keyOf({ name, files, script }: Synthesis, yosys: string): Promise<string> {
  const text = JSON.stringify([yosys, name, script, ...files]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return hash.slice(0, 16).toHex();
}
