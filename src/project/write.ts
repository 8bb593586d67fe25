import { basename, dirname, join, resolve } from "node:path";
import { InterlaceError } from "../base/mod.ts";
import { MANIFEST, type ProjectFiles } from "./manifest.ts";

/**
 * Writes a project whole or not at all: into a temporary folder beside its place, then renamed.
 *
 * @param options `force` replaces a project that Interlace made; anything else in the way is refused.
 * @throws {InterlaceError} if the place is taken or cannot be written; nothing is changed then.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { renderProject, writeProject } from "./mod.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const directory = await Deno.makeTempDir();
 * await writeProject(renderProject(createDesign(model)), `${directory}/tiny`);
 * await Deno.stat(`${directory}/tiny/build_prj.tcl`); // there
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function writeProject(
  project: ProjectFiles,
  directory: string,
  options: { readonly force?: boolean } = {},
): Promise<void> {
  await checkPlace(directory, options.force ?? false);
  await writeFolder(project, directory);
}

/**
 * Checks that a project can be written to a place.
 * @throws {InterlaceError} if something is there that may not be replaced.
 */
export async function checkPlace(directory: string, force: boolean): Promise<void> {
  const found = await statOf(directory);
  if (found === null) return;
  if (!found.isDirectory) throw refusal(directory, "a file is in its place", "Name another folder.");
  const isProject = (await statOf(join(directory, MANIFEST)))?.isFile ?? false;
  if (!isProject) {
    throw refusal(
      directory,
      "the folder exists and is not a project that Interlace made",
      "Name another folder.",
    );
  }
  if (!force) {
    throw refusal(directory, "the folder exists", "Name another folder, or replace this one with --force.");
  }
}

/**
 * Writes a folder of files whole or not at all; a folder in its place is replaced in one step.
 * @throws {InterlaceError} if it cannot be written; what was there stays then.
 */
export async function writeFolder(files: ProjectFiles, directory: string): Promise<void> {
  const place = resolve(directory);
  const parent = dirname(place);
  try {
    await Deno.mkdir(parent, { recursive: true });
    const work = await Deno.makeTempDir({ dir: parent, prefix: `.${basename(place)}-` });
    try {
      const fresh = join(work, "new");
      for (const [path, contents] of files) {
        const file = join(fresh, path);
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeFile(
          file,
          typeof contents === "string" ? new TextEncoder().encode(contents) : contents,
        );
      }
      await replaceFolder({ fresh, place, aside: join(work, "old") });
    } finally {
      await Deno.remove(work, { recursive: true });
    }
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof InterlaceError) throw cause;
    throw new InterlaceError(`Cannot write ${directory}: ${cause.message}`, {
      place: { file: directory },
      cause,
    });
  }
}

/** A folder cannot be renamed onto another: the old one steps aside, and back again if the new one cannot come. */
async function replaceFolder(paths: { fresh: string; place: string; aside: string }): Promise<void> {
  const { fresh, place, aside } = paths;
  if (await statOf(place) === null) return await Deno.rename(fresh, place);
  await Deno.rename(place, aside);
  try {
    await Deno.rename(fresh, place);
  } catch (cause) {
    await Deno.rename(aside, place);
    throw cause;
  }
}

async function statOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

function refusal(directory: string, what: string, hint: string): InterlaceError {
  return new InterlaceError(`Cannot write ${directory}: ${what}`, { place: { file: directory }, hint });
}
