import { sizeOf } from "../../../../tensor/mod.ts";
import { Refusal } from "../../../import/refusal.ts";
import type { OnnxNode } from "../../node.ts";

/**
 * An axis counted from the front.
 * @throws {Refusal} if there is no such axis.
 */
export function axisIndex(axis: number, rank: number): number {
  const index = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(index) || index < 0 || index >= rank) {
    throw new Refusal(`axis ${axis} does not exist among ${rank}`);
  }
  return index;
}

/** The axes that a node names: an attribute, from version 13 of Squeeze and Unsqueeze an input. */
export function nodeAxes(node: OnnxNode): readonly number[] | undefined {
  return node.attributes.ints("axes") ?? (node.has(1) ? node.integers(1) : undefined);
}

/** The `perm` attribute; default: all axes in reverse. */
export function nodePermutation(node: OnnxNode, rank: number): readonly number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const permutation = node.attributes.ints("perm") ?? axes.toReversed();
  if (permutation.length !== rank || axes.some((axis) => !permutation.includes(axis))) {
    throw new Refusal(`perm [${permutation}] does not permute ${rank} axes`);
  }
  return permutation;
}

/** The part of a shape that a Shape node asks for (`start` and `end` from version 15). */
export function shapeRange(node: OnnxNode, shape: readonly number[]): readonly number[] {
  if (node.opset < 15) return shape;
  return shape.slice(node.attributes.int("start", 0), node.attributes.int("end", shape.length));
}

/** Shape after Flatten: the axes before `axis` in one, the others in the second. */
export function flattenedShape(shape: readonly number[], axis: number): number[] {
  const at = axis === shape.length ? axis : axisIndex(axis, shape.length);
  return [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))];
}

/** Shape after Squeeze; without axes all of length 1 go. */
export function squeezedShape(shape: readonly number[], axes: readonly number[] | undefined): number[] {
  const gone = new Set(axes?.map((axis) => axisIndex(axis, shape.length)));
  for (const axis of gone) {
    if (Number.isNaN(shape[axis])) throw new Refusal(`axis ${axis} is the sample axis`);
    if (shape[axis] !== 1) {
      throw new Refusal(`axis ${axis} has length ${shape[axis]}, only length 1 can be removed`);
    }
  }
  return shape.filter((size, axis) => axes === undefined ? size !== 1 : !gone.has(axis));
}

/** Shape after Unsqueeze; axes are those of the result. */
export function unsqueezedShape(shape: readonly number[], axes: readonly number[]): number[] {
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisIndex(axis, rank)));
  if (added.size !== axes.length) throw new Refusal(`axes [${axes}] name an axis twice`);
  const sizes = shape.values();
  return Array.from({ length: rank }, (_, axis) => added.has(axis) ? 1 : sizes.next().value ?? 1);
}

/**
 * Shape after Reshape: 0 copies a size (unless `allowzero` is set), one −1 takes what is left.
 *
 * @param wanted May hold NaN for an open sample axis, as may `shape`.
 * @throws {Refusal} if it does not come out.
 */
export function reshapedShape(node: OnnxNode, wanted: readonly number[], shape: readonly number[]): number[] {
  const copies = node.opset < 14 || node.attributes.int("allowzero", 0) === 0;
  const sizes = wanted.map((size, i) => size === 0 && copies && i < shape.length ? shape[i] : size);
  const valid = sizes.every((size) => Number.isNaN(size) || (Number.isSafeInteger(size) && size >= -1));
  const open = sizes.indexOf(-1);
  if (!valid || open !== sizes.lastIndexOf(-1)) throw new Refusal(`its shape [${wanted}] is not valid`);
  if (open < 0) return sizes;
  const known = sizes.filter((size) => size !== -1);
  // With an open sample axis −1 can only stand for that; whether it is in its place the caller sees.
  if (shape.some(Number.isNaN) && !known.some(Number.isNaN)) {
    return sizes.map((size) => size === -1 ? NaN : size);
  }
  const numbers = (list: readonly number[]) => list.filter((size) => !Number.isNaN(size));
  const left = sizeOf(numbers(shape)) / sizeOf(numbers(known));
  if (!Number.isSafeInteger(left)) {
    throw new Refusal(`its shape [${wanted}] does not divide the elements of [${shape}]`);
  }
  return sizes.map((size) => size === -1 ? left : size);
}
