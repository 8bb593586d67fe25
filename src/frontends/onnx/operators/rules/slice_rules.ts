import { Refusal } from "../../../import/refusal.ts";
import type { OnnxNode } from "../../node.ts";

/** What ONNX's Slice takes for "to the end". */
export const SLICE_END = 2 ** 31 - 1;

/** What a Slice node says about one axis, as it says it. */
export interface SliceBounds {
  /** May count from the end. */
  readonly axis: number;
  /** May count from the end, and lie outside the axis. */
  readonly start: number;
  /** The first index that is not taken; likewise. */
  readonly end: number;
  /** From one index to the next; may be negative, and is not 0. */
  readonly step: number;
}

/**
 * The axes that a Slice node names: attributes before version 10, inputs since.
 * @throws {Refusal} if they do not belong together.
 */
export function sliceBounds(node: OnnxNode): readonly SliceBounds[] {
  const list = (name: string, index: number) =>
    node.attributes.ints(name) ?? (node.has(index) ? node.integers(index) : undefined);
  const starts = list("starts", 1) ?? [];
  const ends = list("ends", 2) ?? [];
  const axes = list("axes", 3) ?? starts.map((_, axis) => axis);
  const steps = list("steps", 4) ?? starts.map(() => 1);
  if ([ends, axes, steps].some((values) => values.length !== starts.length)) {
    throw new Refusal("its starts, ends, axes and steps differ in number");
  }
  return axes.map((axis, i) => ({ axis, start: starts[i], end: ends[i], step: steps[i] }));
}

/** The indices start, start + step, … that ONNX's Slice takes of an axis, its bounds clamped to the axis. */
export function sliceRange(
  length: number,
  { start, end, step }: Omit<SliceBounds, "axis">,
): { readonly start: number; readonly step: number; readonly length: number } {
  if (step === 0 || !Number.isSafeInteger(step)) throw new Refusal(`a slice with step ${step} is not valid`);
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number) => Math.min(Math.max(bound < 0 ? bound + length : bound, lowest), highest);
  const count = Math.max(Math.ceil((clamp(end) - clamp(start)) / step), 0);
  return { start: clamp(start), step, length: count };
}
