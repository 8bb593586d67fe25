// Longer than 300 lines because it has an entry for every operator.

import { abs, clip, dropout, identity, leakyRelu, pRelu, relu, sigmoid, tanh } from "./activation.ts";
import { add, batchNormalization, div, mul, neg, sub } from "./affine.ts";
import { conv, convTranspose } from "./convolution.ts";
import { gemm, matMul } from "./dense.ts";
import {
  celu,
  elu,
  exp,
  gelu,
  hardSigmoid,
  hardSwish,
  mish,
  pow,
  reciprocal,
  selu,
  shrink,
  softplus,
  softsign,
  sqrt,
  swish,
  thresholdedRelu,
} from "./functions.ts";
import { softmax } from "./softmax.ts";
import * as foldArithmetic from "./constants/fold_arithmetic.ts";
import * as foldLogic from "./constants/fold_logic.ts";
import * as foldShape from "./constants/fold_shape.ts";
import * as foldValues from "./constants/fold_values.ts";
import { concat, max, mean, min, sum } from "./joins.ts";
import * as foldQuantisers from "./constants/fold_quantisers.ts";
import type { Entry } from "./operator.ts";
import {
  argMax,
  averagePool,
  globalAveragePool,
  globalMaxPool,
  maxPool,
  reduceMax,
  reduceMean,
} from "./pooling.ts";
import { dequantizeLinear, quantizeLinear } from "./quantisers.ts";
import { resize, upsample } from "./resize.ts";
import { depthToSpace, pad, slice, spaceToDepth, split } from "./selections.ts";
import { expand, flatten, reshape, shape, squeeze, transpose, unsqueeze } from "./shape.ts";

const FUNCTION = "read from a table";
const EXACT = "exact";
const CONSTANTS = "between constants, at import";
const MERGE = "any number of tensors; one pixel, one channel or one number may repeat over the others";

/** Of Max and Min. */
const EXTREME: Omit<Entry, "operator" | "fold"> = {
  kinds: ["merge", "clip"],
  supported: `${MERGE}; constants whose elements are all the same`,
  refused: "other constants",
};

/**
 * Every operator of ONNX's own domain that can be imported, in the order of their names: how it is read, what becomes of it,
 * and what the documentation says. One list, however long.
 */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  Abs: { operator: abs, fold: foldArithmetic.abs, kinds: ["leaky_relu"], supported: EXACT },
  Add: {
    operator: add,
    fold: foldArithmetic.add,
    kinds: ["merge", "batch_norm"],
    supported: "two tensors, of which one may repeat; a constant of one number or one an element of one axis",
    refused: "constants that vary along several axes",
    passesScale: "of tensors alone",
  },
  And: { fold: foldLogic.and, supported: CONSTANTS },
  ArgMax: {
    operator: argMax,
    kinds: ["argmax", "reshape"],
    supported: "any axis but the samples', keepdims 0 and 1; of equal elements the first",
    refused: "select_last_index = 1, keepdims 0 where no other axis is left",
  },
  AveragePool: {
    operator: averagePool,
    kinds: ["pool"],
    supported: "1-D, 2-D; strides, dilations, pads, auto_pad, ceil_mode, count_include_pad",
    refused: "3-D",
    passesScale: "always",
  },
  BatchNormalization: {
    operator: batchNormalization,
    kinds: ["batch_norm"],
    supported: "inference",
    refused: "training mode, spatial = 0",
  },
  Cast: { fold: foldValues.cast, supported: CONSTANTS },
  Ceil: { fold: foldArithmetic.ceil, supported: CONSTANTS },
  Celu: {
    operator: celu,
    kinds: ["elu", "batch_norm"],
    supported: `${FUNCTION}; any alpha above 0, which scales what the table reads and gives`,
  },
  Clip: {
    operator: clip,
    kinds: ["relu", "clip"],
    supported: "bounds as attributes or constant inputs",
    refused: "computed bounds",
  },
  Concat: {
    operator: concat,
    fold: foldShape.concat,
    kinds: ["concatenate"],
    supported: "any axis but the samples'; constants whose elements are all the same",
    refused: "other constants",
    passesScale: "of tensors alone",
  },
  Constant: { fold: foldValues.constant, supported: "dense tensors and numbers" },
  ConstantOfShape: { fold: foldValues.constantOfShape, supported: CONSTANTS },
  Conv: {
    operator: conv,
    kinds: ["conv"],
    supported: "1-D, 2-D; strides, dilations, groups, pads, auto_pad; constant weights",
    refused: "3-D, computed weights",
  },
  ConvTranspose: {
    operator: convTranspose,
    kinds: ["conv_transpose"],
    supported:
      "1-D, 2-D; strides, dilations, groups, pads, auto_pad, output_padding, output_shape; constant weights",
    refused: "3-D, computed weights",
  },
  DepthToSpace: {
    operator: depthToSpace,
    kinds: ["depth_to_space"],
    supported: "modes DCR and CRD",
    passesScale: "always",
  },
  DequantizeLinear: {
    operator: dequantizeLinear,
    fold: foldQuantisers.dequantizeLinear,
    kinds: ["batch_norm"],
    supported:
      "constants with scales for each channel; computed tensors with one constant scale and zero point",
    refused: "blocks, computed scales",
  },
  Div: {
    operator: div,
    fold: foldArithmetic.div,
    kinds: ["batch_norm", "function"],
    supported: "by a constant, as Add takes it; a constant by a tensor (from a table)",
    refused: "by a computed tensor",
  },
  Dropout: {
    operator: dropout,
    kinds: ["identity"],
    supported: "inference: does nothing",
    refused: "training mode",
    passesScale: "always",
  },
  Elu: { operator: elu, kinds: ["elu"], supported: FUNCTION },
  Equal: { fold: foldLogic.equal, supported: CONSTANTS },
  Erf: {
    supported: "as a part of GELU, 0.5·x·(1 + Erf(x/√2)), its factors in any order",
    refused: "by itself",
  },
  Exp: { operator: exp, kinds: ["function"], supported: FUNCTION },
  Expand: {
    operator: expand,
    fold: foldShape.expand,
    supported: `${CONSTANTS}; of a computed tensor to the shape that it has`,
    refused: "repetition of computed tensors",
  },
  Flatten: {
    operator: flatten,
    kinds: ["reshape"],
    supported: "axis 1",
    refused: "axes that join or part samples",
    passesScale: "always",
    movesOnly: true,
  },
  Floor: { fold: foldArithmetic.floor, supported: CONSTANTS },
  Gather: { fold: foldShape.gather, supported: CONSTANTS, movesOnly: true },
  Gelu: { operator: gelu, kinds: ["function"], supported: `${FUNCTION}; approximate none and tanh` },
  Gemm: {
    operator: gemm,
    kinds: ["dense"],
    supported: "alpha, beta, transB; constant B and C",
    refused: "transA, computed B or C, a C for each sample",
  },
  GlobalAveragePool: {
    operator: globalAveragePool,
    kinds: ["global_pool"],
    supported: "1-D, 2-D",
    passesScale: "always",
  },
  GlobalMaxPool: {
    operator: globalMaxPool,
    kinds: ["global_pool"],
    supported: "1-D, 2-D",
    passesScale: "always",
  },
  Greater: { fold: foldLogic.greater, supported: CONSTANTS },
  GreaterOrEqual: { fold: foldLogic.greaterOrEqual, supported: CONSTANTS },
  HardSigmoid: { operator: hardSigmoid, kinds: ["hard_sigmoid"], supported: EXACT },
  HardSwish: { operator: hardSwish, kinds: ["function"], supported: FUNCTION },
  Identity: {
    operator: identity,
    fold: foldValues.same,
    kinds: ["identity"],
    supported: EXACT,
    passesScale: "always",
  },
  If: {
    supported: "a condition that follows from shapes and constants: the branch that is taken",
    refused: "conditions that depend on data",
  },
  LeakyRelu: { operator: leakyRelu, kinds: ["leaky_relu"], supported: EXACT, passesScale: "always" },
  Less: { fold: foldLogic.less, supported: CONSTANTS },
  LessOrEqual: { fold: foldLogic.lessOrEqual, supported: CONSTANTS },
  MatMul: {
    operator: matMul,
    kinds: ["dense"],
    supported: "a computed tensor times a constant matrix",
    refused: "matrices for each sample, computed ones",
  },
  Max: { operator: max, fold: foldArithmetic.max, ...EXTREME, passesScale: "of tensors alone" },
  MaxPool: {
    operator: maxPool,
    kinds: ["pool"],
    supported: "1-D, 2-D; strides, dilations, pads, auto_pad, ceil_mode",
    refused: "3-D, the output Indices",
    passesScale: "always",
  },
  Mean: {
    operator: mean,
    kinds: ["merge"],
    supported: `${MERGE}; constants as Add takes them`,
    refused: "constants that vary along several axes",
    passesScale: "of tensors alone",
  },
  Min: { operator: min, fold: foldArithmetic.min, ...EXTREME, passesScale: "of tensors alone" },
  Mish: {
    operator: mish,
    kinds: ["function", "tanh", "merge"],
    supported: "two tables, of softplus and of tanh, and a product",
  },
  Mod: { fold: foldArithmetic.mod, supported: CONSTANTS },
  Mul: {
    operator: mul,
    fold: foldArithmetic.mul,
    kinds: ["merge", "batch_norm"],
    supported: "as Add; x·Sigmoid(x) becomes SiLU",
    refused: "constants that vary along several axes",
  },
  Neg: { operator: neg, fold: foldArithmetic.neg, kinds: ["batch_norm"], supported: EXACT },
  Not: { fold: foldLogic.not, supported: CONSTANTS },
  Or: { fold: foldLogic.or, supported: CONSTANTS },
  PRelu: {
    operator: pRelu,
    kinds: ["prelu"],
    supported: "one slope, one an element of one axis, or one an element",
    refused: "computed slopes",
    passesScale: "always",
  },
  Pad: {
    operator: pad,
    kinds: ["pad"],
    supported: "mode constant, any axis; negative pads crop",
    refused: "other modes, computed pads",
    passesScale: "where it pads with 0",
  },
  Pow: {
    operator: pow,
    kinds: ["merge", "function"],
    supported: "constant exponents 2 (exact), 1, 0.5 and −1 (from a table)",
    refused: "other exponents",
  },
  QuantizeLinear: {
    operator: quantizeLinear,
    fold: foldQuantisers.quantizeLinear,
    kinds: ["quantize", "batch_norm", "clip"],
    supported:
      "integers of 4, 8 and 16 bits, one constant scale and zero point; a fixed-point type of the design",
    refused: "scales for each channel of a computed tensor, blocks, computed scales",
  },
  Range: { fold: foldShape.range, supported: CONSTANTS },
  Reciprocal: { operator: reciprocal, kinds: ["function"], supported: FUNCTION },
  ReduceMax: {
    operator: reduceMax,
    kinds: ["global_pool"],
    supported: "over all spatial axes together, keepdims 0 and 1",
    refused: "other axes",
    passesScale: "always",
  },
  ReduceMean: {
    operator: reduceMean,
    kinds: ["global_pool"],
    supported: "over all spatial axes together, keepdims 0 and 1",
    refused: "other axes",
    passesScale: "always",
  },
  ReduceProd: { fold: foldShape.reduceProd, supported: `${CONSTANTS}, over all axes`, refused: "some axes" },
  Relu: { operator: relu, kinds: ["relu"], supported: EXACT, passesScale: "always" },
  Reshape: {
    operator: reshape,
    fold: foldShape.reshape,
    kinds: ["reshape"],
    supported: "what keeps the samples; constant shapes",
    refused: "what joins or parts samples",
    passesScale: "always",
    movesOnly: true,
  },
  Resize: {
    operator: resize,
    kinds: ["upsample", "interpolate"],
    supported:
      "nearest by whole factors; linear in half_pixel, pytorch_half_pixel, align_corners, asymmetric; scales or sizes",
    refused:
      "cubic, other coordinate modes, antialias, exclude_outside, keep_aspect_ratio_policy, other factors of nearest",
    passesScale: "always",
  },
  Selu: { operator: selu, kinds: ["elu"], supported: FUNCTION },
  Shape: { operator: shape, fold: foldValues.shapeOf, supported: "start and end" },
  Shrink: { operator: shrink, kinds: ["shrink"], supported: EXACT, refused: "lambd below 0" },
  Sigmoid: { operator: sigmoid, kinds: ["sigmoid"], supported: FUNCTION },
  Size: { fold: foldShape.size, supported: CONSTANTS },
  Slice: {
    operator: slice,
    fold: foldShape.slice,
    kinds: ["slice"],
    supported: "any axis but the samples', steps of 1 and more; constant bounds",
    refused: "steps that reverse an axis",
    passesScale: "always",
    movesOnly: true,
  },
  Softmax: {
    operator: softmax,
    kinds: ["softmax"],
    supported: "any axis; tables of eˣ and 1/x",
    refused: "before version 13 more than one axis that is joined",
  },
  Softplus: { operator: softplus, kinds: ["function"], supported: FUNCTION },
  Softsign: { operator: softsign, kinds: ["function"], supported: FUNCTION },
  SpaceToDepth: {
    operator: spaceToDepth,
    kinds: ["space_to_depth"],
    supported: "any block",
    passesScale: "always",
  },
  Split: {
    operator: split,
    kinds: ["slice"],
    supported: "equal and given parts, num_outputs",
    passesScale: "always",
  },
  Sqrt: { operator: sqrt, fold: foldArithmetic.sqrt, kinds: ["function"], supported: FUNCTION },
  Squeeze: {
    operator: squeeze,
    fold: foldShape.squeeze,
    kinds: ["reshape"],
    supported: "any axis but the samples'",
    passesScale: "always",
    movesOnly: true,
  },
  Sub: {
    operator: sub,
    fold: foldArithmetic.sub,
    kinds: ["merge", "batch_norm"],
    supported: "as Add, on either side",
    refused: "constants that vary along several axes",
    passesScale: "of tensors alone",
  },
  Sum: {
    operator: sum,
    kinds: ["merge"],
    supported: `${MERGE}; constants as Add takes them`,
    refused: "constants that vary along several axes",
    passesScale: "of tensors alone",
  },
  Swish: {
    operator: swish,
    kinds: ["function"],
    supported: `${FUNCTION}; alpha = 1`,
    refused: "other alphas",
  },
  Tanh: { operator: tanh, kinds: ["tanh"], supported: FUNCTION },
  ThresholdedRelu: { operator: thresholdedRelu, kinds: ["thresholded_relu"], supported: EXACT },
  Transpose: {
    operator: transpose,
    fold: foldShape.transpose,
    kinds: ["transpose"],
    supported: "any permutation of the axes behind the samples",
    passesScale: "always",
    movesOnly: true,
  },
  Unsqueeze: {
    operator: unsqueeze,
    fold: foldShape.unsqueeze,
    kinds: ["reshape"],
    supported: "any axis but the samples'",
    passesScale: "always",
    movesOnly: true,
  },
  Upsample: {
    operator: upsample,
    kinds: ["upsample", "interpolate"],
    supported: "as Resize, nearest by whole factors and linear",
    passesScale: "always",
  },
  Where: { fold: foldLogic.where, supported: CONSTANTS },
  Xor: { fold: foldLogic.xor, supported: CONSTANTS },
};
