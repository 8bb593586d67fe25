import { dirname, join, resolve } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { fileCode, fileProblem, permissionHint, writeCode } from "../base/files/file_problem.ts";
import { makeParents } from "../base/files/make_parents.ts";
import { MAX_TEXT_BYTES, readRegularFile } from "../base/files/read_file.ts";
import { statPath } from "../base/files/stat_path.ts";
import { makeWorkFolder } from "../base/files/work_folder.ts";
import { VERBS } from "./verbs.ts";

/**
 * Text of a UTF-8 file that a user named.
 * @throws {InterlaceError} if it is no regular file of at most {@linkcode MAX_TEXT_BYTES} bytes, or no UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readRegularFile(path, { maxBytes: MAX_TEXT_BYTES });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InterlaceError(`Cannot read ${path}: it is not UTF-8 text`, {
      code: "file-damaged",
      place: { file: path },
      cause,
    });
  }
}

/**
 * Checks that what is to be a model is no folder.
 * @throws {InterlaceError} with the file in it that may have been meant.
 */
export async function checkModelFile(path: string): Promise<void> {
  if (!(await statPath(path))?.isDirectory) return;
  const model = join(path, "model.json");
  throw new InterlaceError(`Cannot read ${path}: it is a folder, no model`, {
    code: "file-unreadable",
    place: { file: path },
    hint: await statPath(model) === undefined
      ? `Name the file of the model; ${projectVerbs()} take the folder of a project.`
      : `Did you mean ${model}?`,
  });
}

/** What takes the folder of a project, as its usage says. */
function projectVerbs(): string {
  const names = VERBS.filter(({ usage }) => /^(MODEL\|)?DIR\b/.test(usage)).map(({ name }) => name);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * Checks that a file can be written, before any work is done for it: folders above it are folders or can be made, and
 * what is in its place, if anything, is a file and none of those that must stay.
 */
export async function checkOutputFile(path: string, keep: readonly string[]): Promise<void> {
  await checkParents(path);
  const existing = await statPath(path);
  if (existing !== undefined && !existing.isFile) {
    throw cannotWrite(path, "something that is no file is in its place");
  }
  const real = existing === undefined ? undefined : await Deno.realPath(path);
  for (const other of keep) {
    if (real !== undefined && real === await Deno.realPath(other)) {
      throw cannotWrite(path, `it is the input ${other}`);
    }
  }
}

/** Refuses a place below what is no folder; folders that are missing are made when the file is written. */
async function checkParents(path: string): Promise<void> {
  for (let folder = dirname(path);; folder = dirname(folder)) {
    const found = await statFolder(folder);
    if (found?.isDirectory) return;
    if (found !== undefined) throw cannotWrite(path, `${folder} is no folder`);
  }
}

async function statFolder(folder: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await statPath(folder);
  } catch (error) {
    // What is above it is no folder.
    if (error instanceof InterlaceError && error.cause instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

/** Writes a file whole or not at all; folders above it that are missing are made, and stay only with it. */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  await onDisk(`write ${path}`, path, async () => {
    using _parents = await makeParents(dirname(resolve(path)));
    using work = await makeWorkFolder(dirname(resolve(path)));
    const temporary = join(work.path, "new");
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  });
}

function cannotWrite(path: string, what: string, hint = "Name another file."): InterlaceError {
  return new InterlaceError(`Cannot write ${path}: ${what}`, {
    code: "file-unwritable",
    place: { file: path },
    hint,
  });
}

/** Runs an action on files; what the operating system refuses becomes a message about the path. */
export async function onDisk<T>(what: string, path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof InterlaceError || !(cause instanceof Error)) throw cause;
    throw new InterlaceError(`Cannot ${what}: ${fileProblem(cause)}`, {
      code: what.startsWith("write ") ? writeCode(cause) : fileCode(cause),
      place: { file: path },
      hint: permissionHint(cause),
      cause,
    });
  }
}

/** Refuses a place in which there is something, unless it may be replaced. */
export async function checkNewFile(
  output: string,
  { path, force }: { readonly path: string; readonly force: boolean },
): Promise<void> {
  await checkOutputFile(output, [path]);
  if (force || (await statPath(output)) === undefined) return;
  throw new InterlaceError(`Cannot write ${output}: a file is in its place`, {
    code: "file-unwritable",
    place: { file: output },
    hint: "Name another one, or replace it with --force.",
  });
}
