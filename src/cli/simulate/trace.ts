import { InterlaceError } from "../../base/errors.ts";
import { statPath } from "../../base/files/stat_path.ts";

/**
 * Checks that a trace can be written, before any work is done for it. Even by force only a folder that holds nothing
 * but `.npy` files is replaced: anything else was not made by a trace.
 *
 * @throws {InterlaceError} if something is in its place that may not be replaced.
 */
export async function checkTraceFolder(path: string, options: { readonly force: boolean }): Promise<void> {
  const existing = await statPath(path);
  if (existing === undefined) return;
  if (!existing.isDirectory) throw refusal(path, "a file is in its place", "Name another folder.");
  for await (const entry of Deno.readDir(path)) {
    if (entry.isFile && entry.name.endsWith(".npy")) continue;
    throw refusal(
      path,
      `the folder holds ${entry.name}, which is no file of a trace`,
      "Name another folder.",
    );
  }
  if (!options.force) {
    throw refusal(path, "the folder exists", "Name another folder, or replace this one with --force.");
  }
}

function refusal(path: string, what: string, hint: string): InterlaceError {
  return new InterlaceError(`Cannot write ${path}: ${what}`, {
    code: "place-taken",
    place: { file: path, field: "--trace" },
    hint,
  });
}
