import { InterlaceError } from "../../../base/errors.ts";
import { type ElementBudget, MAX_TENSOR_ELEMENTS, shapeDefect } from "../../../tensor/bounds.ts";
import { type NdArray, sizeOf } from "../../../tensor/mod.ts";
import { ELEMENT_TYPES, type ElementType, elementTypeName } from "./element.ts";
import { externalBytes, type ExternalFiles } from "./external.ts";
import type { TensorProto } from "./proto.ts";
import { decodeTensorProto } from "./schema.ts";

/** A tensor whose numbers the file itself gives, or that follow from such. */
export interface ConstantTensor extends NdArray {
  /** Name for messages. */
  readonly name: string;
  /** A key of `ELEMENT_TYPES`. */
  readonly elementType: number;
  /** Absent where its numbers have not been quantised. */
  readonly quantised?: QuantisedNumbers;
}

/** What the numbers of a quantised constant are made of: codes·scales, rounded to float32. */
export interface QuantisedNumbers {
  /** Integers, zero point taken off; one an element. */
  readonly codes: Float64Array;
  /** Positive; one an element. */
  readonly scales: Float64Array;
  /** The least and the largest code that the quantiser has. */
  readonly range: { readonly min: number; readonly max: number };
}

/** Where tensors come from, for messages and for data in files of their own. */
export interface TensorOrigin {
  /** Name of the model file. */
  readonly file: string;
  /** Contents of the files beside it, by relative POSIX path. */
  readonly external: ExternalFiles;
  /** Accounts for what is decoded, where that are many tensors: they may share their data. */
  readonly budget?: ElementBudget;
}

/**
 * Reads a tensor in any of ONNX's encodings. Floats keep their value; integers beyond 2^53 are refused except the
 * extreme 64-bit ones, which become infinite.
 *
 * @throws {InterlaceError} if its data do not fit its shape and type, are of a type that is no plain number, or are too
 * many together with those before it.
 */
export function decodeTensor(
  tensor: TensorProto,
  origin: TensorOrigin,
  name = tensor.name ?? "",
): ConstantTensor {
  const fail = tensorError(name, origin.file);
  const shape = tensor.dims ?? [];
  const defect = shapeDefect(shape, 0);
  if (defect !== null) throw fail(`its shape ${defect}`);
  const count = sizeOf(shape);
  const elementType = tensor.dataType ?? 0;
  const type = ELEMENT_TYPES.get(elementType);
  if (type === undefined) throw fail(`its data type ${elementTypeName(elementType)} is not supported`);
  if (tensor.segment !== undefined) throw fail("it is one segment of a tensor, which is not supported");
  const raw = tensor.dataLocation === 1 ? externalBytes(tensor, { origin, name }) : tensor.rawData;
  const expected = { count, shape, type };
  if (origin.budget?.take(count) === false) {
    throw new InterlaceError(
      `Cannot read tensor "${name}" of ${origin.file}: the model's constants have more than ${MAX_TENSOR_ELEMENTS} elements`,
      { code: "limit-exceeded", place: { file: origin.file } },
    );
  }
  const data = type.isNibble
    ? fromNibbles(raw ?? tensor.int32Data ?? [], expected, fail)
    : raw !== undefined
    ? fromRaw(raw, expected, fail)
    : fromField(tensor, expected, fail);
  const isExact = type.range === null || raw !== undefined && type.bytes < 8;
  const inexact = isExact ? -1 : data.findIndex(Number.isNaN);
  if (inexact >= 0) throw fail(`element ${inexact} is an integer beyond 2^53, which is not exact as float64`);
  return { name, elementType, shape, data };
}

/** Bytes of raw data that a tensor's shape and type need; null if they are none that {@linkcode decodeTensor} takes. */
export function storedBytes({ dims = [], dataType = 0 }: TensorProto): number | null {
  const type = ELEMENT_TYPES.get(dataType);
  if (type === undefined || shapeDefect(dims, 0) !== null) return null;
  return Math.ceil(sizeOf(dims) / (type.isNibble ? 2 : 1)) * type.bytes;
}

interface Expected {
  readonly count: number;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

type Fail = (problem: string) => InterlaceError;

function tensorError(name: string, file: string): Fail {
  return (problem) =>
    new InterlaceError(`Cannot read tensor "${name}" of ${file}: ${problem}`, {
      code: "file-damaged",
      place: { file },
    });
}

function fromRaw(raw: Uint8Array, { count, shape, type }: Expected, fail: Fail): Float64Array {
  if (raw.length !== count * type.bytes) {
    throw fail(
      `it has ${raw.length} bytes of data, shape [${shape}] of ${type.name} needs ${count * type.bytes}`,
    );
  }
  // A copy begins where elements of any size may begin.
  return type.read(new Uint8Array(raw).buffer);
}

function fromField(tensor: TensorProto, { count, shape, type }: Expected, fail: Fail): Float64Array {
  const stored = tensor[type.field] ?? [];
  if (stored.length !== count) {
    throw fail(`it has ${stored.length} values of ${type.name}, shape [${shape}] needs ${count}`);
  }
  const { decode, range } = type;
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    data[i] = decode === undefined ? stored[i] : decode(stored[i]);
    if (range !== null && Number.isFinite(data[i]) && (data[i] < range.min || data[i] > range.max)) {
      throw fail(`element ${i} is ${data[i]}, which is no ${type.name}`);
    }
  }
  return data;
}

function fromNibbles(pairs: ArrayLike<number>, { count, shape, type }: Expected, fail: Fail): Float64Array {
  if (pairs.length !== Math.ceil(count / 2)) {
    throw fail(
      `it has ${pairs.length} bytes of data, shape [${shape}] of ${type.name} needs ${Math.ceil(count / 2)}`,
    );
  }
  const { decode = (nibble: number) => nibble } = type;
  return new Float64Array(count).map((_, i) => decode((pairs[i >> 1] >> (i % 2 === 0 ? 0 : 4)) & 15));
}

/**
 * Reads a `.pb` file that holds one ONNX tensor, such as the test data of the ONNX project.
 *
 * @param bytes The whole file.
 * @param name What error messages call it.
 * @throws {InterlaceError} if it is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTensorFile } from "./tensor.ts";
 *
 * const bytes = Uint8Array.of(8, 2, 16, 3, 74, 2, 7, 255); // dims [2], INT8, raw data
 * assertEquals(await parseTensorFile(bytes, "x.pb"), { shape: [2], data: Float64Array.of(7, -1) });
 * ```
 */
export async function parseTensorFile(bytes: Uint8Array, name: string): Promise<NdArray> {
  const tensor = await decodeTensorProto(bytes, name);
  const { shape, data } = decodeTensor(tensor, { file: name, external: new Map() });
  return { shape, data };
}
