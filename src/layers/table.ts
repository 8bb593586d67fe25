import { sigmoid, tanh } from "./activations.ts";
import { batchNorm } from "./batch_norm.ts";
import { conv, convTranspose } from "./convolution.ts";
import type { LayerDefinition } from "./definition.ts";
import { dense } from "./dense.ts";
import { elu, functionLayer, hardSigmoid, thresholdedRelu } from "./functions.ts";
import { input } from "./input.ts";
import { interpolate } from "./interpolate.ts";
import { concatenate, merge } from "./joins.ts";
import type { Layer, LayerKind, LayerOf } from "./layer.ts";
import { globalPool, pool } from "./pooling.ts";
import { clip, leakyRelu, prelu, relu } from "./rectifiers.ts";
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
  pool,
  global_pool: globalPool,
  upsample,
  interpolate,
  function: functionLayer,
  elu,
  hard_sigmoid: hardSigmoid,
  thresholded_relu: thresholdedRelu,
  softmax,
  quantize,
  identity,
};

/** The definition of a layer, whatever its kind. */
export function definitionOf<L extends Layer>(layer: L): LayerDefinition<L> {
  return LAYERS[layer.kind] as unknown as LayerDefinition<L>;
}
