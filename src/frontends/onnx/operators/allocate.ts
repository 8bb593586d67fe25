import type { OnnxNode } from "../node.ts";

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  // Infinity · 0 would be NaN, which passes every upper bound.
  return shape.includes(0) ? 0 : shape.reduce((total, size) => total * size, 1);
}

/**
 * Zeros for a constant of some shape.
 * @throws {Refusal} if the model would have too many numbers.
 */
export function allocate(node: OnnxNode, shape: readonly number[]): Float64Array<ArrayBuffer> {
  const count = elementCount(shape);
  node.builder.reserve(count);
  return new Float64Array(count);
}
