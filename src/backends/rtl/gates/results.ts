import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { InterlaceError } from "../../../base/errors.ts";
import { fileProblem, permissionHint, writeCode } from "../../../base/files/file_problem.ts";

/**
 * Writes a file among the results of a build, and the folders around it.
 * @throws {InterlaceError} naming the file and why it cannot be written.
 */
export async function writeResult(path: string, text: string): Promise<void> {
  await attempt(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  });
}

/**
 * Makes a folder among the results of a build.
 * @throws {InterlaceError} naming it and why it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  await attempt(path, async () => void await mkdir(path, { recursive: true }));
}

/** The JSON of a file among the results of a build; null if it is not there, or damaged. */
export async function readResult(path: string): Promise<unknown> {
  return await readFile(path, "utf8").then(JSON.parse).catch(() => null);
}

/** Says of a file among the results of a build that it cannot be gone on with: only another synthesis helps. */
export function damagedResult(summary: string, path: string): InterlaceError {
  return new InterlaceError(summary, {
    code: "file-damaged",
    place: { file: path },
    hint: "Build it again with --vsynth --force.",
  });
}

async function attempt(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    throw new InterlaceError(`Cannot write ${path}: ${fileProblem(cause)}`, {
      code: writeCode(cause),
      place: { file: path },
      hint: permissionHint(cause),
      cause,
    });
  }
}
