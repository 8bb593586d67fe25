import { type ComparisonName, COMPARISONS } from "../backends/mod.ts";
import { InterlaceError } from "../base/errors.ts";
import { smallest } from "../base/numbers/extremes.ts";
import { mantissaAt, realOf } from "../fixed/mod.ts";
import { type FixedTensor, type NdArray, rangeInType, sizeOf } from "../tensor/mod.ts";
import type { Mismatch } from "./mismatch.ts";

/** The same tensor as two evaluators computed it, `[samples, ...shape]`. */
export interface TensorPair {
  readonly layer: string;
  /** What the generated code ran as. */
  readonly comparison: ComparisonName;
  readonly simulator: FixedTensor;
  readonly executed: FixedTensor;
}

/**
 * Compares mantissas one by one.
 * @throws {InterlaceError} if the two tensors have not as many elements: there is no verdict then.
 */
export function compareMantissas(
  { layer, comparison, simulator, executed }: TensorPair,
): { readonly mismatches: number; readonly first: Mismatch | null } {
  const { title, mantissa } = COMPARISONS[comparison];
  if (simulator.data.length !== executed.data.length) {
    throw new InterlaceError(
      `Cannot compare layer "${layer}": the ${title} gave ${executed.data.length} values, expected ${simulator.data.length}`,
      { code: "data-mismatch", kind: "failure", place: { layer } },
    );
  }
  let mismatches = 0;
  let at = -1;
  for (let i = 0; i < simulator.data.length; i++) {
    if (simulator.data[i] === executed.data[i]) continue;
    if (at < 0) at = i;
    mismatches++;
  }
  if (at < 0) return { mismatches, first: null };
  const shape = simulator.shape.slice(1);
  const size = sizeOf(shape);
  return {
    mismatches,
    first: {
      layer,
      sample: Math.floor(at / size),
      index: positionOf(at % size, shape),
      simulator: String(mantissaAt(simulator.data, at, simulator.type)),
      [mantissa]: String(mantissaAt(executed.data, at, simulator.type)),
    },
  };
}

/** Indices of an element by its row-major offset. */
function positionOf(offset: number, shape: readonly number[]): number[] {
  return shape.map((size, axis) => Math.floor(offset / sizeOf(shape.slice(axis + 1))) % size);
}

/** How far a fixed-point tensor is from the same tensor in float64, element by element. */
export interface FixedError {
  /** Null where there is no such tensor in float64. */
  readonly maxAbsError: number | null;
  readonly observedMin: number;
  readonly observedMax: number;
  /** Least and largest element of `float`; null as above. */
  readonly floatRange: { readonly min: number; readonly max: number } | null;
  /** Elements of `float` outside the range of the type; null as above. */
  readonly overflows: number | null;
}

/**
 * Compares a fixed-point tensor with reals in the same order, where there are any.
 *
 * @param samples How many of its first samples; default all.
 */
export function compareWithFloat(
  fixed: FixedTensor,
  float: Float64Array | null,
  samples: number = fixed.shape[0],
): FixedError {
  const { type, shape, data } = fixed;
  const count = samples * sizeOf(shape.slice(1));
  let [maxAbsError, observedMin, observedMax] = [0, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const real = realOf(mantissaAt(data, i, type), type);
    observedMin = Math.min(observedMin, real);
    observedMax = Math.max(observedMax, real);
    if (float === null) continue;
    maxAbsError = Math.max(maxAbsError, Math.abs(real - float[i]));
  }
  if (float === null) {
    return { maxAbsError: null, observedMin, observedMax, floatRange: null, overflows: null };
  }
  return { maxAbsError, observedMin, observedMax, ...rangeInType(float.subarray(0, count), type) };
}

/** Largest and mean |difference| over all elements of all arrays. */
export function absoluteError(
  actual: ReadonlyMap<string, NdArray>,
  expected: ReadonlyMap<string, NdArray>,
): { readonly maxAbsError: number; readonly meanAbsError: number } {
  let [maxAbsError, sum, count] = [0, 0, 0];
  for (const [name, { data }] of actual) {
    const other = counterpart(name, data, expected);
    for (let i = 0; i < data.length; i++) {
      const error = Math.abs(data[i] - other[i]);
      maxAbsError = Math.max(maxAbsError, error);
      sum += error;
    }
    count += data.length;
  }
  return { maxAbsError, meanAbsError: count === 0 ? 0 : sum / count };
}

/**
 * What differences of an output relate to: its range, the largest number less the least. Float32 cannot resolve the range
 * of an output that hardly varies: it counts with a hundredth of its largest magnitude at least. An output that is
 * constant counts with its magnitude, or with 1 if that is 0.
 */
export function rangeOf(data: Float64Array): number {
  let [min, max] = [Infinity, -Infinity];
  for (const value of data) {
    // What is no number has no place in a range.
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (!(max > min)) return Number.isFinite(magnitude) ? magnitude || 1 : 1;
  return Math.max(max - min, magnitude / 100);
}

/** Largest |difference| as a fraction of the range of that output in `expected`, see {@linkcode rangeOf}. */
export function relativeError(
  actual: ReadonlyMap<string, NdArray>,
  expected: ReadonlyMap<string, NdArray>,
): number {
  let worst = 0;
  for (const [name, { data }] of actual) {
    const other = counterpart(name, data, expected);
    let error = 0;
    for (let i = 0; i < data.length; i++) {
      // Equal infinities differ by NaN, yet agree.
      if (!Object.is(data[i], other[i])) error = Math.max(error, Math.abs(data[i] - other[i]));
    }
    worst = Math.max(worst, error === 0 ? 0 : error / rangeOf(other));
  }
  return worst;
}

/**
 * Signal to noise in decibels of the output that has least of it: 10·log10 of the variance of what is expected over the
 * mean square of the differences. What does not vary is no signal: an offset makes a ratio no better.
 *
 * @returns Null where no output differs anywhere, or where one that differs does not vary.
 */
export function signalToNoise(
  actual: ReadonlyMap<string, NdArray>,
  expected: ReadonlyMap<string, NdArray>,
): number | null {
  const ratios = [...actual].flatMap(([name, { data }]) => {
    const other = counterpart(name, data, expected);
    const mean = other.reduce((sum, value) => sum + value, 0) / other.length;
    let [signal, noise] = [0, 0];
    for (let i = 0; i < data.length; i++) {
      signal += (other[i] - mean) ** 2;
      noise += (data[i] - other[i]) ** 2;
    }
    return noise === 0 ? [] : [10 * Math.log10(signal / noise)];
  });
  const least = smallest(ratios);
  return Number.isFinite(least) ? least : null;
}

function counterpart(name: string, data: Float64Array, arrays: ReadonlyMap<string, NdArray>): Float64Array {
  const other = arrays.get(name);
  if (other?.data.length === data.length) return other.data;
  throw new InterlaceError(
    `Cannot compare output "${name}": one side has ${data.length} values, the other ${
      other?.data.length ?? "none"
    }`,
    { code: "data-mismatch", kind: "failure" },
  );
}
