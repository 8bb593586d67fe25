import { realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { fileCode, fileProblem } from "../base/file_problem.ts";
import { openRegularFile, readRegularFile } from "../base/read_file.ts";
import type { FileSource } from "./frontend.ts";

/**
 * The files of a model on disk: the model itself and what lies in its folder or below.
 *
 * @param path The model file. Other files are only read where, with symbolic links followed, they lie in its folder.
 * @param weights A file of weights that the user named; it may lie anywhere.
 * @returns A source whose reads throw an {@linkcode InterlaceError} for what is missing, no regular
 * file or too large.
 */
export function fileSource(path: string, weights?: string): FileSource {
  const main = basename(path);
  const folder = dirname(resolve(path));
  const open = async (name: string, maxBytes?: number) => {
    const shown = join(dirname(path), name);
    const place = await placeInside(join(folder, name), { folder, shown });
    return await openRegularFile(place, { shown, maxBytes });
  };
  return {
    main,
    weights: weights === undefined ? undefined : async () => {
      const own = basename(weights);
      // Two files of different folders may bear one name.
      const name = own === main ? `weights/${own}` : own;
      return { name, bytes: await readRegularFile(weights) };
    },
    read: async (name) => {
      if (name === main) return await readRegularFile(path);
      await using file = await open(name);
      return await file.read(0, file.size);
    },
    // Of a large file only parts may be wanted.
    open: (name) => open(name, Infinity),
  };
}

/** Where a file really lies, which must be in the folder. */
async function placeInside(
  file: string,
  { folder, shown }: { readonly folder: string; readonly shown: string },
): Promise<string> {
  try {
    const real = await realpath(file);
    const root = await realpath(folder);
    const inside = relative(root, real);
    if (inside.split(sep)[0] !== ".." && resolve(root, inside) === resolve(real)) return real;
  } catch (cause) {
    throw new InterlaceError(`Cannot read ${shown}: ${fileProblem(cause)}`, {
      code: fileCode(cause),
      place: { file: shown },
      cause,
    });
  }
  throw new InterlaceError(`Cannot read ${shown}: it is a link to a place outside the model's folder`, {
    code: "file-unreadable",
    place: { file: shown },
  });
}
