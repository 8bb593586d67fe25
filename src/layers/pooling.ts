import { type Shape, sizeOf } from "../tensor/mod.ts";
import { checkAxisBounds, checkSpan, checkWindow } from "./geometry/axis_bounds.ts";
import { type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import { effectiveKernel } from "./geometry/geometry.ts";
import type { ArgmaxLayer, GlobalPoolLayer, PoolAxis, PoolLayer } from "./window_layers.ts";
import type { PoolAxisGeometry } from "./primitives/window_primitives.ts";

/**
 * Windows along an axis: ⌊(n + pads − ke) / s⌋ + 1, or with ⌈…⌉ in ceil mode, where a last window that would start
 * behind the input is left out. May be ≤ 0 for a window that does not fit.
 */
export function poolOutputLength(input: number, axis: PoolAxis, ceilMode: boolean): number {
  const { stride, padBefore, padAfter } = axis;
  const steps = (input + padBefore + padAfter - effectiveKernel(axis)) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const windows = Math.ceil(steps) + 1;
  return (windows - 1) * stride >= input + padBefore ? windows - 1 : windows;
}

/** Max and average pooling in one or two axes. */
export const pool: LayerDefinition<PoolLayer> = {
  kind: "pool",
  summary: "max and average pooling, 1-D and 2-D, any stride, dilation and padding, ceil mode",
  typeName: (layer) => `${poolingName(layer)}${layer.axes.length}D`,
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    checkRank(layer, { rank: layer.axes.length, shape });
    checkWindow(layer, layer.axes.map(({ kernel }) => kernel));
    const lengths = layer.axes.map((_, i) => checkAxis(layer, i, shape[i]));
    checkSpan(layer, layer.axes.map((axis) => ({ ...axis, span: effectiveKernel(axis) })));
    return [...lengths, shape[shape.length - 1]];
  },
  primitive: (layer, [shape]) => ({
    kind: "pool",
    function: layer.function,
    axes: layer.axes.map((axis, i) => geometryOf(axis, shape[i], layer.ceilMode)),
    channels: shape[shape.length - 1],
    countsPadding: layer.countsPadding,
  }),
};

/** Max and average pooling over the whole map. */
export const globalPool: LayerDefinition<GlobalPoolLayer> = {
  kind: "global_pool",
  summary: "global max and average pooling, the mean over space",
  typeName: (layer) => `Global${poolingName(layer)}${layer.rank}D`,
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    checkRank(layer, { rank: layer.rank, shape });
    const channels = shape[shape.length - 1];
    return layer.keepsAxes ? [...shape.slice(0, -1).map(() => 1), channels] : [channels];
  },
  primitive(layer, [shape]) {
    const channels = shape[shape.length - 1];
    const pixels = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    return { kind: "global_pool", function: layer.function, pixels, channels };
  },
};

/** Which channel is the largest: pooling over the channels of a pixel. */
export const argmax: LayerDefinition<ArgmaxLayer> = {
  kind: "argmax",
  summary: "the place of the largest channel of every pixel, of equal ones the first",
  typeName: () => "Argmax",
  outputShape: (layer, inputs) => [...onlyInput(layer, inputs).slice(0, -1), 1],
  primitive: (_, [shape]) => ({
    kind: "global_pool",
    function: "argmax",
    pixels: sizeOf(shape.slice(0, -1)),
    channels: shape[shape.length - 1],
  }),
};

/** All layers that pool. */
export const POOLING = { pool, global_pool: globalPool, argmax } as const;

function poolingName(layer: PoolLayer | GlobalPoolLayer): string {
  return layer.function === "max" ? "MaxPooling" : "AveragePooling";
}

function checkRank(
  layer: PoolLayer | GlobalPoolLayer,
  { rank, shape }: { readonly rank: number; readonly shape: Shape },
): void {
  if ((rank === 1 || rank === 2) && shape.length === rank + 1) return;
  throw layerError(
    layer,
    `it pools ${rank} spatial axes of a tensor of shape [${shape}], expected 1 or 2 and the channels`,
  );
}

function geometryOf(axis: PoolAxis, input: number, ceilMode: boolean): PoolAxisGeometry {
  const { kernel, stride, dilation, padBefore, padAfter } = axis;
  const output = poolOutputLength(input, axis, ceilMode);
  return { input, output, kernel, stride, dilation, before: padBefore, after: padAfter };
}

/** Output length of an axis; every window must hold an element. */
function checkAxis(layer: PoolLayer, index: number, input: number): number {
  const axis = layer.axes[index];
  const { kernel, stride, dilation, padBefore, padAfter } = axis;
  const positive = [kernel, stride, dilation].every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!positive || ![padBefore, padAfter].every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw layerError(
      layer,
      `axis ${index} has kernel ${kernel}, stride ${stride}, dilation ${dilation}, pads ${padBefore}, ${padAfter}`,
      "Kernel, stride and dilation must be at least 1, pads at least 0.",
    );
  }
  const padded = { "a padded length of": input + padBefore + padAfter };
  checkAxisBounds(layer, { index, sizes: { kernel, stride, dilation, padBefore, padAfter, ...padded } });
  const output = poolOutputLength(input, axis, layer.ceilMode);
  if (output < 1) throw layerError(layer, `its output would be ${output} long on axis ${index}`);
  const empty = emptyWindow(axis, { input, output });
  if (empty !== undefined) {
    throw layerError(layer, `a window at ${empty} on axis ${index} holds no element of an input of ${input}`);
  }
  return output;
}

/** Where the first window starts that holds no element of the input; undefined if there is none such. */
function emptyWindow(
  axis: PoolAxis,
  { input, output }: { readonly input: number; readonly output: number },
): number | undefined {
  const { stride, dilation, padBefore } = axis;
  for (let j = 0; j < output; j++) {
    const first = j * stride - padBefore;
    if (firstElement(first, dilation) >= Math.min(input, first + effectiveKernel(axis))) return first;
    // Windows that start on the input hold an element: on to the last of them, since there may be very many.
    if (first >= 0) j = Math.max(j, Math.ceil((input + padBefore) / stride) - 1);
  }
}

/** The first place of a window, counted in elements of the input, that is not in front of the input. */
function firstElement(first: number, dilation: number): number {
  return first >= 0 ? first : first + Math.ceil(-first / dilation) * dilation;
}
