import { beatChunks } from "./beat_chunks.ts";
import { greatestDivisor } from "../../base/numbers/divisors.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";
import type { PermuteChunks } from "../plans/module_plans.ts";
import type { PermutePlan } from "../plans/plan.ts";

/** The largest chunks of a permutation that stay side by side and that beats of both ends are made of. */
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
  const axes = [
    ...permutation.slice(0, kept).map((axis) => ({ length: shape[axis], stride: strides[axis] })),
    { length: run / chunk, stride: 1 },
  ];
  return {
    ...beatChunks({ chunk, input, output }),
    count: (input.beats.count * input.beats.width) / chunk,
    axes: axes.map(({ length, stride }, i) => ({
      length,
      stride,
      step: axes.slice(i + 1).reduce((step, inner) => step - (inner.length - 1) * inner.stride, stride),
    })),
  };
}
