import { InterlaceError } from "../base/errors.ts";
import type { FileSource } from "./frontend.ts";

/**
 * The files of a model in memory.
 *
 * @param model Relative POSIX paths to contents, which of them is the model itself, and which holds its weights, if that
 * was said.
 * @returns A source whose reads throw an {@linkcode InterlaceError} for what is not there.
 */
export function memorySource(
  model: {
    readonly main: string;
    readonly files: ReadonlyMap<string, Uint8Array>;
    readonly weights?: string;
  },
): FileSource {
  const { main, files, weights } = model;
  // deno-lint-ignore require-await
  const read = async (path: string) => {
    const bytes = files.get(path);
    if (bytes !== undefined) return bytes;
    throw new InterlaceError(`Cannot read ${path}: there is no such file`, {
      code: "file-missing",
      place: { file: path },
    });
  };
  return {
    main,
    read,
    open: async (path) => {
      const bytes = await read(path);
      return {
        size: bytes.length,
        read: (offset, count) => Promise.resolve(bytes.subarray(offset, offset + count)),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
    weights: weights === undefined ? undefined : async () => ({ name: weights, bytes: await read(weights) }),
  };
}
