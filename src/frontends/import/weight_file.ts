import { InterlaceError } from "../../base/errors.ts";
import type { FileSource, ModelFile } from "../frontend.ts";

/**
 * Reads a file that a model keeps weights in, beside itself.
 *
 * @throws {InterlaceError} naming the model, the file and what is wrong with it.
 */
export async function readWeightFile(source: FileSource, path: string): Promise<Uint8Array> {
  return await attempt(source, path, () => source.read(path));
}

/**
 * Opens a file that a model keeps weights in, beside itself.
 *
 * @throws {InterlaceError} naming the model, the file and what is wrong with it.
 */
export async function openWeightFile(source: FileSource, path: string): Promise<ModelFile> {
  return await attempt(source, path, () => source.open(path));
}

async function attempt<T>(source: FileSource, path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof InterlaceError)) throw cause;
    throw new InterlaceError(
      `Cannot import ${source.main}: "${path}", which holds its weights, cannot be read`,
      {
        code: "file-missing",
        place: { file: source.main },
        details: [cause.summary],
        hint: `Put "${path}" beside the model.`,
        cause,
      },
    );
  }
}
