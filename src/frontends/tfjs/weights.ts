import { InterlaceError } from "../../base/mod.ts";
import { MAX_TENSOR_ELEMENTS } from "../../tensor/bounds.ts";
import { halfToNumber } from "../../tensor/mod.ts";
import type { FileSource } from "../frontend.ts";
import { BOOL, FLOAT } from "../onnx/file/element.ts";
import type { TensorProto } from "../onnx/file/proto.ts";
import { relativePath } from "../import/relative_path.ts";
import { openWeightFile, readWeightFile } from "../import/weight_file.ts";
import type { WeightEntry, WeightGroup } from "./schema.ts";

/** The weights of a model and the files that they come from. */
export interface Weights {
  /** In the order of the manifest; quantised ones have been scaled to float32 or int32, as TensorFlow.js does. */
  readonly tensors: readonly TensorProto[];
  /** Contents by path as {@linkcode FileSource} knows it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Bytes of an element and ONNX's number for the type, by the manifest's name; those of bytes 0 are not supported. */
const TYPES: Readonly<
  Record<WeightEntry["dtype"], { readonly bytes: number; readonly elementType: number }>
> = {
  float32: { bytes: 4, elementType: FLOAT },
  float16: { bytes: 2, elementType: 10 },
  int32: { bytes: 4, elementType: 6 },
  uint16: { bytes: 2, elementType: 4 },
  uint8: { bytes: 1, elementType: 2 },
  bool: { bytes: 1, elementType: BOOL },
  complex64: { bytes: 8, elementType: 14 },
  string: { bytes: 0, elementType: 8 },
};

/**
 * Reads the weights that a manifest names: the files of a group are one long file, and the group's weights lie in it
 * one behind the other, little-endian.
 *
 * @throws {InterlaceError} if a file is missing, lies outside the model's folder or has another length, before any is
 * read; if the weights are too many together, or if one is there twice or its data are of a type that is no number.
 */
export async function readWeights(source: FileSource, manifest: readonly WeightGroup[]): Promise<Weights> {
  const { main } = source;
  const files = new Map<string, Uint8Array>();
  const tensors = new Map<string, TensorProto>();
  const total = manifest.flatMap((group) => group.weights)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (!(total <= MAX_TENSOR_ELEMENTS)) {
    throw error(main, `its weights have ${total} elements, more than the limit of ${MAX_TENSOR_ELEMENTS}`);
  }
  for (const group of manifest) {
    const bytes = await groupBytes(source, { group, files });
    let offset = 0;
    for (const entry of group.weights) {
      if (tensors.has(entry.name)) throw error(main, `two weights are called "${entry.name}"`);
      const end = offset + byteLength(entry, main);
      tensors.set(entry.name, decoded(entry, { bytes: bytes.subarray(offset, end), main }));
      offset = end;
    }
  }
  return { tensors: [...tensors.values()], files };
}

/** Bytes of a weight in its file. */
function byteLength(entry: WeightEntry, main: string): number {
  const { bytes } = TYPES[entry.quantization?.dtype ?? entry.dtype];
  if (bytes === 0) throw error(main, `weight "${entry.name}" holds texts, which are not supported`);
  return bytes * elementCount(entry.shape);
}

function elementCount(shape: readonly number[]): number {
  // Infinity · 0 would be NaN.
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

async function groupBytes(
  source: FileSource,
  { group, files }: { readonly group: WeightGroup; readonly files: Map<string, Uint8Array> },
): Promise<Uint8Array> {
  const { main } = source;
  const paths = group.paths.map((path) => shardPath(path, main));
  const sizes = new Map<string, number>();
  for (const path of new Set(paths)) {
    await using file = await openWeightFile(source, path);
    sizes.set(path, file.size);
  }
  const wanted = group.weights.reduce((sum, entry) => sum + byteLength(entry, main), 0);
  const given = paths.reduce((sum, path) => sum + sizes.get(path)!, 0);
  if (given !== wanted) {
    const names = group.paths.map((path) => `"${path}"`).slice(0, 4).join(", ");
    throw error(main, `${names || "no file"} has ${given} bytes, the weights in it need ${wanted}`);
  }
  for (const path of new Set(paths)) {
    if (!files.has(path)) files.set(path, await readWeightFile(source, path));
  }
  const shards = paths.map((path) => files.get(path)!);
  if (shards.length === 1) return shards[0];
  const joined = new Uint8Array(given);
  shards.reduce((offset, shard) => {
    joined.set(shard, offset);
    return offset + shard.length;
  }, 0);
  return joined;
}

/** The file of a shard, as a {@linkcode FileSource} knows it. */
function shardPath(path: string, main: string): string {
  const relative = relativePath(path);
  if (relative === null) {
    throw error(
      main,
      `its weights lie in ${JSON.stringify(path)}, which is no relative path inside the model's folder`,
    );
  }
  return `${main.slice(0, main.lastIndexOf("/") + 1)}${relative}`;
}

interface Stored {
  readonly bytes: Uint8Array;
  readonly main: string;
}

/** A weight as a tensor; a quantised one is scaled, x·scale + min, and rounded to its type. */
function decoded(entry: WeightEntry, { bytes, main }: Stored): TensorProto {
  const { name, shape: dims, dtype, quantization } = entry;
  if (quantization === undefined) return { name, dims, dataType: TYPES[dtype].elementType, rawData: bytes };
  if (dtype !== "float32" && dtype !== "int32") {
    throw error(main, `weight "${name}" of type ${dtype} is quantised, which is not supported`);
  }
  const { scale, min } = quantization;
  const half = quantization.dtype === "float16";
  if (half ? dtype !== "float32" : scale === undefined || min === undefined) {
    const problem = half ? "is an integer in float16" : "is quantised without scale and min";
    throw error(main, `weight "${name}" ${problem}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = TYPES[quantization.dtype].bytes;
  const stored = (at: number) => width === 1 ? view.getUint8(at) : view.getUint16(at, true);
  const real = (code: number) => half ? halfToNumber(code) : code * (scale ?? 1) + (min ?? 0);
  const raw = new DataView(new ArrayBuffer(4 * (bytes.length / width)));
  for (let i = 0; i < bytes.length / width; i++) {
    const value = real(stored(i * width));
    if (dtype === "float32") raw.setFloat32(4 * i, value, true);
    else raw.setInt32(4 * i, Math.round(value), true);
  }
  return { name, dims, dataType: TYPES[dtype].elementType, rawData: new Uint8Array(raw.buffer) };
}

function error(main: string, problem: string): InterlaceError {
  return new InterlaceError(`Cannot read ${main}: ${problem}`, {
    code: "file-damaged",
    place: { file: main, field: "weightsManifest" },
  });
}
