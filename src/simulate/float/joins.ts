import { largest, smallest } from "../../base/numbers/extremes.ts";
import type { ConcatenatePrimitive, MergeOperation, MergePrimitive } from "../../layers/mod.ts";
import { type Shape, sizeOf } from "../../tensor/mod.ts";

const OPERATIONS: Readonly<Record<MergeOperation, (values: readonly number[]) => number>> = {
  add: sum,
  subtract: ([a, b]) => a - b,
  multiply: (values) => values.reduce((product, value) => product * value, 1),
  average: (values) => sum(values) / values.length,
  maximum: (values) => largest(values),
  minimum: (values) => smallest(values),
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** One element of every input at a time; along an axis of length 1 an input repeats. */
export function merge(
  primitive: MergePrimitive,
  inputs: readonly Float64Array[],
  samples: number,
): Float64Array {
  const { shapes } = primitive;
  const operation = OPERATIONS[primitive.operation];
  const shape = shapes[0].map((_, axis) => largest(shapes.map((each) => each[axis])));
  const size = sizeOf(shape);
  const y = new Float64Array(samples * size);
  for (let i = 0; i < size; i++) {
    const places = shapes.map((each) => repeatedOffset(i, { shape, of: each }));
    for (let sample = 0; sample < samples; sample++) {
      y[sample * size + i] = operation(
        inputs.map((data, input) => data[sample * sizeOf(shapes[input]) + places[input]]),
      );
    }
  }
  return y;
}

/** Where a tensor with axes of length 1 holds what stands at an offset of the shape that it repeats to. */
function repeatedOffset(
  offset: number,
  { shape, of }: { readonly shape: Shape; readonly of: Shape },
): number {
  let place = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const index = Math.floor(offset / sizeOf(shape.slice(axis + 1))) % shape[axis];
    place = place * of[axis] + (of[axis] === 1 ? 0 : index);
  }
  return place;
}

/** The inputs one behind the other along an axis. */
export function concatenate(
  { axis, shapes }: ConcatenatePrimitive,
  inputs: readonly Float64Array[],
  samples: number,
): Float64Array {
  const blocks = samples * sizeOf(shapes[0].slice(0, axis));
  const sizes = shapes.map((shape) => sizeOf(shape.slice(axis)));
  const y = new Float64Array(blocks * sum(sizes));
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    inputs.forEach((data, input) => {
      y.set(data.subarray(block * sizes[input], (block + 1) * sizes[input]), at);
      at += sizes[input];
    });
  }
  return y;
}
