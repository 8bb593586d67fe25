import type { Choices } from "../choices.ts";
import { type Axis, hasEmptyPhase, lengthOf } from "../definition/convolution.ts";

/**
 * Which convolution to draw: a transposed one with phases that have no tap, any transposed one, a plain one; the same
 * with a group for every channel; or one of very many products a window, for few windows (deep) or more (long).
 */
export type GeometryKind =
  | "tapless"
  | "transposed"
  | "plain"
  | "depthwise tapless"
  | "depthwise transposed"
  | "depthwise plain"
  | "deep"
  | "long";

/** A convolution without its numbers. */
export interface Geometry {
  readonly transposed: boolean;
  readonly axes: readonly Axis[];
  /** Lengths of the input along the axes. */
  readonly lengths: readonly number[];
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Draws until a geometry of the kind is there that takes at most so many products an image. */
export function drawGeometry(
  choose: Choices,
  kind: GeometryKind,
  { mostProducts }: { readonly mostProducts: number },
): Geometry {
  for (;;) {
    const geometry = candidate(choose, kind);
    const isTapless = geometry.axes.some((axis, i) => hasEmptyPhase(axis, geometry.lengths[i]));
    if (kind.endsWith("tapless") && !isTapless) continue;
    if (takesAtMost(geometry, mostProducts)) return geometry;
  }
}

/** A convolution over a tensor of this shape; null where none was found that takes at most so many products. */
export function drawGeometryOver(
  choose: Choices,
  shape: readonly number[],
  { mostProducts }: { readonly mostProducts: number },
): Geometry | null {
  for (let attempt = 0; attempt < 50; attempt++) {
    const transposed = choose.percent(30);
    const geometry: Geometry = {
      transposed,
      axes: shape.slice(1).map(() => drawAxis(choose, { transposed, isSmall: true })),
      lengths: shape.slice(0, -1),
      groups: 1,
      inputs: shape[shape.length - 1],
      outputs: choose.integer(1, 3),
    };
    if (takesAtMost(geometry, mostProducts)) return geometry;
  }
  return null;
}

/** Whether a geometry has outputs, and so few products. */
function takesAtMost(geometry: Geometry, mostProducts: number): boolean {
  const outputs = outputLengths(geometry);
  return outputs.every((length) => length >= 1 && length <= 60) &&
    outputs.reduce((a, b) => a * b, windowProducts(geometry) * geometry.outputs) <= mostProducts;
}

/** Lengths of the output along the axes. */
export function outputLengths({ axes, lengths, transposed }: Geometry): readonly number[] {
  return axes.map((axis, i) => lengthOf(axis, lengths[i], transposed));
}

/** Products in the sum of an output, at most. */
export function windowProducts({ axes, transposed, inputs, groups }: Geometry): number {
  const taps = axes.map(({ kernel, stride }) => transposed ? Math.ceil(kernel / stride) : kernel);
  return taps.reduce((a, b) => a * b, inputs / groups);
}

function candidate(choose: Choices, kind: GeometryKind): Geometry {
  const isLarge = kind === "deep" || kind === "long";
  const transposed = isLarge ? choose.percent(50) : !kind.endsWith("plain");
  const rank = choose.integer(1, 2);
  const axes = Array.from({ length: rank }, () => drawAxis(choose, { transposed, isSmall: isLarge }));
  const lengths = axes.map(() => choose.integer(1, kind === "deep" ? 3 : 9));
  return { transposed, axes, lengths, ...drawChannels(choose, kind) };
}

function drawChannels(choose: Choices, kind: GeometryKind): Pick<Geometry, "groups" | "inputs" | "outputs"> {
  if (kind.startsWith("depthwise")) {
    const groups = choose.integer(2, 11);
    return { groups, inputs: groups, outputs: groups };
  }
  if (kind === "deep") return { groups: 1, inputs: choose.integer(40, 300), outputs: choose.integer(5, 18) };
  if (kind === "long") return { groups: 1, inputs: choose.integer(20, 120), outputs: choose.integer(3, 18) };
  const groups = choose.of([1, 1, 1, 1, 2, 3]);
  return { groups, inputs: groups * choose.integer(1, 6), outputs: groups * choose.integer(1, 7) };
}

function drawAxis(
  choose: Choices,
  { transposed, isSmall }: { readonly transposed: boolean; readonly isSmall: boolean },
): Axis {
  const kernel = choose.integer(1, isSmall ? 3 : choose.of([2, 3, 5, 7]));
  const stride = choose.integer(1, 4);
  const dilation = choose.percent(65) ? 1 : choose.integer(2, 4);
  const span = (kernel - 1) * dilation + 1;
  // Crops of a stride and more, and pads that hold whole windows.
  const most = transposed ? span + stride : span + 1;
  const border = () => choose.percent(40) ? 0 : choose.integer(0, most);
  const extra = transposed && choose.percent(40) ? choose.integer(1, stride + 1) : 0;
  return { kernel, stride, dilation, before: border(), after: border(), extra };
}
