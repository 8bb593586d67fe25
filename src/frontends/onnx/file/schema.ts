import { InterlaceError } from "../../../base/errors.ts";
import type { MessageName } from "./messages.ts";
import type { ModelProto, TensorProto } from "./proto.ts";
import { loadWire } from "./wire.ts";

/** Bytes that a protobuf message may have: sizes are signed 32-bit numbers in every implementation. */
const MAX_BYTES = 2 ** 31 - 1;

async function decode(kind: MessageName, bytes: Uint8Array, file: { name: string; what: string }) {
  const { name, what } = file;
  if (bytes.length === 0 || bytes.length > MAX_BYTES) {
    const problem = bytes.length === 0 ? "the file is empty" : "it has more than 2 GiB";
    throw new InterlaceError(`Cannot read ${name}: ${problem}`, {
      code: "file-damaged",
      place: { file: name },
    });
  }
  const wire = await loadWire();
  try {
    return wire.read(kind, bytes);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new InterlaceError(
      `Cannot read ${name}: it is not ${what}, or it is damaged or cut off (${problem})`,
      { code: "file-damaged", place: { file: name }, cause },
    );
  }
}

/**
 * Reads an ONNX file. Only the protobuf encoding and the presence of a graph and of operator set versions are
 * checked. Numbers beyond 2^53 are rounded.
 *
 * @param bytes The whole file.
 * @param name What error messages call it.
 * @throws {InterlaceError} if the bytes are not an ONNX model.
 */
export async function decodeModel(bytes: Uint8Array, name: string): Promise<ModelProto> {
  const model = await decode("ModelProto", bytes, { name, what: "an ONNX model" }) as ModelProto;
  const missing = [
    model.irVersion === undefined && "no IR version",
    model.graph === undefined && "no graph",
    (model.opsetImport ?? []).length === 0 && "no operator set version",
  ].filter((text) => text !== false);
  if (missing.length > 0) {
    throw new InterlaceError(
      `Cannot read ${name}: it is not an ONNX model, or it is damaged or cut off (it has ${
        missing.join(", ")
      })`,
      { code: "file-damaged", place: { file: name } },
    );
  }
  return model;
}

/**
 * Reads a file that holds one `TensorProto` and nothing else.
 *
 * @throws {InterlaceError} if the bytes are not such a message.
 */
export async function decodeTensorProto(bytes: Uint8Array, name: string): Promise<TensorProto> {
  return await decode("TensorProto", bytes, { name, what: "an ONNX tensor" }) as TensorProto;
}

/** Writes an ONNX file. */
export async function encodeModel(model: ModelProto): Promise<Uint8Array> {
  return (await loadWire()).write("ModelProto", model);
}

/** Writes a file that holds one tensor, as ONNX's test data have them. */
export async function encodeTensorProto(tensor: TensorProto): Promise<Uint8Array> {
  return (await loadWire()).write("TensorProto", tensor);
}
