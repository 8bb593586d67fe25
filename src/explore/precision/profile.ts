import { largest, smallest } from "../../base/numbers/extremes.ts";
import { type Model, primitiveOf } from "../../model/mod.ts";
import { evaluateFloat } from "../../simulate/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";

/**
 * How large the numbers of a tensor are.
 *
 * @category Exploring
 */
export interface TensorProfile {
  /** Numbers of one sample, or of all parameters. */
  readonly count: number;
  /** The least of all. */
  readonly min: number;
  /** The largest of all. */
  readonly max: number;
  /** Numbers below which one in a hundred, half of them, and all but one in a hundred are. */
  readonly quantiles: readonly [number, number, number];
  /** How many numbers other than 0 have a magnitude from 2^(first + i) to below 2^(first + i + 1), for i from 0. */
  readonly magnitudes: { readonly first: number; readonly counts: readonly number[] };
}

/** How large the results of the layers of a model are for samples, by the name of the layer. */
export function profileModel(
  model: Model,
  inputs: readonly RealTensor[],
): ReadonlyMap<string, TensorProfile> {
  return new Map(
    [...evaluateFloat(model, inputs)].map(([name, { shape: [samples], data }]) => [
      name,
      profileOf(data, data.length / samples),
    ]),
  );
}

/** How large numbers are. @param count Of a sample. */
export function profileOf(values: Float64Array, count: number = values.length): TensorProfile {
  const sorted = values.toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const exponents = new Map<number, number>();
  for (const value of values) {
    if (value === 0) continue;
    const exponent = exponentOf(Math.abs(value));
    exponents.set(exponent, (exponents.get(exponent) ?? 0) + 1);
  }
  const first = exponents.size === 0 ? 0 : smallest(exponents.keys());
  const last = exponents.size === 0 ? -1 : largest(exponents.keys());
  return {
    count,
    min: sorted[0],
    max: sorted[sorted.length - 1],
    quantiles: [at(0.01), at(0.5), at(0.99)],
    magnitudes: {
      first,
      counts: Array.from({ length: last - first + 1 }, (_, i) => exponents.get(first + i) ?? 0),
    },
  };
}

/** ⌊log2⌋ of a positive number, by comparison with powers of two: a logarithm is rounded. */
function exponentOf(value: number): number {
  const near = Math.floor(Math.log2(value));
  if (2 ** near > value) return near - 1;
  return 2 ** (near + 1) <= value ? near + 1 : near;
}

/** Bits before the binary point, that of the sign included, with which no number of a profile overflows. */
export function integerBits({ min, max }: Pick<TensorProfile, "min" | "max">, signed: boolean): number {
  // By comparison, too.
  const fits = (bits: number) => max < 2 ** bits && (!signed || min >= -(2 ** bits));
  let bits = 0;
  if (max <= 0 && (!signed || min >= 0)) return signed ? 1 : 0;
  while (!fits(bits)) bits++;
  while (fits(bits - 1)) bits--;
  return bits + (signed ? 1 : 0);
}

/** The trained numbers of a layer of a simplified model. */
export function parametersOf(model: Model, name: string) {
  const primitive = primitiveOf(model, model.layers.find((layer) => layer.name === name)!);
  return primitive.kind === "dense" || primitive.kind === "convolution"
    ? { weight: primitive.weights, bias: primitive.bias }
    : { weight: null, bias: null };
}
