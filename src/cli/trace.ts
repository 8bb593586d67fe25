import { InterlaceError } from "../base/errors.ts";
import { checkOutputFolder, statPath, writeFolderAtomically } from "./files.ts";

/**
 * Checks that a trace can be written, before any work is done for it. Even by force only a folder that holds nothing
 * but `.npy` files is replaced: anything else was not made by a trace.
 */
export async function checkTraceFolder(path: string, options: { readonly force: boolean }): Promise<void> {
  await checkOutputFolder(path, options);
  if (await statPath(path) === undefined) return;
  for await (const entry of Deno.readDir(path)) {
    if (entry.isFile && entry.name.endsWith(".npy")) continue;
    throw new InterlaceError(`Cannot replace ${path}: it holds ${entry.name}, which is no file of a trace`, {
      place: { file: path },
      hint: "Name another folder.",
    });
  }
}

/** Writes the files of a trace, whole or not at all, in place of an earlier one. */
export async function writeTrace(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await writeFolderAtomically(path, files);
}
