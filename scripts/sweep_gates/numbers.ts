import type { RealTensor, Shape } from "../../src/tensor/mod.ts";

/** Numbers between -4 and 4, of five fraction bits: like trained ones, few are 0 or a power of two. */
export function numbers(count: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => (((i + seed) * 2654435761 >>> 0) % 257 - 128) / 32);
}

/** Weights of a layer. */
export function weights(shape: Shape, seed = 1): RealTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from(numbers(count, seed)) };
}
