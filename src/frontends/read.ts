import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import type { FileSource } from "./frontend.ts";

/** Bytes that one file may have. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * The files of a model on disk: the model itself and what lies in its folder or below.
 *
 * @param path The model file. Other files are only read where, with symbolic links followed, they lie in its folder.
 * @param weights A file of weights that the user named; it may lie anywhere.
 * @returns A source whose reads throw an {@linkcode InterlaceError} for what is missing, a directory or too large.
 */
export function fileSource(path: string, weights?: string): FileSource {
  const main = basename(path);
  const folder = dirname(resolve(path));
  return {
    main,
    weights: weights === undefined ? undefined : async () => {
      const own = basename(weights);
      // Two files of different folders may bear one name.
      const name = own === main ? `weights/${own}` : own;
      return { name, bytes: await readBytes(weights, weights) };
    },
    read: async (name) => {
      if (name === main) return await readBytes(path, path);
      const file = join(folder, name);
      const shown = join(dirname(path), name);
      await checkInside(file, { folder, shown });
      return await readBytes(file, shown);
    },
  };
}

async function checkInside(
  file: string,
  { folder, shown }: { readonly folder: string; readonly shown: string },
): Promise<void> {
  const real = await attempt(() => realpath(file), shown);
  const steps = relative(await realpath(folder), real).split(sep);
  if (steps[0] === ".." || resolve(real) !== resolve(await realpath(folder), ...steps)) {
    throw new InterlaceError(`Cannot read ${shown}: it is a link to a place outside the model's folder`, {
      place: { file: shown },
    });
  }
}

async function readBytes(file: string, shown: string): Promise<Uint8Array> {
  const info = await attempt(() => stat(file), shown);
  const problem = info.isDirectory()
    ? "it is a directory"
    : !info.isFile()
    ? "it is not an ordinary file"
    : info.size > MAX_BYTES
    ? "it has more than 2 GiB"
    : null;
  if (problem !== null) {
    throw new InterlaceError(`Cannot read ${shown}: ${problem}`, { place: { file: shown } });
  }
  const bytes = await attempt(() => readFile(file), shown);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "there is no such file"],
  ["EACCES", "reading it is not permitted"],
  ["EPERM", "reading it is not permitted"],
  ["ELOOP", "its symbolic links lead nowhere"],
]);

async function attempt<T>(action: () => Promise<T>, shown: string): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const problem = PROBLEMS.get(code) ?? (cause instanceof Error ? cause.message : String(cause));
    throw new InterlaceError(`Cannot read ${shown}: ${problem}`, { place: { file: shown }, cause });
  }
}
