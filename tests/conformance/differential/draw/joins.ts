import type { FixedType } from "../../../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../../../src/model/mod.ts";
import type { Choices } from "../choices.ts";
import type { Image } from "../definition/image.ts";
import {
  type BlockOrder,
  concatenate,
  depthToSpace,
  type Merge,
  merge,
  permute,
  select,
  spaceToDepth,
} from "../definition/joins.ts";
import type { DrawnInput, DrawnNetwork } from "../layer.ts";
import { type Draw, drawShape, productOf, single, sumOf, type Wish } from "./elements.ts";
import { drawMovedCut, drawNear, drawReals, drawType, formatOf } from "./types.ts";

const MERGES: readonly Merge[] = ["add", "subtract", "multiply", "average", "maximum", "minimum"];

/** Two tensors or more, one of which may have one pixel or one channel that all others meet. */
export const MERGE: Draw = (choose, wish) => {
  const operation = choose.of(MERGES);
  const shape = drawShape(choose);
  const inputs = drawInputs(choose, wish, {
    shapes: Array.from(
      { length: operation === "subtract" ? 2 : choose.of([2, 2, 2, 3, 4]) },
      (_, input) => input > 0 && choose.percent(25) ? repeating(choose, shape) : shape,
    ),
  });
  const formats = inputs.map(({ type }) => formatOf(type));
  const near = formats.reduce(operation === "multiply" ? productOf : sumOf);
  const type = drawNear(choose, near);
  return joined(inputs, {
    shape,
    type,
    build: (b, nodes) =>
      operation === "subtract"
        ? b.subtract(nodes[0], nodes[1], { name: "y" })
        : b[operation](nodes, { name: "y" }),
    define: (images) => merge(images, operation, type),
  });
};

/** One pixel, one channel, or both. */
function repeating(choose: Choices, shape: readonly number[]): readonly number[] {
  const onePixel = choose.percent(60);
  const last = shape.length - 1;
  const hasOneChannel = !onePixel || choose.percent(30);
  return shape.map((size, axis) => axis === last ? (hasOneChannel ? 1 : size) : onePixel ? 1 : size);
}

/** Two or three tensors along any axis. */
export const CONCATENATE: Draw = (choose, wish) => {
  const shape = drawShape(choose);
  const axis = choose.integer(0, shape.length - 1);
  const lengths = Array.from({ length: choose.integer(2, 3) }, () => choose.integer(1, 6));
  const inputs = drawInputs(choose, wish, { shapes: lengths.map((length) => shape.with(axis, length)) });
  const near = inputs.map(({ type }) => formatOf(type)).reduce((a, b) => ({
    integer: Math.max(a.integer, b.integer),
    fraction: Math.max(a.fraction, b.fraction),
  }));
  const type = drawNear(choose, near, drawMovedCut(choose));
  return joined(inputs, {
    shape: shape.with(axis, lengths.reduce((a, b) => a + b)),
    type,
    build: (b, nodes) => b.concatenate(nodes, { name: "y", axis }),
    define: (images) => concatenate(images, axis, type),
  });
};

/** Inputs with types of their own, or in a third of the cases with one for all. */
function drawInputs(
  choose: Choices,
  wish: Wish,
  { shapes }: { readonly shapes: readonly (readonly number[])[] },
): readonly DrawnInput[] {
  const shared = choose.percent(33) ? drawType(choose, { width: wish.x }) : null;
  const near = shared ?? drawType(choose, { width: wish.x });
  return shapes.map((shape, i) => ({
    name: `x${i}`,
    shape,
    // Points that are not too far apart, so that both count.
    type: shared ??
      { ...drawType(choose, { width: wish.x }), integer: near.integer + choose.integer(-4, 4) },
  }));
}

function joined(inputs: readonly DrawnInput[], layer: {
  readonly shape: readonly number[];
  readonly type: FixedType;
  readonly build: (b: ModelBuilder, nodes: readonly Node[]) => Node;
  readonly define: (images: readonly Image[]) => Image;
}): DrawnNetwork {
  return { inputs, layers: [{ name: "y", reads: inputs.map(({ name }) => name), ...layer }] };
}

/** A range along every axis: slices with steps, crops and pads, or all of these. */
export const SELECT: Draw = (choose, wish) => {
  const isSlice = choose.percent(40);
  const slices = Array.from({ length: choose.integer(1, 3) }, () => ({
    start: choose.integer(0, 2),
    step: choose.integer(1, 3),
    length: choose.integer(1, 4),
  }));
  const shape = isSlice
    ? slices.map(({ start, step, length }) => start + (length - 1) * step + 1 + choose.integer(0, 2))
    : drawShape(choose);
  const axes = isSlice ? slices : shape.map((size) => {
    const [before, after] = [choose.integer(-2, 3), choose.integer(-2, 3)];
    // At least one element of the input stays.
    const start = Math.max(-before, 0) < size ? -before : 0;
    return { start, step: 1, length: Math.max(Math.max(start, 0) + 1, size + after) - start };
  });
  return single(choose, { wish, shape }, (x) => {
    const type = drawNear(choose, formatOf(x.type), drawMovedCut(choose));
    const [fill] = isSlice || choose.percent(40) ? [0] : drawReals(choose, 1, x.type);
    const borders = axes.map(({ start, length }, axis) => ({
      before: -start,
      after: length + start - shape[axis],
    }));
    const ranges = axes.map(({ start, step, length }) => ({
      start,
      step,
      end: start + (length - 1) * step + 1,
    }));
    return {
      type,
      shape: axes.map(({ length }) => length),
      build: (b, node, name) =>
        isSlice ? b.slice(node, { name, ranges }) : b.pad(node, { name, borders, value: fill }),
      define: (image) => select(image, { axes, fill }, type),
    };
  });
};

/** Blocks of pixels to channels or back. */
export const SHUFFLE: Draw = (choose, wish) => {
  const block = choose.integer(2, 3);
  const order = choose.of<BlockOrder>(["place", "channel"]);
  const [rows, columns, channels] = [1, 1, 1].map(() => choose.integer(1, 4));
  const wide = [rows * block, columns * block, channels];
  const deep = [rows, columns, channels * block ** 2];
  const isToDepth = choose.percent(50);
  return single(choose, { wish, shape: isToDepth ? wide : deep }, (x) => {
    const type = drawNear(choose, formatOf(x.type), drawMovedCut(choose));
    return {
      type,
      shape: isToDepth ? deep : wide,
      build: (b, node, name) =>
        isToDepth
          ? b.spaceToDepth(node, { name, block, order })
          : b.depthToSpace(node, { name, block, order }),
      define: (image) =>
        isToDepth ? spaceToDepth(image, { block, order }, type) : depthToSpace(image, { block, order }, type),
    };
  });
};

/** Axes in another order. */
export const PERMUTE: Draw = (choose, wish) => {
  const rank = choose.integer(2, 3);
  const orders = rank === 2 ? [[1, 0]] : [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  const permutation = choose.of(orders);
  // Axes of one element may be anywhere, and what moves nothing else is no permutation.
  const shape = Array.from({ length: rank }, () => choose.integer(2, 7));
  return single(choose, { wish, shape }, (x) => {
    const type = drawNear(choose, formatOf(x.type), drawMovedCut(choose));
    return {
      type,
      shape: permutation.map((axis) => shape[axis]),
      build: (b, node, name) => b.transpose(node, { name, permutation }),
      define: (image) => permute(image, permutation, type),
    };
  });
};
