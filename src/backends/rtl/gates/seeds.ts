import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../../base/errors.ts";
import { readResult } from "./results.ts";

/** What nextpnr writes of a placement, in the folder of its seed. */
export const PLACEMENT = "placement.json";

const placement = z.object({ fmax: z.record(z.string(), z.object({ achieved: z.number() })) });

/** The folder of a placement among the results. */
export function seedFolder(seed: number): string {
  return `seed_${seed}`;
}

/** Removes what earlier placements left: they may be of seeds that nobody asks for any more. */
export async function removeSeeds(results: string): Promise<void> {
  for (const name of await readdir(results).catch(() => [])) {
    if (/^seed_\d+$/.test(name)) await rm(join(results, name), { recursive: true, force: true });
  }
}

/**
 * The seed with which the slowest clock of a design is the fastest.
 * @throws {InterlaceError} if none was placed.
 */
export async function fastestSeed(results: string, seeds: readonly number[]): Promise<number> {
  let best: { readonly seed: number; readonly megahertz: number } | null = null;
  for (const seed of seeds) {
    const path = join(results, seedFolder(seed), PLACEMENT);
    const read = placement.safeParse(await readResult(path));
    if (!read.success) continue;
    const megahertz = Object.values(read.data.fmax).reduce(
      (least, { achieved }) => Math.min(least, achieved),
      Infinity,
    );
    if (best === null || megahertz > best.megahertz) best = { seed, megahertz };
  }
  if (best !== null) return best.seed;
  throw new InterlaceError(`Cannot make a bitstream in ${results}: no placement is there`, {
    code: "tool-failed",
    kind: "failure",
    hint: "Build it again with --place --force.",
  });
}
