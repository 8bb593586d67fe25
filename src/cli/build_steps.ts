import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { readText, writeFileAtomically } from "./files.ts";

/** Steps of `build_prj.tcl` in the order in which they run, with the line by which it announces each. */
export const BUILD_STEPS = [
  { name: "csim", title: "C simulation" },
  { name: "synth", title: "C synthesis" },
  { name: "cosim", title: "C/RTL co-simulation" },
  { name: "export", title: "Export of the IP" },
  { name: "vsynth", title: "Logic synthesis" },
] as const;
export type BuildStep = typeof BUILD_STEPS[number]["name"];

/** Steps that work on what C synthesis leaves behind. */
const AFTER_SYNTHESIS: readonly BuildStep[] = ["cosim", "export", "vsynth"];

/** Name of the file that keeps what was done, in the project. */
const STAMP = ".interlace-build.json";

/** What was done, and for which inputs. */
export interface BuildStamp {
  /** SHA-256 of the inputs. */
  readonly inputs: string;
  /** The tool's command. */
  readonly tool: string;
  readonly done: readonly BuildStep[];
}

const stampSchema = z.object({
  inputs: z.string(),
  tool: z.string(),
  done: z.array(z.enum(["csim", "synth", "cosim", "export", "vsynth"])),
});

/** Which steps must run so that all that were asked for are done. */
export function stepsToRun(asked: readonly BuildStep[], done: readonly BuildStep[]): readonly BuildStep[] {
  const missing = asked.filter((step) => !done.includes(step));
  const synthesise = !done.includes("synth") && missing.some((step) => AFTER_SYNTHESIS.includes(step));
  return BUILD_STEPS.map(({ name }) => name).filter((step) =>
    missing.includes(step) || (step === "synth" && synthesise)
  );
}

/**
 * What of earlier runs is still there while steps run. A synthesis empties the solution first: then only the verdict of C
 * simulation holds, which needs no files.
 */
export function stepsLeft(running: readonly BuildStep[], before: readonly BuildStep[]): readonly BuildStep[] {
  return before.filter((step) => !running.includes(step) && (step === "csim" || !running.includes("synth")));
}

/** Steps that were done with a tool for these inputs. */
export async function readStamp(
  folder: string,
  wanted: { readonly inputs: string; readonly tool: string },
): Promise<readonly BuildStep[]> {
  try {
    const stamp = stampSchema.parse(JSON.parse(await readText(join(folder, STAMP))));
    return stamp.inputs === wanted.inputs && stamp.tool === wanted.tool ? stamp.done : [];
  } catch {
    // No stamp, or one that cannot be trusted: nothing was done.
    return [];
  }
}

/** Keeps what was done. */
export async function writeStamp(folder: string, stamp: BuildStamp): Promise<void> {
  const text = `${JSON.stringify(stamp, null, 2)}\n`;
  await writeFileAtomically(join(folder, STAMP), new TextEncoder().encode(text));
}

/** The variable by which `build_prj.tcl` is told its steps. */
export function stepsVariable(
  steps: readonly BuildStep[],
  { reset }: { readonly reset: boolean },
): string {
  const values = BUILD_STEPS.map(({ name }) => `${name}=${steps.includes(name) ? 1 : 0}`);
  return [`reset=${reset ? 1 : 0}`, ...values].join(" ");
}
