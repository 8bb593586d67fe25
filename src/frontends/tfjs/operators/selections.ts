import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import type { Value } from "../../onnx/file/value.ts";
import { apply, integerList } from "../../onnx/operators/constants/apply.ts";
import { asFormatted, channelsFirst, isChannelsFirst } from "./image.ts";
import { SLICE_END } from "../../onnx/operators/rules/slice_rules.ts";

/** Padding with zeros, or with the number of the third input. */
export const pad: Operator = {
  convert(node) {
    const { shape, data } = node.constant(1);
    if (shape.length !== 2 || shape[1] !== 2) {
      throw new Refusal(`its paddings have shape [${shape}], expected two numbers an axis`);
    }
    const pads = integerList([...data.filter((_, i) => i % 2 === 0), ...data.filter((_, i) => i % 2 === 1)]);
    return apply(node, { op: "Pad", inputs: [node.value(0), pads, node.has(2) ? node.value(2) : null] });
  },
};

/** So many elements of every axis from a first one on; −1 is all that are left. */
export const slice: Operator = {
  convert(node) {
    const begin = node.integers(1);
    const size = node.integers(2);
    if (begin.length !== size.length) throw new Refusal("its begin and size differ in length");
    // The open number of samples is not a number.
    const end = begin.map((start, axis) => size[axis] >= 0 ? start + size[axis] : SLICE_END);
    return apply(node, { op: "Slice", inputs: [node.value(0), integerList(begin), integerList(end)] });
  },
};

/** What a StridedSlice takes of one axis of its input, in terms of ONNX's Slice. */
interface AxisRange {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Ranges of some axes, axes of which one element is taken and that vanish, and new axes of length 1. */
export const stridedSlice: Operator = {
  convert(node) {
    const rank = node.rank(0);
    const value = node.value(0);
    if (rank === null) throw new Refusal("the number of axes that it reads is not known");
    const { ranges, removed, added } = slicePlan(node, rank);
    const column = (pick: (range: AxisRange) => number) => integerList(ranges.map(pick));
    const inputs = [
      value,
      column((range) => range.start),
      column((range) => range.end),
      column((range) => range.axis),
      column((range) => range.step),
    ];
    const sliced = ranges.length === 0 ? value : apply(node, { op: "Slice", inputs });
    const squeezed = removed.length === 0
      ? sliced
      : apply(node, { op: "Squeeze", inputs: [sliced, integerList(removed)], suffix: "squeeze" });
    if (added.length === 0) return squeezed;
    return apply(node, { op: "Unsqueeze", inputs: [squeezed, integerList(added)], suffix: "expand" });
  },
};

interface SlicePlan {
  readonly ranges: readonly AxisRange[];
  /** Axes of the input that vanish. */
  readonly removed: readonly number[];
  /** Axes of the result that are new. */
  readonly added: readonly number[];
}

/** @throws {Refusal} if the bounds are not constant or do not belong together. */
function slicePlan(node: OnnxNode, rank: number): SlicePlan {
  const [begin, end, strides] = [1, 2, 3].map((index) => node.integers(index));
  if (begin.length !== end.length || begin.length !== strides.length || begin.length > 32) {
    throw new Refusal("its begin, end and strides differ in length");
  }
  const isSet = (name: string) => {
    const mask = node.attributes.int(name, 0);
    return (i: number) => (mask >> i & 1) === 1;
  };
  const [opensBegin, opensEnd, shrinks] = ["begin_mask", "end_mask", "shrink_axis_mask"].map(isSet);
  const [isEllipsis, isNew] = ["ellipsis_mask", "new_axis_mask"].map(isSet);
  const taken = begin.filter((_, i) => !isEllipsis(i) && !isNew(i)).length;
  if (taken > rank || begin.filter((_, i) => isEllipsis(i)).length > 1) {
    throw new Refusal(`it names ${taken} axes of ${rank}`);
  }
  const ranges: AxisRange[] = [];
  const removed: number[] = [];
  const added: number[] = [];
  let axis = 0;
  let place = 0;
  begin.forEach((start, i) => {
    if (isEllipsis(i)) {
      axis += rank - taken;
      place += rank - taken;
    } else if (isNew(i)) added.push(place++);
    else if (shrinks(i)) {
      ranges.push({ axis, start, end: start === -1 ? SLICE_END : start + 1, step: 1 });
      removed.push(axis++);
    } else {
      const step = strides[i];
      const [first, last] = step > 0 ? [0, SLICE_END] : [SLICE_END, -SLICE_END];
      const open = opensBegin(i) && opensEnd(i) && step === 1;
      const from = opensBegin(i) ? first : start;
      if (!open) ranges.push({ axis, start: from, end: opensEnd(i) ? last : end[i], step });
      axis++;
      place++;
    }
  });
  return { ranges, removed, added };
}

/** Channels to blocks of pixels. */
export const depthToSpace: Operator = blocks("DepthToSpace");
/** Blocks of pixels to channels. */
export const spaceToDepth: Operator = blocks("SpaceToDepth");

function blocks(op: string): Operator {
  return {
    check: (node) => void isChannelsFirst(node),
    convert(node): Value {
      const attributes = { blocksize: node.attributes.int("block_size", 0) };
      return asFormatted(node, apply(node, { op, inputs: [channelsFirst(node, node.value(0))], attributes }));
    },
  };
}
