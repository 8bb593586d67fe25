import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { onDisk, readText, writeFileAtomically } from "../files.ts";

/** Name of the file that keeps what was done, in the project. */
const STAMP = ".interlace-build.json";

/** What was done, and for which inputs. */
export interface BuildStamp {
  /** SHA-256 of the inputs. */
  readonly inputs: string;
  /** The tool's command. */
  readonly tool: string;
  /** Steps as their recipe stamps them. */
  readonly done: readonly string[];
}

const stampSchema = z.object({ inputs: z.string(), tool: z.string(), done: z.array(z.string()) });

/** Steps that were done with a tool for these inputs. */
export async function readStamp(
  folder: string,
  wanted: { readonly inputs: string; readonly tool: string },
): Promise<readonly string[]> {
  try {
    const stamp = stampSchema.parse(JSON.parse(await readText(join(folder, STAMP))));
    return stamp.inputs === wanted.inputs && stamp.tool === wanted.tool ? stamp.done : [];
  } catch {
    // No stamp, or one that cannot be trusted: nothing was done.
    return [];
  }
}

/** Forgets what was done. */
export async function forgetStamp(folder: string): Promise<void> {
  await onDisk(`write ${folder}`, folder, () => rm(join(folder, STAMP), { force: true }));
}

/** Keeps what was done. */
export async function writeStamp(folder: string, stamp: BuildStamp): Promise<void> {
  const text = `${JSON.stringify(stamp, null, 2)}\n`;
  await writeFileAtomically(join(folder, STAMP), new TextEncoder().encode(text));
}
