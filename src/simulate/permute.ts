import { type Shape, sizeOf, stridesOf } from "../tensor/mod.ts";

/** A permutation of the axes of a tensor: output axis i is input axis `permutation[i]`. */
export interface AxisPermutation {
  /** Shape of the input. */
  readonly shape: Shape;
  readonly permutation: readonly number[];
}

/** The same permutation of the axes behind a new leading sample axis. */
export function perSample(samples: number, { shape, permutation }: AxisPermutation): AxisPermutation {
  return { shape: [samples, ...shape], permutation: [0, ...permutation.map((axis) => axis + 1)] };
}

/** For each element of the permuted tensor, in row-major order, its index in the input. */
export function permutedIndices({ shape, permutation }: AxisPermutation): Uint32Array {
  const strides = stridesOf(shape);
  const sizes = permutation.map((axis) => shape[axis]);
  const steps = permutation.map((axis) => strides[axis]);
  const indices = new Uint32Array(sizeOf(shape));
  const position = new Array<number>(sizes.length).fill(0);
  let from = 0;
  for (let to = 0; to < indices.length; to++) {
    indices[to] = from;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++position[axis] < sizes[axis]) break;
      from -= sizes[axis] * steps[axis];
      position[axis] = 0;
    }
  }
  return indices;
}
