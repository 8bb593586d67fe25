import { greatestDivisor } from "../base/numbers/divisors.ts";
import { largest, smallest } from "../base/numbers/extremes.ts";

/** Numbers whose quantiles are looked for; of more, so many are chosen evenly. */
const MOST_NUMBERS = 2 ** 18;

/** Points of a layer's scatter, and parts of the range of its errors; odd, so that 0 lies in the middle of one. */
const LAYER_POINTS = 220;
const ERROR_BINS = 31;

/** Share of errors that a picture has to show, and how often what these are below the largest is when it need not show all. */
const NEARLY_ALL = 0.99;
const FAR = 4;

/** Parts of sorted numbers at which they are shown. */
const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99] as const;

/** What numbers are like: all of them, but for quantiles. */
export interface Distribution {
  /** How many there are. */
  readonly count: number;
  /** How many of them are 0. */
  readonly zeros: number;
  /** The least of them. */
  readonly least: number;
  /** The largest of them. */
  readonly most: number;
  /** Of the magnitudes of those that are not 0: their least, at 1, 25, 50, 75 and 99 %, and their largest; null for none. */
  readonly magnitudes: readonly number[] | null;
  /** How many magnitudes the quantiles are of, evenly chosen of those that are not 0. */
  readonly chosen: number;
}

/** What fixed point adds to float64. */
export interface TensorError {
  /** The largest magnitude. */
  readonly most: number;
  /** Root mean square. */
  readonly rms: number;
  /** Some elements, evenly chosen: a number in float64, and what fixed point adds to it. */
  readonly points: readonly ErrorPoint[];
  /**
   * Magnitude up to which errors are told apart: the largest, but where a few are far beyond all others, as those of overflows
   * are, what nearly all are below.
   */
  readonly reach: number;
  /** How many lie in each of equal parts from −reach to reach, and beyond it in the outermost. */
  readonly counts: readonly number[];
}

/** A number in float64, and what fixed point adds to it. */
export interface ErrorPoint {
  /** In float64. */
  readonly float: number;
  /** Fixed point less float64. */
  readonly error: number;
}

/** What numbers are like. */
export function distributionOf(values: Float64Array): Distribution {
  const magnitudes = values.filter((value) => value !== 0).map(Math.abs);
  const sorted = Float64Array.from(
    evenIndices(magnitudes.length, MOST_NUMBERS),
    (index) => magnitudes[index],
  ).sort();
  const last = sorted.length - 1;
  return {
    count: values.length,
    zeros: values.length - magnitudes.length,
    least: smallest(values),
    most: largest(values),
    magnitudes: last < 0 ? null : [
      smallest(magnitudes),
      ...QUANTILES.map((part) => sorted[Math.round(part * last)]),
      largest(magnitudes),
    ],
    chosen: sorted.length,
  };
}

/**
 * What fixed point adds to float64.
 *
 * @param errors Of every one of `reals`, in their order.
 * @param points How many elements are named.
 */
export function errorOf(
  { reals, errors }: { readonly reals: Float64Array; readonly errors: Float64Array },
  points: number = LAYER_POINTS,
): TensorError {
  let [most, squares] = [0, 0];
  for (const error of errors) {
    most = Math.max(most, Math.abs(error));
    squares += error * error;
  }
  const reach = reachOf(errors, most);
  const counts = Array.from({ length: ERROR_BINS }, () => 0);
  for (const error of errors) {
    const bin = Math.floor((error + reach) / (2 * reach) * ERROR_BINS);
    counts[Math.max(0, Math.min(ERROR_BINS - 1, bin))]++;
  }
  return {
    most,
    reach,
    rms: Math.sqrt(squares / Math.max(1, reals.length)),
    points: evenIndices(reals.length, points).map((i) => ({ float: reals[i], error: errors[i] })),
    counts: most === 0 ? [] : counts,
  };
}

/** The largest error, or what nearly all are below where it is far beyond. */
function reachOf(errors: Float64Array, most: number): number {
  const sorted = Float64Array.from(
    evenIndices(errors.length, MOST_NUMBERS),
    (index) => Math.abs(errors[index]),
  ).sort();
  const usual = sorted.at(Math.floor(NEARLY_ALL * (sorted.length - 1))) ?? 0;
  return usual > 0 && most > FAR * usual ? usual : most;
}

/**
 * At most so many indices, evenly far apart. Of tensors, whose channels come last, a step with a divisor in common with
 * their number would leave out some channels, and with their width some columns: it has none in common with the count.
 */
function evenIndices(count: number, most: number): readonly number[] {
  let step = Math.max(1, Math.ceil(count / most));
  while (greatestDivisor(step, count) > 1) step++;
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}
