import { InterlaceError } from "../base/errors.ts";
import {
  elementCount,
  type IntegerNdArray,
  MAX_ELEMENTS,
  MAX_RANK,
  type NdArray,
  unreadable,
} from "./ndarray.ts";
import { npyDtypeOf } from "./npy_dtype.ts";
import { formatNpyHeader, parseNpyHeader } from "./npy_header.ts";
import { stridesOf } from "./tensor.ts";

/** Bounds on a file to be read. */
export interface NpyLimits {
  /** Most elements to accept, default 2^28. Checked before anything is allocated. */
  readonly maxElements?: number;
}

/** How numbers are written. */
export interface NpyOptions {
  /**
   * Element type in the file: `<f8` (default) is exact, `<f4` rounds to nearest even, `<i8` takes integers of
   * magnitude up to 2^53 only. Integers given as a `BigInt64Array` are always `<i8`.
   */
  readonly dtype?: "<f8" | "<f4" | "<i8";
}

/**
 * Reads a NumPy `.npy` file: format versions 1.0, 2.0 and 3.0; booleans (0 and 1), integers and floats of up
 * to 64 bits, either endianness. Arrays in Fortran order come out in C order. NaN and infinities are read as
 * such.
 *
 * @param bytes The whole file.
 * @param name What error messages call it.
 * @throws {InterlaceError} if the file is damaged, cut off or followed by further bytes, holds Python objects
 * or anything else that is no real number, holds an integer beyond 2^53, or exceeds the limits. Every claim
 * of the header is checked against the bytes that are there before anything is allocated.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatNpy, parseNpy } from "./npy.ts";
 *
 * const array = { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) };
 * assertEquals(parseNpy(formatNpy(array), "x.npy"), array);
 * ```
 * @category Data
 */
export function parseNpy(bytes: Uint8Array, name: string, limits: NpyLimits = {}): NdArray {
  const { descr, fortranOrder, shape, dataOffset } = parseNpyHeader(bytes, name);
  const { size, read, littleEndian } = npyDtypeOf({ descr, name });
  const count = elementCount(shape);
  const maxElements = limits.maxElements ?? MAX_ELEMENTS;
  if (count > maxElements) {
    throw unreadable(name, { what: `it has ${count} elements where at most ${maxElements} are accepted` });
  }
  checkByteCount({ expected: count * size, actual: bytes.length - dataOffset }, name);

  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, count * size);
  const data = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const value = read(view, index * size, littleEndian);
    data[index] = typeof value === "number" ? value : toNumber(value, { name, index });
  }
  return { shape, data: fortranOrder ? toRowMajor({ shape, data }) : data };
}

function checkByteCount(bytes: { readonly expected: number; readonly actual: number }, name: string): void {
  const { expected, actual } = bytes;
  if (actual < expected) {
    throw unreadable(name, {
      what: `it is cut off: its header announces ${expected} bytes of elements, ${actual} are there`,
      hint: "Write or copy the file again.",
    });
  }
  if (actual > expected) {
    throw unreadable(name, {
      what: `${
        actual - expected
      } more bytes follow the ${expected} bytes of elements that its header announces`,
      hint: "To keep several arrays in one file, use numpy.savez.",
    });
  }
}

const MAX_EXACT = 2n ** 53n;

function toNumber(value: bigint, { name, index }: { readonly name: string; readonly index: number }): number {
  if (value > MAX_EXACT || value < -MAX_EXACT) {
    throw unreadable(name, {
      what:
        `element ${index} in the order of the file is ${value}, beyond 2^53, and would not be exact as float64`,
    });
  }
  return Number(value);
}

/** Reorders elements whose first axis varies fastest into those whose last axis does. */
function toRowMajor({ shape, data }: NdArray): Float64Array {
  const strides = stridesOf(shape);
  const position = shape.map(() => 0);
  const result = new Float64Array(data.length);
  let target = 0;
  for (const value of data) {
    result[target] = value;
    for (let axis = 0; axis < shape.length; axis++) {
      target += strides[axis];
      if (++position[axis] < shape[axis]) break;
      position[axis] = 0;
      target -= strides[axis] * shape[axis];
    }
  }
  return result;
}

/**
 * Writes a NumPy `.npy` file: version 1.0, little endian, C order, byte for byte what `numpy.save` writes.
 * Floats are written as `<f8` unless told otherwise, 64-bit integers (the bit lanes of mantissas) as `<i8`.
 *
 * @throws {InterlaceError} if shape and data contradict each other, or a number is no integer of magnitude up
 * to 2^53 where `<i8` was asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatNpy } from "./npy.ts";
 *
 * assertEquals(formatNpy({ shape: [2], data: Float64Array.of(1, -1) }, { dtype: "<f4" }).length, 128 + 8);
 * assertEquals(formatNpy({ shape: [1], data: BigInt64Array.of(-1n) }).length, 128 + 8);
 * ```
 * @category Data
 */
export function formatNpy(array: NdArray, options?: NpyOptions): Uint8Array;
/** Writes a NumPy `.npy` file of float64 as `<f8`, or of 64-bit integers as `<i8`. */
export function formatNpy(array: NdArray | IntegerNdArray): Uint8Array;
export function formatNpy({ shape, data }: NdArray | IntegerNdArray, options: NpyOptions = {}): Uint8Array {
  checkShape({ shape, length: data.length });
  const descr = data instanceof BigInt64Array ? "<i8" : options.dtype ?? "<f8";
  const header = formatNpyHeader({ descr, shape });
  const size = descr === "<f4" ? 4 : 8;
  const bytes = new Uint8Array(header.length + data.length * size);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  if (data instanceof BigInt64Array) data.forEach((value, index) => view.setBigInt64(index * 8, value, true));
  else if (descr === "<i8") {
    data.forEach((value, index) => view.setBigInt64(index * 8, toBigInt(value, index), true));
  } else if (descr === "<f4") data.forEach((value, index) => view.setFloat32(index * 4, value, true));
  else data.forEach((value, index) => view.setFloat64(index * 8, value, true));
  return bytes;
}

function checkShape({ shape, length }: { readonly shape: readonly number[]; readonly length: number }): void {
  const valid = shape.length <= MAX_RANK && shape.every((size) => Number.isInteger(size) && size >= 0);
  if (valid && elementCount(shape) === length) return;
  throw new InterlaceError(
    `Cannot write an array: its shape is (${shape.join(", ")}), its data has ${length} elements`,
    { code: "data-invalid" },
  );
}

function toBigInt(value: number, index: number): bigint {
  if (Number.isInteger(value) && Math.abs(value) <= 2 ** 53) return BigInt(value);
  throw new InterlaceError(`Cannot write an array as integers: element ${index} is ${value}`, {
    code: "data-invalid",
  });
}
