import { join } from "node:path";
import { InterlaceError } from "../base/mod.ts";
import { checkOptions, isFlag } from "../base/options.ts";
import { fileProblem, permissionHint, writeCode } from "../base/files/file_problem.ts";
import { MANIFEST, type ProjectFiles } from "./manifest.ts";
import { folderExists, placeTaken, writeFolder } from "./write_folder.ts";

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
 * @category Projects
 */
export async function writeProject(
  project: ProjectFiles,
  directory: string,
  options: { readonly force?: boolean } = {},
): Promise<void> {
  checkOptions<{ readonly force?: boolean }>("write a project", options, { force: isFlag });
  const { force = false } = options;
  await checkPlace(directory, force);
  await writeFolder(project, directory, { replace: force });
}

/**
 * Checks that a project can be written to a place.
 * @throws {InterlaceError} if something is there that may not be replaced.
 */
export async function checkPlace(directory: string, force: boolean): Promise<void> {
  const found = await statOf(directory);
  if (found === null) {
    if (!await isLink(directory)) return;
    throw placeTaken(directory, "a link that leads nowhere is in its place");
  }
  if (!found.isDirectory) throw placeTaken(directory, "a file is in its place");
  const isProject = (await statOf(join(directory, MANIFEST)))?.isFile ?? false;
  if (!isProject) throw placeTaken(directory, "the folder exists and is not a project that Interlace made");
  if (!force) throw folderExists(directory);
}

/** What is at a path, links followed; null if nothing is. */
async function statOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) return null;
    throw new InterlaceError(`Cannot write ${path}: ${fileProblem(cause)}`, {
      code: writeCode(cause),
      place: { file: path },
      hint: permissionHint(cause),
      cause,
    });
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await Deno.lstat(path).catch(() => null))?.isSymlink ?? false;
}
