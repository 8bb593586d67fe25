import { definitionOf, type Layer } from "../layers/mod.ts";
import { type Shape, sizeOf } from "../tensor/mod.ts";

/** Where the elements of a rearranged tensor come from: element i is element `order[i]` of the old tensor, row-major. */
export type ElementOrder = Uint32Array;

/** What a rearranged tensor takes of one axis of the old one. */
export interface AxisPart {
  /** Of the old tensor. */
  readonly axis: number;
  /** Index of the first element along the axis. */
  readonly start: number;
  /** Elements along the axis. */
  readonly length: number;
}

/** The order of a tensor whose axes are these parts of those of a tensor of some shape, each axis once. */
export function orderOf(shape: Shape, parts: readonly AxisPart[]): ElementOrder {
  let order = Uint32Array.of(0);
  for (const { axis, start, length } of parts) {
    const stride = sizeOf(shape.slice(axis + 1));
    const finer = new Uint32Array(order.length * length);
    for (let i = 0; i < finer.length; i++) {
      finer[i] = order[Math.floor(i / length)] + (start + i % length) * stride;
    }
    order = finer;
  }
  return order;
}

/** The order that a transposition gives the elements of a tensor of this shape. */
export function transposedOrder(shape: Shape, permutation: readonly number[]): ElementOrder {
  return orderOf(shape, permutation.map((axis) => ({ axis, start: 0, length: shape[axis] })));
}

/** The order that undoes another one. */
export function inverseOrder(order: ElementOrder): ElementOrder {
  const inverse = new Uint32Array(order.length);
  order.forEach((from, to) => inverse[from] = to);
  return inverse;
}

/** The columns of a row-major matrix in another order; a vector is a matrix of one row. */
export function reorderColumns(matrix: Float64Array, order: ElementOrder): Float64Array {
  const columns = order.length;
  return matrix.map((_, i) => matrix[i - i % columns + order[i % columns]]);
}

/** The rows of a row-major matrix in another order. */
export function reorderRows(matrix: Float64Array, order: ElementOrder): Float64Array {
  const columns = matrix.length / order.length;
  return matrix.map((_, i) => matrix[order[Math.floor(i / columns)] * columns + i % columns]);
}

/**
 * Parameters that repeat along a tensor of `size` elements as ones that repeat every `period` elements; null where the
 * tensor's parameters have no such period.
 */
export function withPeriod(
  values: Float64Array,
  { size, period }: { readonly size: number; readonly period: number },
): Float64Array | null {
  const result = Float64Array.from({ length: period }, (_, i) => values[i % values.length]);
  if (period % values.length === 0) return result;
  for (let i = period; i < size; i++) {
    if (values[i % values.length] !== result[i % period]) return null;
  }
  return result;
}

/**
 * The layer that does to every element of a rearranged tensor what this one does to it in the old tensor; null where
 * the layer does not work on each element by itself, or cannot hold the rearranged parameters.
 */
export function rearrangeLayer(
  layer: Layer,
  tensor: { readonly from: Shape; readonly to: Shape; readonly order: ElementOrder },
): Layer | null {
  const primitive = definitionOf(layer).primitive(layer, [tensor.from]);
  const size = sizeOf(tensor.to);
  const channels = tensor.to[tensor.to.length - 1];
  const rearranged = (values: Float64Array, period: number): Float64Array | null =>
    withPeriod(Float64Array.from(tensor.order, (from) => values[from % values.length]), { size, period });
  switch (primitive.kind) {
    case "relu":
    case "clip":
    case "table":
    case "hard_sigmoid":
    case "formula":
    case "quantize":
      return layer;
    case "view":
      return layer.kind === "identity" ? layer : null;
    case "rectifier": {
      if (primitive.slopes.length === 1) return layer;
      if (layer.kind !== "prelu") return null;
      const slopes = rearranged(layer.slopes, channels) ?? rearranged(layer.slopes, size);
      return slopes && { ...layer, slopes };
    }
    case "affine": {
      if (layer.kind !== "batch_norm") return null;
      const scale = rearranged(layer.scale, channels);
      const shift = rearranged(layer.shift, channels);
      return scale && shift && { ...layer, scale, shift };
    }
    default:
      return null;
  }
}
