import { InterlaceError } from "../../base/errors.ts";
import type { ModelProto } from "./file/proto.ts";

/** Oldest version of ONNX's own operator set whose definitions the importer follows, where operators name no older. */
export const OLDEST_OPSET = 6;
/** Newest version whose definitions the importer follows. */
const NEWEST_OPSET = 28;

/**
 * The version of ONNX's own operator set that a model uses.
 *
 * @param options What messages call the model, and who hears of a version that is newer than any that is known.
 * @throws {InterlaceError} if the model names none.
 */
export function operatorSetVersion(
  model: ModelProto,
  { file, warn }: { readonly file: string; readonly warn: (note: string) => void },
): number {
  const own = (model.opsetImport ?? []).find(({ domain = "" }) => domain === "" || domain === "ai.onnx");
  const version = own?.version;
  if (version === undefined || !(version >= 1)) {
    throw new InterlaceError(`Cannot import ${file}: it names no version of ONNX's own operator set`, {
      code: "model-invalid",
      place: { file },
    });
  }
  if (version > NEWEST_OPSET) {
    warn(`${file} uses version ${version} of ONNX's operator set; ${NEWEST_OPSET} is the newest one known`);
  }
  return version;
}
