import { InterlaceError } from "../../base/errors.ts";
import { relativePath } from "../import/relative_path.ts";
import type { GraphProto, TensorProto } from "./proto.ts";

/** Contents of the files beside a model, by relative POSIX path. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

interface Located {
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
function locationOf(tensor: TensorProto, { name, file }: Located): string {
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

/**
 * Files that a graph needs beside the model file: relative POSIX paths, each once, in order of first use.
 *
 * @param graph Its initialisers and the tensors in its nodes' attributes, branches too, are looked at.
 * @throws {InterlaceError} if a path leaves the folder of the model.
 */
export function externalPaths(graph: GraphProto, file: string): string[] {
  const external = tensorsOf(graph).filter((tensor) => tensor.dataLocation === 1);
  return [...new Set(external.map((tensor) => locationOf(tensor, { name: tensor.name ?? "", file })))];
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
  const { file } = origin;
  const path = locationOf(tensor, { name, file });
  const fail = (problem: string) =>
    new InterlaceError(`Cannot read tensor "${name}" of ${file}: ${problem}`, {
      code: "file-damaged",
      place: { file },
    });
  const bytes = origin.external.get(path);
  if (bytes === undefined) throw fail(`its data lie in "${path}", which is not among the files`);
  const offset = byteCount(entry(tensor, "offset") ?? "0");
  const length = byteCount(entry(tensor, "length") ?? String(bytes.length - offset));
  if (!(offset + length <= bytes.length)) {
    throw fail(
      `its data lie at offset ${entry(tensor, "offset") ?? 0}, length ${
        entry(tensor, "length") ?? "to the end"
      } of ` +
        `"${path}", which has ${bytes.length} bytes`,
    );
  }
  return bytes.subarray(offset, offset + length);
}

/** A count of bytes written in decimal; NaN for anything else. */
function byteCount(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}
