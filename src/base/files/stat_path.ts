import { cannotRead } from "./cannot_read.ts";
import { fileProblem, permissionHint } from "./file_problem.ts";

/**
 * What is at a path; undefined if nothing is.
 * @throws {InterlaceError} if that cannot be told.
 */
export async function statPath(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cannotRead(path, fileProblem(cause), { cause, hint: permissionHint(cause) });
  }
}
