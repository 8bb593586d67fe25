import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import { readRegularFile } from "../../base/files/read_file.ts";
import type { ConstraintFile } from "../../backends/tools/recipe.ts";
import { BUILD_STEPS } from "../../backends/tools/steps.ts";
import type { FolderBuild } from "./folder.ts";
import type { Flags } from "../arguments/flags.ts";
import { DEFAULT_SEEDS, DEFAULT_TIMEOUT } from "../specs/build.ts";

/**
 * What the flags of `build` ask for of any folder.
 * @throws {InterlaceError} for values that cannot be used.
 */
export async function buildRequest(flags: Flags): Promise<Omit<FolderBuild, "folder">> {
  return {
    named: Object.values(BUILD_STEPS).flat().map(({ name }) => name).filter((name) => flags.has(name)),
    part: flags.text("part"),
    seeds: seedsOf(flags),
    constraints: await constraintsOf(flags),
    minutes: flags.positive("timeout") ?? DEFAULT_TIMEOUT,
    reset: flags.has("reset"),
    force: flags.has("force"),
    toolPath: flags.text("tool-path"),
  };
}

async function constraintsOf(flags: Flags): Promise<ConstraintFile | null> {
  const path = flags.text("constraints");
  if (path === undefined) return null;
  const sha256 = createHash("sha256").update(await readRegularFile(path)).digest("hex");
  return { path: resolve(path), sha256 };
}

/** Most placements of one build. */
const MAX_SEEDS = 100;

function seedsOf(flags: Flags): readonly number[] {
  const text = flags.text("seeds");
  if (text === undefined) return DEFAULT_SEEDS;
  const seeds = text.split(",").map((seed) => seed.trim());
  if (seeds.length <= MAX_SEEDS && seeds.every((seed) => /^\d{1,9}$/.test(seed))) {
    return [...new Set(seeds.map(Number))];
  }
  throw new InterlaceError(`Cannot use --seeds ${text}: it is no list of at most ${MAX_SEEDS} integers`, {
    code: "option-invalid",
    place: { field: "--seeds" },
    hint: "Write seeds of at most nine digits, such as 1,2,3.",
  });
}
