import { shapeDefect } from "../../../../tensor/bounds.ts";
import { sizeOf } from "../../../../tensor/mod.ts";
import { Refusal } from "../../../import/refusal.ts";
import type { OnnxNode } from "../../node.ts";

/**
 * Zeros for a constant of some shape.
 * @throws {Refusal} if it is no shape, or the model would have too many numbers.
 */
export function allocate(node: OnnxNode, shape: readonly number[]): Float64Array<ArrayBuffer> {
  const defect = shapeDefect(shape, 0);
  if (defect !== null) throw new Refusal(`its result ${defect}`);
  const count = sizeOf(shape);
  node.builder.reserve(count);
  return new Float64Array(count);
}

/**
 * Numbers of a constant, one by one made others.
 * @throws {Refusal} if the model would have too many numbers.
 */
export function mapped(
  node: OnnxNode,
  data: Float64Array,
  compute: (value: number) => number,
): Float64Array {
  node.builder.reserve(data.length);
  return data.map((value) => compute(value));
}
