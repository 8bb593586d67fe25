import type { NdArray } from "../../tensor/mod.ts";
import type { Metric, MetricInput } from "./metrics.ts";

/** A metric of some samples. */
export interface Measured {
  /** Of all of them. */
  readonly value: number;
  /** Of each of the parts of them. */
  readonly parts: readonly number[];
}

/** Parts of samples from which it is told how much a figure depends on them. */
const PARTS = 8;

/** A metric, and what it is on parts of the samples, each of which is of samples that follow one another. */
export function measure(metric: Metric, input: MetricInput): Measured {
  const [samples] = input.outputs[0].shape;
  const parts = Math.min(PARTS, samples);
  const end = (part: number) => Math.round(part * samples / parts);
  return {
    value: metric.of(input),
    parts: Array.from({ length: parts }, (_, part) => {
      const take = (array: NdArray) => takeRange(array, end(part), end(part + 1));
      const { outputs, floats, labels } = input;
      return metric.of({
        outputs: outputs.map(take),
        floats: floats.map(take),
        labels: labels === null ? null : take(labels),
      });
    }),
  };
}

function takeRange({ shape: [count, ...rest], data }: NdArray, from: number, to: number): NdArray {
  const size = data.length / count;
  return { shape: [to - from, ...rest], data: data.subarray(from * size, to * size) };
}

/** Standard deviation of numbers that are finite; 0 of fewer than two. */
export function deviation(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return 0;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (finite.length - 1));
}

/** Standard error of a figure, from those of parts of the samples. */
export function standardError(parts: readonly number[]): number {
  const count = parts.filter(Number.isFinite).length;
  return count < 2 ? 0 : deviation(parts) / Math.sqrt(count);
}
