import { InterlaceError } from "../base/errors.ts";
import { sizeOf } from "./tensor.ts";

/**
 * An array as a data file holds it: numbers in row-major (C) order, every axis of the file included, so that
 * axis 0 is the sample axis of a model's input.
 *
 * @category Data
 */
export interface NdArray {
  /** Sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** The numbers, the last axis varying fastest. */
  readonly data: Float64Array;
}

/** Like {@linkcode NdArray}, of signed 64-bit integers such as mantissas. */
export interface IntegerNdArray {
  /** Sizes of the axes; empty for a single integer. */
  readonly shape: readonly number[];
  /** The integers, the last axis varying fastest. */
  readonly data: BigInt64Array;
}

/** Elements that one file may hold: 2^28, which is 2 GiB as float64. */
export const MAX_ELEMENTS = 2 ** 28;

/** Axes that an array may have: as many as NumPy 2 allows. */
export const MAX_RANK = 64;

/** Number of elements of a shape that a file claims: `Infinity` past the range of float64, but never NaN. */
export function elementCount(shape: readonly number[]): number {
  // Infinity · 0 would be NaN, which passes every upper bound.
  return shape.includes(0) ? 0 : sizeOf(shape);
}

/** The error for a data file that cannot be read, to be thrown: `Cannot read <name>: <what is the case>`. */
export function unreadable(
  name: string,
  problem: { readonly what: string; readonly hint?: string; readonly cause?: unknown },
): InterlaceError {
  const { what, hint, cause } = problem;
  return new InterlaceError(`Cannot read ${name}: ${what}`, {
    code: "file-damaged",
    place: { file: name },
    hint,
    cause,
  });
}

/** At most 24 characters of text from a file, quoted for an error message. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 23)}…` : text);
}
