import type {
  AffinePrimitive,
  ClipPrimitive,
  DensePrimitive,
  PermutePrimitive,
  RectifierPrimitive,
} from "../../layers/mod.ts";
import { permutedIndices, perSample } from "../permute.ts";
import { addProducts } from "../products.ts";

/** y = x·weights + bias for every sample `[samples, inputs]`. */
export function multiply(primitive: DensePrimitive, x: Float64Array, samples: number): Float64Array {
  const { inputs, outputs, weights: w, bias } = primitive;
  const y = new Float64Array(samples * outputs);
  for (let sample = 0; sample < samples; sample++) {
    const yAt = sample * outputs;
    if (bias !== null) y.set(bias, yAt);
    addProducts({ x, xAt: sample * inputs, w, wAt: 0, wStride: outputs, y, yAt, inputs, outputs });
  }
  return y;
}

/** y = scale·x + shift; the parameters repeat. */
export function scale({ scale, shift }: AffinePrimitive, x: Float64Array): Float64Array {
  return x.map((value, i) => scale[i % scale.length] * value + shift[i % shift.length]);
}

/** y = x for x ≥ 0, slope·x below; the slopes repeat. */
export function rectify({ slopes }: RectifierPrimitive, x: Float64Array): Float64Array {
  return x.map((value, i) => value >= 0 ? value : slopes[i % slopes.length] * value);
}

/** y = min(max(x, min), max) */
export function clip({ min, max }: ClipPrimitive, x: Float64Array): Float64Array {
  return x.map((value) => Math.min(Math.max(value, min), max));
}

/** The axes of every sample in another order. */
export function permute(primitive: PermutePrimitive, x: Float64Array, samples: number): Float64Array {
  const indices = permutedIndices(perSample(samples, primitive));
  return new Float64Array(x.length).map((_, i) => x[indices[i]]);
}
