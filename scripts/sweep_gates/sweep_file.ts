import { z } from "npm:zod@4.6.7";
import { GATE_FAMILIES, type GateFamily } from "../../src/estimate/gates/family.ts";

/** Where the sweep lies, a line a synthesis. */
export const SWEEP_FILE = new URL("sweep.jsonl", import.meta.url);

const line = z.object({
  key: z.string(),
  batch: z.string(),
  family: z.enum(GATE_FAMILIES),
  yosys: z.string(),
  instances: z.record(z.string(), z.record(z.string(), z.number())),
});

/** A synthesis: the cells of every stage and FIFO of a design. */
export interface SweepLine extends Readonly<z.infer<typeof line>> {
  /** Hash of all that it depends on: the Verilog, the constants, the script, the version of Yosys. */
  readonly key: string;
  /** Name of the design. */
  readonly batch: string;
  /** Version of the synthesiser. */
  readonly yosys: string;
  /** How many cells of each type there are, by the instance of the top module. */
  readonly instances: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A part of each family. */
export const SWEPT_PARTS: Readonly<Record<GateFamily, string>> = {
  ecp5: "LFE5U-85F-6BG381C",
  xc7: "xc7z020clg400-1",
};

/** The lines of the file; a run that was broken off may have left half of one. */
export async function readSweep(): Promise<readonly SweepLine[]> {
  const text = await Deno.readTextFile(SWEEP_FILE).catch(() => "");
  return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").filter(Boolean)
    .map((each) => line.parse(JSON.parse(each)));
}

/** Text of a file of these lines. */
export function sweepText(lines: readonly SweepLine[]): string {
  return lines.map((each) => `${JSON.stringify(each)}\n`).join("");
}
