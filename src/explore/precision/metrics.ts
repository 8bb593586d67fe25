import { InterlaceError } from "../../base/errors.ts";
import type { NdArray } from "../../tensor/mod.ts";

/**
 * What a metric looks at: arrays of shape `(samples, ...sourceShape)`, one for each output of the model.
 *
 * @category Exploring
 */
export interface MetricInput {
  /** Of the design, or of the float64 model where the reference is measured. */
  readonly outputs: readonly NdArray[];
  /** Of the float64 model. */
  readonly floats: readonly NdArray[];
  /** What is right, a sample an entry of the first axis; null where nobody said. */
  readonly labels: NdArray | null;
}

/**
 * A figure of merit of outputs.
 *
 * @category Exploring
 */
export interface Metric {
  /** For people. */
  readonly name: string;
  /** Which of two figures is the better one. */
  readonly better: "higher" | "lower";
  /** Whether it says nothing without labels. */
  readonly needsLabels: boolean;
  /** The loss that is accepted where nobody says: against float64, or, where float64 is perfect, the least figure. */
  readonly budget: { readonly withLabels: number | null; readonly without: number | null };
  /** URL of the module that it comes from, whose default export it is, so that workers can load it; none of those that there are. */
  readonly module?: string;
  /** The figure. */
  readonly of: (input: MetricInput) => number;
}

/** Names of the metrics that there are. */
export const METRIC_NAMES = ["snr", "mse", "psnr", "accuracy", "auc", "iou"] as const;

/**
 * Those by name: signal-to-noise ratio in dB, mean squared error and peak signal-to-noise ratio in dB of the outputs against
 * labels, else against float64; the share of samples whose largest output is that of the label; area under the receiver
 * operating characteristic of all outputs as scores of labels 0 and 1; intersection over union of outputs and labels of at
 * least one half.
 */
export const METRICS: Readonly<Record<typeof METRIC_NAMES[number], Metric>> = {
  snr: {
    name: "snr",
    better: "higher",
    needsLabels: false,
    budget: { withLabels: 0.1, without: 40 },
    of: (input) => decibels(pairs(input), ({ targets }) => meanOf(targets, (value) => value * value)),
  },
  mse: {
    name: "mse",
    better: "lower",
    needsLabels: false,
    budget: { withLabels: null, without: null },
    of: (input) => squaredError(pairs(input)),
  },
  psnr: {
    name: "psnr",
    better: "higher",
    needsLabels: false,
    budget: { withLabels: 0.1, without: 40 },
    of: (input) => decibels(pairs(input), ({ targets }) => peakOf(targets) ** 2),
  },
  accuracy: {
    name: "accuracy",
    better: "higher",
    needsLabels: true,
    budget: { withLabels: 0.005, without: null },
    of: accuracy,
  },
  auc: {
    name: "auc",
    better: "higher",
    needsLabels: true,
    budget: { withLabels: 0.001, without: null },
    of: (input) => areaUnderCurve(pairs(input)),
  },
  iou: {
    name: "iou",
    better: "higher",
    needsLabels: true,
    budget: { withLabels: 0.005, without: null },
    of: (input) => intersectionOverUnion(pairs(input)),
  },
};

/** Numbers side by side with what they should be. */
interface Pairs {
  readonly values: Float64Array;
  readonly targets: Float64Array;
}

function pairs({ outputs, floats, labels }: MetricInput): Pairs {
  const values = joined(outputs);
  const targets = labels === null ? joined(floats) : labels.data;
  if (targets.length === values.length) return { values, targets };
  throw new InterlaceError(
    `Cannot compare outputs with labels: there are ${values.length} numbers and ${targets.length} labels`,
    { code: "data-mismatch", hint: "Give labels of the shape of the output, or another metric." },
  );
}

function joined(arrays: readonly NdArray[]): Float64Array {
  if (arrays.length === 1) return arrays[0].data;
  const all = new Float64Array(arrays.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of arrays) {
    all.set(data, at);
    at += data.length;
  }
  return all;
}

function meanOf(values: Float64Array, of: (value: number) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

function peakOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity) -
    values.reduce((least, value) => Math.min(least, value), Infinity);
}

function squaredError({ values, targets }: Pairs): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - targets[i]) ** 2;
  return sum / values.length;
}

/** Ten times the logarithm of a power over that of the error; Infinity without any error. */
function decibels(pairs: Pairs, power: (pairs: Pairs) => number): number {
  const error = squaredError(pairs);
  return error === 0 ? Infinity : 10 * Math.log10(power(pairs) / error);
}

function accuracy({ outputs, labels }: MetricInput): number {
  const [{ shape: [samples], data }] = outputs;
  const classes = data.length / samples;
  if (labels === null || labels.data.length !== samples && labels.data.length !== data.length) {
    throw new InterlaceError(
      `Cannot tell the accuracy: ${samples} samples need as many labels, or ${classes} for each`,
      { code: "data-mismatch" },
    );
  }
  const perSample = labels.data.length / samples;
  let right = 0;
  for (let i = 0; i < samples; i++) {
    const label = perSample === 1
      ? labels.data[i]
      : largestIndex(labels.data.subarray(i * classes, (i + 1) * classes));
    const chosen = classes === 1
      ? Number(data[i] >= 0.5)
      : largestIndex(data.subarray(i * classes, (i + 1) * classes));
    if (chosen === label) right++;
  }
  return right / samples;
}

function largestIndex(values: Float64Array): number {
  return values.reduce((best, value, i) => value > values[best] ? i : best, 0);
}

/** The share of pairs of a 1 and a 0 whose scores are in order, ties counting half (Mann and Whitney). */
function areaUnderCurve(pairs: Pairs): number {
  return areaOfSteps(pairs) ?? areaBySorting(pairs);
}

/** Most different scores that are counted instead of being sorted. */
const MOST_STEPS = 2 ** 20;

/** The same of scores that are multiples of a power of two, as those of a fixed-point type are; null for others. */
function areaOfSteps({ values, targets }: Pairs): number | null {
  let [scale, least, most] = [1, Infinity, -Infinity];
  for (const value of values) {
    while (scale <= MOST_STEPS && value * scale !== Math.floor(value * scale)) scale *= 2;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const steps = (most - least) * scale + 1;
  if (scale > MOST_STEPS || !(steps <= MOST_STEPS)) return null;
  const ones = new Float64Array(steps);
  const zeros = new Float64Array(steps);
  for (let i = 0; i < values.length; i++) {
    (targets[i] >= 0.5 ? ones : zeros)[(values[i] - least) * scale]++;
  }
  let [below, seen, won] = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    won += ones[step] * (below + zeros[step] / 2);
    below += zeros[step];
    seen += ones[step];
  }
  return won / (seen * below);
}

function areaBySorting({ values, targets }: Pairs): number {
  // Sorting numbers themselves is many times faster than sorting their indices.
  const ones = values.filter((_, i) => targets[i] >= 0.5).sort();
  const zeros = values.filter((_, i) => targets[i] < 0.5).sort();
  let [below, upTo, won] = [0, 0, 0];
  for (const score of ones) {
    while (below < zeros.length && zeros[below] < score) below++;
    while (upTo < zeros.length && zeros[upTo] <= score) upTo++;
    won += (below + upTo) / 2;
  }
  return won / (ones.length * zeros.length);
}

function intersectionOverUnion({ values, targets }: Pairs): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < values.length; i++) {
    const [a, b] = [values[i] >= 0.5, targets[i] >= 0.5];
    if (a && b) both++;
    if (a || b) either++;
  }
  return either === 0 ? 1 : both / either;
}
