import { basename, dirname, join, resolve } from "node:path";
import { openRegularFile, readRegularFile } from "../base/files/read_file.ts";
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
  const open = (name: string, maxBytes?: number) =>
    openRegularFile(join(folder, name), {
      shown: join(dirname(path), name),
      maxBytes,
      inside: { folder, called: "the model's folder" },
    });
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
