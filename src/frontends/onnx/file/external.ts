import { InterlaceError } from "../../../base/errors.ts";
import { relativePath } from "../../import/relative_path.ts";
import type { GraphProto, TensorProto } from "./proto.ts";

/**
 * Contents of the files beside a model, by relative POSIX path: those parts in which tensors lie, and zeros elsewhere up
 * to the last of them.
 */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/** A tensor in a model, for messages. */
export interface Located {
  /** What error messages call the tensor. */
  readonly name: string;
  /** The model file. */
  readonly file: string;
}

function entry(tensor: TensorProto, key: string): string | undefined {
  return tensor.externalData?.find((pair) => pair.key === key)?.value;
}

/**
 * The file that holds a tensor's data, as a normal relative POSIX path.
 *
 * @throws {InterlaceError} if the path is absolute or leaves the folder of the model.
 */
export function externalPath(tensor: TensorProto, { name, file }: Located): string {
  const location = entry(tensor, "location") ?? "";
  const path = relativePath(location);
  if (path === null) {
    throw new InterlaceError(
      `Cannot read tensor "${name}" of ${file}: its data lie in ${JSON.stringify(location)}, ` +
        "which is no relative path inside the model's folder",
      { code: "file-damaged", place: { file } },
    );
  }
  return path;
}

/** Tensors of a graph whose data lie in files of their own: initialisers, and those in attributes, branches too. */
export function externalTensors(graph: GraphProto): readonly TensorProto[] {
  return tensorsOf(graph).filter((tensor) => tensor.dataLocation === 1);
}

function tensorsOf(graph: GraphProto): readonly TensorProto[] {
  const attributes = (graph.node ?? []).flatMap((node) => node.attribute ?? []);
  return [
    ...graph.initializer ?? [],
    ...attributes.flatMap((
      { t, g },
    ) => [...t === undefined ? [] : [t], ...g === undefined ? [] : tensorsOf(g)]),
  ];
}

/** Where the data of a tensor lie. */
export interface ExternalRange {
  /** Of the file, as a normal relative POSIX path. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * Where the data of a tensor lie in a file of so many bytes.
 * @throws {InterlaceError} if that is not within the file, or the file not within the folder of the model.
 */
export function externalRange(tensor: TensorProto, located: Located, fileBytes: number): ExternalRange {
  const path = externalPath(tensor, located);
  const offset = byteCount(entry(tensor, "offset") ?? "0");
  const length = byteCount(entry(tensor, "length") ?? String(fileBytes - offset));
  if (offset + length <= fileBytes) return { path, offset, length };
  const { name, file } = located;
  throw new InterlaceError(
    `Cannot read tensor "${name}" of ${file}: its data lie at offset ${entry(tensor, "offset") ?? 0}, ` +
      `length ${entry(tensor, "length") ?? "to the end"} of "${path}", which has ${fileBytes} bytes`,
    { code: "file-damaged", place: { file } },
  );
}

/**
 * The bytes of a tensor whose data lie in a file of their own.
 *
 * @throws {InterlaceError} if the file is not there or too short.
 */
export function externalBytes(
  tensor: TensorProto,
  { origin, name }: {
    readonly origin: { readonly file: string; readonly external: ExternalFiles };
    readonly name: string;
  },
): Uint8Array {
  const located = { name, file: origin.file };
  const path = externalPath(tensor, located);
  const bytes = origin.external.get(path);
  if (bytes === undefined) {
    throw new InterlaceError(
      `Cannot read tensor "${name}" of ${origin.file}: its data lie in "${path}", which is not among the files`,
      { code: "file-damaged", place: { file: origin.file } },
    );
  }
  const { offset, length } = externalRange(tensor, located, bytes.length);
  return bytes.subarray(offset, offset + length);
}

/** A count of bytes written in decimal; NaN for anything else. */
function byteCount(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}
