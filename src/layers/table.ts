import { sigmoid, tanh } from "./functions/activations.ts";
import { batchNorm } from "./batch_norm.ts";
import { conv, convTranspose } from "./convolution.ts";
import type { Shape } from "../tensor/mod.ts";
import { shapeDefect } from "../tensor/bounds.ts";
import { type LayerDefinition, layerError } from "./definition.ts";
import { dense } from "./dense.ts";
import { elu, functionLayer, hardSigmoid, shrink, thresholdedRelu } from "./functions/functions.ts";
import { input } from "./input.ts";
import { interpolate } from "./interpolate.ts";
import { concatenate, merge } from "./joins.ts";
import type { Layer, LayerKind, LayerOf } from "./layer.ts";
import { POOLING } from "./pooling.ts";
import { clip, leakyRelu, prelu, relu } from "./functions/rectifiers.ts";
import { quantize } from "./quantize.ts";
import { pad, slice } from "./selections.ts";
import { depthToSpace, spaceToDepth } from "./shuffles.ts";
import { softmax } from "./softmax.ts";
import { upsample } from "./upsample.ts";
import { identity, reshape, transpose } from "./views.ts";

/** Every layer kind and its definition; a kind without an entry does not compile. */
export const LAYERS: { readonly [Kind in LayerKind]: LayerDefinition<LayerOf<Kind>> } = {
  input,
  dense,
  conv,
  conv_transpose: convTranspose,
  batch_norm: batchNorm,
  relu,
  leaky_relu: leakyRelu,
  prelu,
  clip,
  sigmoid,
  tanh,
  reshape,
  transpose,
  merge,
  concatenate,
  pad,
  slice,
  depth_to_space: depthToSpace,
  space_to_depth: spaceToDepth,
  ...POOLING,
  upsample,
  interpolate,
  function: functionLayer,
  elu,
  hard_sigmoid: hardSigmoid,
  thresholded_relu: thresholdedRelu,
  shrink,
  softmax,
  quantize,
  identity,
};

/**
 * Shape of a layer's output: its definition's, within the bounds of all tensors.
 * @throws {InterlaceError} if the layer does not fit its inputs, or what it makes has too many elements.
 */
export function outputShapeOf(layer: Layer, inputs: readonly Shape[]): Shape {
  const shape = definitionOf(layer).outputShape(layer, inputs);
  const defect = shapeDefect(shape, 1);
  if (defect !== null) {
    throw layerError(
      layer,
      `its output ${defect}`,
      "Use a smaller input (--input-shape), or a smaller network.",
    );
  }
  return shape;
}

/** The definition of a layer, whatever its kind. */
export function definitionOf<L extends Layer>(layer: L): LayerDefinition<L> {
  return LAYERS[layer.kind] as unknown as LayerDefinition<L>;
}
