import { basename, dirname, join, resolve } from "node:path";
import { InterlaceError } from "../base/mod.ts";
import { makeParents } from "../base/files/make_parents.ts";
import { fileProblem, permissionHint, writeCode } from "../base/files/file_problem.ts";
import { ASIDE, isTaken, makeWorkFolder } from "../base/files/work_folder.ts";
import type { ProjectFiles } from "./manifest.ts";

/** How often a folder steps aside for the new one, if other processes put theirs in between. */
const MAX_ATTEMPTS = 20;

/** Milliseconds after which a signal that came while files were written is heard. */
const SIGNALS_WAIT = 20;

/**
 * Writes a folder of files whole or not at all: into a work folder beside its place, then moved there in one step.
 *
 * @param options `replace`: whether a folder in its place steps aside; else it is not touched, even if another process
 * puts it there meanwhile.
 * @throws {InterlaceError} if it cannot be written; what was there stays then.
 */
export async function writeFolder(
  files: ProjectFiles,
  directory: string,
  options: { readonly replace: boolean },
): Promise<void> {
  try {
    const place = await placeOf(directory);
    using _parents = await makeParents(dirname(place));
    using work = await makeWorkFolder(dirname(place));
    const fresh = join(work.path, "new");
    await writeFiles(files, fresh);
    await moveInto({ fresh, place, work: work.path }, directory, options);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof InterlaceError) throw cause;
    throw new InterlaceError(`Cannot write ${directory}: ${fileProblem(cause)}`, {
      code: writeCode(cause),
      place: { file: directory },
      hint: permissionHint(cause),
      cause,
    });
  }
}

/** The error for a place that is taken by something that nobody may replace, to be thrown. */
export function placeTaken(directory: string, what: string): InterlaceError {
  return new InterlaceError(`Cannot write ${directory}: ${what}`, {
    code: "place-taken",
    place: { file: directory },
    hint: "Name another folder.",
  });
}

/** The error for a place that is taken by what could be replaced, to be thrown. */
export function folderExists(directory: string): InterlaceError {
  return new InterlaceError(`Cannot write ${directory}: the folder exists`, {
    code: "place-taken",
    place: { file: directory },
    hint: "Name another folder, or replace this one with --force.",
  });
}

/** Where a folder really is to lie: behind a link, what the link leads to is replaced, and the link stays. */
async function placeOf(directory: string): Promise<string> {
  try {
    return await Deno.realPath(directory);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return resolve(directory);
  }
}

/**
 * Makes every folder by itself: one that has been taken away meanwhile must not come back with all its parents. A project
 * has dozens of small files, each of which takes longer to hand to a thread than to write.
 */
async function writeFiles(files: ProjectFiles, folder: string): Promise<void> {
  const made = new Set<string>();
  const makeFolder = (path: string): void => {
    if (made.has(path)) return;
    if (path !== folder) makeFolder(dirname(path));
    Deno.mkdirSync(path);
    made.add(path);
  };
  makeFolder(folder);
  let since = performance.now();
  for (const [path, contents] of files) {
    const file = join(folder, path);
    makeFolder(dirname(file));
    Deno.writeFileSync(file, typeof contents === "string" ? new TextEncoder().encode(contents) : contents);
    if (performance.now() - since < SIGNALS_WAIT) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
}

/** A folder cannot be moved onto another that holds something: that one steps aside, if it may be replaced. */
async function moveInto(
  paths: { readonly fresh: string; readonly place: string; readonly work: string },
  directory: string,
  { replace }: { readonly replace: boolean },
): Promise<void> {
  const { fresh, place, work } = paths;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      return await Deno.rename(fresh, place);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    if (!replace) throw folderExists(directory);
    const aside = join(work, ASIDE);
    await Deno.remove(aside, { recursive: true }).catch(() => {});
    await Deno.mkdir(aside);
    // Another process may have taken it away just now.
    await Deno.rename(place, join(aside, basename(place))).catch(ignoreMissing);
  }
  throw placeTaken(directory, "other processes write to the same place");
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
