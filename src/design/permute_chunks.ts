import { greatestDivisor } from "../base/divisors.ts";
import type { StreamTensor } from "./tensor_plan.ts";
import type { PermutePlan } from "./plan.ts";

/** An axis of the output that is walked chunk by chunk. */
export interface ChunkAxis {
  readonly length: number;
  /** From one index to the next, in chunks of the input. */
  readonly stride: number;
}

/** How `permute.v` moves a tensor: in chunks of elements that stay side by side and that beats are made of. */
export interface PermuteChunks {
  /** Elements of a chunk. */
  readonly chunk: number;
  /** Chunks of an image, and of a beat of each end. */
  readonly count: number;
  readonly ofInput: number;
  readonly ofOutput: number;
  /** Of the output, the outermost first. */
  readonly axes: readonly ChunkAxis[];
}

/** The largest chunks there are. */
export function permuteChunks(
  { shape, permutation }: PermutePlan,
  { input, output }: { readonly input: StreamTensor; readonly output: StreamTensor },
): PermuteChunks {
  let kept = shape.length;
  while (kept > 0 && permutation[kept - 1] === kept - 1) kept--;
  const run = shape.slice(kept).reduce((size, length) => size * length, 1);
  const chunk = [input.beats.width, output.beats.width].reduce(greatestDivisor, run);
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((size, length) => size * length, 1) / chunk
  );
  return {
    chunk,
    count: (input.beats.count * input.beats.width) / chunk,
    ofInput: input.beats.width / chunk,
    ofOutput: output.beats.width / chunk,
    axes: [
      ...permutation.slice(0, kept).map((axis) => ({ length: shape[axis], stride: strides[axis] })),
      { length: run / chunk, stride: 1 },
    ],
  };
}
