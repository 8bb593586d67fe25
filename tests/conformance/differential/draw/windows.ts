import type { AveragePoolOptions } from "../../../../src/model/mod.ts";
import type { Choices } from "../choices.ts";
import {
  type Coordinates,
  pool,
  poolAll,
  type PoolAxis,
  resize,
  upsample,
  windowsOf,
} from "../definition/windows.ts";
import type { DrawnTensor } from "../layer.ts";
import { type Draw, drawShape, type Part, single } from "./elements.ts";
import { drawMovedCut, drawNear, formatOf } from "./types.ts";

/** An axis of which every window holds an element. */
function drawPoolAxis(choose: Choices, input: number, ceilMode: boolean): PoolAxis {
  for (;;) {
    const kernel = choose.integer(1, 5);
    const axis = {
      kernel,
      stride: choose.integer(1, 4),
      dilation: choose.percent(75) ? 1 : choose.integer(2, 3),
      before: choose.percent(50) ? 0 : choose.integer(0, kernel - 1),
      after: choose.percent(50) ? 0 : choose.integer(0, kernel - 1),
    };
    const windows = windowsOf(axis, input, ceilMode);
    const isFull = (window: number) =>
      Array.from({ length: kernel }, (_, t) => window * axis.stride + t * axis.dilation - axis.before)
        .some((place) => place >= 0 && place < input);
    if (windows >= 1 && Array.from({ length: windows }, (_, window) => window).every(isFull)) return axis;
  }
}

function drawPool(which: "max" | "average"): Draw {
  return (choose, wish) => {
    const spatial = Array.from({ length: choose.integer(1, 2) }, () => choose.integer(1, 9));
    return single(
      choose,
      { wish, shape: [...spatial, choose.integer(1, 9)] },
      (x) => poolOver(choose, x, which),
    );
  };
}

/** A pooling layer behind a map or a sequence. */
export function poolOver(choose: Choices, x: DrawnTensor, which: "max" | "average"): Part {
  const [spatial, channels] = [x.shape.slice(0, -1), x.shape[x.shape.length - 1]];
  const [ceilMode, countsPadding] = [choose.percent(30), which === "average" && choose.percent(40)];
  const axes = spatial.map((length) => drawPoolAxis(choose, length, ceilMode));
  const type = drawNear(choose, formatOf(x.type));
  const options: AveragePoolOptions = {
    size: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ before, after }) => ({ before, after })),
    ceilMode,
    countsPadding,
  };
  return {
    type,
    shape: [...axes.map((axis, i) => windowsOf(axis, spatial[i], ceilMode)), channels],
    build: (b, node, name) =>
      which === "max" ? b.maxPool(node, { ...options, name }) : b.averagePool(node, { ...options, name }),
    define: (image) => pool(image, { function: which, axes, ceilMode, countsPadding }, type),
  };
}

function drawGlobalPool(which: "max" | "average"): Draw {
  return (choose, wish) => {
    const shape = drawShape(choose, choose.integer(2, 3));
    return single(choose, { wish, shape }, (x) => {
      const type = drawNear(choose, formatOf(x.type));
      return {
        type,
        shape: [shape[shape.length - 1]],
        build: (b, node, name) =>
          which === "max" ? b.globalMaxPool(node, { name }) : b.globalAveragePool(node, { name }),
        define: (image) => poolAll(image, which, type),
      };
    });
  };
}

/** Pooling layers. */
export const POOLS = {
  "max pool": drawPool("max"),
  "average pool": drawPool("average"),
  "global max pool": drawGlobalPool("max"),
  "global average pool": drawGlobalPool("average"),
} as const satisfies Readonly<Record<string, Draw>>;

/** Nearest up-sampling. */
export const UPSAMPLE: Draw = (choose, wish) => {
  const shape = drawShape(choose, choose.integer(2, 3));
  const factors = shape.slice(1).map(() => choose.integer(1, 4));
  return single(choose, { wish, shape }, (x) => {
    const type = drawNear(choose, formatOf(x.type), drawMovedCut(choose));
    return {
      type,
      shape: shape.map((size, axis) => size * (factors[axis] ?? 1)),
      build: (b, node, name) => b.upsample(node, { name, factors }),
      define: (image) => upsample(image, factors, type),
    };
  });
};

const COORDINATES: readonly Coordinates[] = [
  "half_pixel",
  "pytorch_half_pixel",
  "align_corners",
  "asymmetric",
];

/** Linear resizing. */
export const INTERPOLATE: Draw = (choose, wish) => {
  const shape = drawShape(choose, choose.integer(2, 3));
  const options = {
    sizes: shape.slice(1).map((_, axis) =>
      choose.percent(40) ? shape[axis] * choose.integer(1, 3) : choose.integer(1, 12)
    ),
    coordinates: choose.of(COORDINATES),
  };
  return single(choose, { wish, shape }, (x) => {
    const near = formatOf(x.type);
    const type = drawNear(choose, { ...near, fraction: near.fraction + choose.integer(0, 32) });
    return {
      type,
      shape: [...options.sizes, shape[shape.length - 1]],
      build: (b, node, name) => b.interpolate(node, { name, ...options }),
      define: (image) => resize(image, options, type),
    };
  });
};
