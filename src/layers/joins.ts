import { largest } from "../base/numbers/extremes.ts";
import type { Shape } from "../tensor/mod.ts";
import { type LayerDefinition, layerError } from "./definition.ts";
import type { MergeOperation } from "./primitives/primitive.ts";
import type { ConcatenateLayer, Layer, MergeLayer } from "./layer.ts";

const MERGE_NAMES: Readonly<Record<MergeOperation, string>> = {
  add: "Add",
  subtract: "Subtract",
  multiply: "Multiply",
  average: "Average",
  maximum: "Maximum",
  minimum: "Minimum",
};

/** One tensor of several, element by element. */
export const merge: LayerDefinition<MergeLayer> = {
  kind: "merge",
  summary: "sum, difference, product, average, maximum or minimum of several tensors",
  typeName: (layer) => MERGE_NAMES[layer.operation],
  outputShape(layer, inputs) {
    checkCount(layer, inputs, layer.operation === "subtract" ? 2 : Infinity);
    const [first] = inputs;
    const shape = first.map((_, axis) => largest(inputs.map((input) => input[axis])));
    for (const input of inputs) {
      if (input.length === first.length && isRepeatOf(input, shape)) continue;
      throw layerError(
        layer,
        `it reads shapes ${listed(inputs)}, which do not match`,
        "An input may have length 1 along all spatial axes, along the channels, or both, and repeats there.",
      );
    }
    return shape;
  },
  primitive: (layer, inputs) => ({ kind: "merge", operation: layer.operation, shapes: inputs }),
};

/** Whether a tensor covers another shape by repeating whole pixels, single channels, or one element. */
function isRepeatOf(shape: Shape, whole: Shape): boolean {
  const [channels, ...pixels] = shape.map((size, axis) => ({ size, whole: whole[axis] })).reverse();
  return (channels.size === channels.whole || channels.size === 1) &&
    (pixels.every(({ size, whole }) => size === whole) || pixels.every(({ size }) => size === 1));
}

/** The tensors that it reads one behind the other along an axis. */
export const concatenate: LayerDefinition<ConcatenateLayer> = {
  kind: "concatenate",
  summary: "tensors one behind the other along any axis",
  typeName: () => "Concatenate",
  outputShape(layer, inputs) {
    checkCount(layer, inputs, Infinity);
    const { axis } = layer;
    const [first] = inputs;
    if (first.length > 3) {
      throw layerError(layer, `[${first}] has ${first.length} axes, supported are 1 to 3`);
    }
    if (!Number.isInteger(axis) || axis < 0 || axis >= first.length) {
      throw layerError(layer, `axis ${axis} does not exist in [${first}]`);
    }
    const fits = (input: Shape) =>
      input.length === first.length && input.every((size, i) => i === axis || size === first[i]);
    if (!inputs.every(fits)) {
      throw layerError(layer, `it reads shapes ${listed(inputs)}, which differ beside axis ${axis}`);
    }
    return first.with(axis, inputs.reduce((sum, input) => sum + input[axis], 0));
  },
  primitive: (layer, inputs) => ({ kind: "concatenate", axis: layer.axis, shapes: inputs }),
};

function checkCount(layer: Layer, inputs: readonly Shape[], most: number): void {
  if (inputs.length >= 2 && inputs.length <= most) return;
  const expected = most === 2 ? "2" : "2 or more";
  throw layerError(layer, `it reads ${inputs.length} tensors, expected ${expected}`);
}

function listed(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `[${shape}]`).join(", ");
}
