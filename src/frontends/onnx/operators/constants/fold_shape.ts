import { permuteData } from "../../../import/layout.ts";
import { Refusal } from "../../../import/refusal.ts";
import type { OnnxNode } from "../../node.ts";
import type { ConstantTensor } from "../../file/tensor.ts";
import { elementCount } from "../../../../tensor/ndarray.ts";
import { INT64, isFloat } from "../../file/element.ts";
import { allocate } from "./allocate.ts";
import { broadcastShape, indexer } from "./fold_arithmetic.ts";
import type { Fold } from "../operator.ts";
import {
  axisIndex,
  nodeAxes,
  nodePermutation,
  reshapedShape,
  squeezedShape,
  unsqueezedShape,
} from "../rules/shape_rules.ts";
import { sliceBounds, sliceRange } from "../rules/slice_rules.ts";

type Folded = ReturnType<Fold>;

/** The same elements in another shape. */
export const reshape: Fold = (node) => {
  const source = node.constant(0);
  return view(source, reshapedShape(node, node.integers(1), source.shape));
};

/** Axes of length 1 taken away. */
export const squeeze: Fold = (node) => {
  const source = node.constant(0);
  return view(source, squeezedShape(source.shape, nodeAxes(node)));
};

/** Axes of length 1 added. */
export const unsqueeze: Fold = (node) => {
  const source = node.constant(0);
  return view(source, unsqueezedShape(source.shape, nodeAxes(node) ?? []));
};

function view({ elementType, data, shape: old }: ConstantTensor, shape: readonly number[]): Folded {
  if (elementCount(shape) !== data.length) throw new Refusal(`shape [${old}] cannot become [${shape}]`);
  return { elementType, shape, data };
}

/** Axes in another order. */
export const transpose: Fold = (node) => {
  const source = node.constant(0);
  const order = nodePermutation(node, source.shape.length);
  node.builder.reserve(source.data.length);
  const shape = order.map((axis) => source.shape[axis]);
  return { elementType: source.elementType, shape, data: permuteData(source, order) };
};

/** Elements picked by index along one axis. */
export const gather: Fold = (node) => {
  const { shape, data, elementType } = node.constant(0);
  const indices = node.constant(1);
  const axis = axisIndex(node.attributes.int("axis", 0), shape.length);
  const picked = [...indices.data].map((index) => axisIndex(index, shape[axis]));
  const result = take(node, { shape, data }, { axis, picked });
  const newShape = [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)];
  return { elementType, shape: newShape, data: result };
};

/** A range along each of some axes. */
export const slice: Fold = (node) => {
  const { elementType, ...source } = node.constant(0);
  // An empty tensor may have an axis of any length.
  if (source.data.length === 0) throw new Refusal("it slices an empty tensor");
  let result: { shape: readonly number[]; data: Float64Array } = source;
  for (const { axis: named, ...range } of sliceBounds(node)) {
    const axis = axisIndex(named, source.shape.length);
    const { start, step, length } = sliceRange(result.shape[axis], range);
    const picked = Array.from({ length }, (_, i) => start + i * step);
    const shape = result.shape.with(axis, picked.length);
    result = { shape, data: take(node, result, { axis, picked }) };
  }
  return { elementType, shape: result.shape, data: result.data };
};

/** The chosen indices of one axis. */
function take(
  node: OnnxNode,
  { shape, data }: { readonly shape: readonly number[]; readonly data: Float64Array },
  { axis, picked }: { readonly axis: number; readonly picked: readonly number[] },
): Float64Array {
  const inner = elementCount(shape.slice(axis + 1));
  const outer = elementCount(shape.slice(0, axis));
  const result = allocate(node, [outer, picked.length, inner]);
  for (let block = 0, to = 0; block < outer; block++) {
    for (const index of picked) {
      const from = (block * shape[axis] + index) * inner;
      result.set(data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return result;
}

/** The elements repeated along axes of length 1, and along new ones in front. */
export const expand: Fold = (node) => {
  const { elementType, ...source } = node.constant(0);
  const wanted = node.integers(1);
  if (!wanted.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new Refusal(`its shape [${wanted}] is not a list of known sizes`);
  }
  const shape = broadcastShape(source.shape, wanted);
  const from = indexer(source.shape, shape);
  return { elementType, shape, data: allocate(node, shape).map((_, i) => source.data[from(i)]) };
};

/** Numbers from a start (included) to an end (excluded) in equal steps. */
export const range: Fold = (node) => {
  const { elementType, data: [start] } = node.constant(0);
  const [limit, delta] = [1, 2].map((index) => node.constant(index).data[0]);
  const count = Math.max(Math.ceil((limit - start) / delta), 0);
  if (!Number.isSafeInteger(count)) throw new Refusal(`it counts from ${start} to ${limit} by ${delta}`);
  return { elementType, shape: [count], data: allocate(node, [count]).map((_, i) => start + i * delta) };
};

/** The number of elements. */
export const size: Fold = (node) => {
  const { data } = node.constant(0);
  return { elementType: INT64, shape: [], data: Float64Array.of(data.length) };
};

/** The product over all axes, or over some. */
export const reduceProd: Fold = (node) => {
  const { shape, data, elementType } = node.constant(0);
  const axes = (nodeAxes(node) ?? shape.map((_, axis) => axis)).map((axis) => axisIndex(axis, shape.length));
  if (axes.length < shape.length) throw new Refusal("it multiplies along some axes only");
  const result = data.reduce((product, value) => product * value, 1);
  if (!isFloat(elementType) && !Number.isSafeInteger(result)) {
    throw new Refusal(
      "it computes with a size that is open (or too large); fix the number of samples with --input-shape",
    );
  }
  const kept = node.attributes.int("keepdims", 1) !== 0 ? shape.map(() => 1) : [];
  return { elementType, shape: kept, data: Float64Array.of(result) };
};

/** Tensors one behind the other along an axis. */
export const concat: Fold = (node) => {
  const { shape, elementType } = node.constant(0);
  const parts = Array.from({ length: node.inputCount }, (_, i) => node.constant(i));
  const axis = axisIndex(node.attributes.int("axis", 0), shape.length);
  const fits = parts.every((part) =>
    part.shape.length === shape.length && part.shape.every((size, i) => i === axis || size === shape[i])
  );
  if (!fits) throw new Refusal("its inputs differ in shape");
  const total = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const result = allocate(node, shape.with(axis, total));
  const outer = elementCount(shape.slice(0, axis));
  for (let block = 0, to = 0; block < outer; block++) {
    for (const { data } of parts) {
      const length = data.length / outer;
      result.set(data.subarray(block * length, (block + 1) * length), to);
      to += length;
    }
  }
  return { elementType, shape: shape.with(axis, total), data: result };
};
