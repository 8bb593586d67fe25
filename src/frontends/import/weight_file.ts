import { InterlaceError } from "../../base/errors.ts";
import type { FileSource } from "../frontend.ts";

/**
 * Reads a file that a model keeps weights in, beside itself.
 *
 * @throws {InterlaceError} naming the model, the file and what is wrong with it.
 */
export async function readWeightFile(source: FileSource, path: string): Promise<Uint8Array> {
  try {
    return await source.read(path);
  } catch (cause) {
    if (!(cause instanceof InterlaceError)) throw cause;
    throw new InterlaceError(
      `Cannot import ${source.main}: "${path}", which holds its weights, cannot be read`,
      {
        code: "file-missing",
        place: { file: source.main },
        details: [cause.message],
        hint: `Put "${path}" beside the model.`,
        cause,
      },
    );
  }
}
