import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "npm:zod@4.6.7";
import { BOARD_NAMES } from "../../backends/boards/table.ts";
import type { Deployment } from "../../backends/deployment.ts";
import { WORD_BITS } from "../../backends/words/word_bits.ts";
import { InterlaceError } from "../../base/errors.ts";
import { readJson } from "../../base/text/json.ts";
import { MAX_TEXT_BYTES, readRegularFile } from "../../base/files/read_file.ts";
import { MANIFEST } from "../../project/manifest.ts";
import { restoreTarget } from "../../project/stored_target.ts";
import { similarFile } from "../../base/files/similar_file.ts";
import type { Target } from "../../target/mod.ts";
import { statPath } from "../../base/files/stat_path.ts";

/** What building needs to know of a project. */
export interface BuildProject {
  /** Its top: a function or a module. */
  readonly name: string;
  readonly target: Target;
  /** That it was made for. */
  readonly part: string;
  /** Nanoseconds. */
  readonly clockPeriod: number;
  /** What stands around the network; null for nothing. */
  readonly deployment: Deployment | null;
  /** Paths of the files that Interlace wrote. */
  readonly files: readonly string[];
  /** SHA-256 over all files that Interlace wrote, as they are now. */
  readonly inputs: string;
}

const manifestSchema = z.object({
  name: z.string(),
  backend: z.string(),
  target: z.unknown().optional(),
  deployment: z.object({ board: z.enum(BOARD_NAMES), wordBits: z.literal(WORD_BITS) }).optional(),
  configuration: z.object({ Part: z.string(), ClockPeriod: z.number().positive() }),
  sha256: z.record(z.string(), z.string()),
});

/**
 * Reads what is to be built and hashes it.
 * @throws {InterlaceError} if the folder is no project, or a file of it is missing.
 */
export async function readBuildProject(folder: string): Promise<BuildProject> {
  const file = join(folder, MANIFEST);
  const found = await statPath(folder);
  if (found === undefined) {
    throw new InterlaceError(`Cannot build ${folder}: there is no such folder`, {
      code: "file-missing",
      place: { file: folder },
      hint: await similarFile(folder),
    });
  }
  if (!found.isDirectory) {
    throw new InterlaceError(`Cannot build ${folder}: it is a file, no folder of a project`, {
      code: "usage",
      place: { file: folder },
      hint: "If it is a model, convert it first, and name the folder that `convert` wrote.",
    });
  }
  if ((await statPath(file))?.isFile !== true) {
    throw new InterlaceError(`Cannot build ${folder}: it holds no ${MANIFEST}`, {
      code: "project-damaged",
      place: { file: folder },
      hint: "Name a folder that `convert` wrote.",
    });
  }
  const text = await readRegularFile(file, { maxBytes: MAX_TEXT_BYTES });
  const manifest = manifestSchema.safeParse(readJson(text, file));
  if (!manifest.success) {
    throw new InterlaceError(`Cannot build ${folder}: its ${MANIFEST} is damaged`, {
      code: "project-damaged",
      place: { file },
    });
  }
  const { name, sha256, deployment, configuration } = manifest.data;
  const files = Object.keys(sha256).sort();
  const hash = createHash("sha256").update(text);
  for (const path of files) {
    hash.update(`\0${path}\0`).update(await contentsOf(folder, path));
  }
  return {
    name,
    target: restoreTarget(manifest.data, file),
    part: configuration.Part,
    clockPeriod: configuration.ClockPeriod,
    deployment: deployment ?? null,
    files,
    inputs: hash.digest("hex"),
  };
}

async function contentsOf(folder: string, path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(join(folder, path));
  } catch (cause) {
    throw new InterlaceError(`Cannot build ${folder}: ${path} cannot be read`, {
      code: "project-damaged",
      place: { file: join(folder, path) },
      hint: "Convert the model again.",
      cause,
    });
  }
}
