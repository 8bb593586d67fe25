/** What of an operator is read, and what is refused with a reason. */
export interface OperatorNote {
  readonly supported: string;
  /** Beside types other than floating point, more than three axes, and whatever mixes or moves samples. */
  readonly refused?: string;
}

const FUNCTION = "read from a table";
const EXACT = "exact";
const CONSTANTS = "between constants, at import";
const MERGE = "any number of tensors; one pixel, one channel or one number may repeat over the others";

/** A note for every operator that can be imported; the script that writes the table refuses to miss one. */
export const ONNX_NOTES: Readonly<Record<string, OperatorNote>> = {
  Abs: { supported: EXACT },
  Add: {
    supported: "two tensors, of which one may repeat; a constant of one number or one an element of one axis",
    refused: "constants that vary along several axes",
  },
  And: { supported: CONSTANTS },
  AveragePool: {
    supported: "1-D, 2-D; strides, dilations, pads, auto_pad, ceil_mode, count_include_pad",
    refused: "3-D",
  },
  BatchNormalization: { supported: "inference", refused: "training mode, spatial = 0" },
  Cast: { supported: CONSTANTS },
  Ceil: { supported: CONSTANTS },
  Clip: { supported: "bounds as attributes or constant inputs", refused: "computed bounds" },
  Concat: {
    supported: "any axis but the samples'; constants whose elements are all the same",
    refused: "other constants",
  },
  Constant: { supported: "dense tensors and numbers" },
  ConstantOfShape: { supported: CONSTANTS },
  Conv: {
    supported: "1-D, 2-D; strides, dilations, groups, pads, auto_pad; constant weights",
    refused: "3-D, computed weights",
  },
  ConvTranspose: {
    supported:
      "1-D, 2-D; strides, dilations, groups, pads, auto_pad, output_padding, output_shape; constant weights",
    refused: "3-D, computed weights",
  },
  DepthToSpace: { supported: "modes DCR and CRD" },
  DequantizeLinear: {
    supported:
      "constants with scales for each channel; computed tensors with one constant scale and zero point",
    refused: "blocks, computed scales",
  },
  Div: {
    supported: "by a constant, as Add takes it; a constant by a tensor (from a table)",
    refused: "by a computed tensor",
  },
  Dropout: { supported: "inference: does nothing", refused: "training mode" },
  Elu: { supported: FUNCTION },
  Equal: { supported: CONSTANTS },
  Erf: {
    supported: "as a part of GELU, 0.5·x·(1 + Erf(x/√2)), its factors in any order",
    refused: "by itself",
  },
  Exp: { supported: FUNCTION },
  Expand: {
    supported: `${CONSTANTS}; of a computed tensor to the shape that it has`,
    refused: "repetition of computed tensors",
  },
  Flatten: { supported: "axis 1", refused: "axes that join or part samples" },
  Floor: { supported: CONSTANTS },
  Gather: { supported: CONSTANTS },
  Gelu: { supported: `${FUNCTION}; approximate none and tanh` },
  Gemm: {
    supported: "alpha, beta, transB; constant B and C",
    refused: "transA, computed B or C, a C for each sample",
  },
  GlobalAveragePool: { supported: "1-D, 2-D" },
  GlobalMaxPool: { supported: "1-D, 2-D" },
  Greater: { supported: CONSTANTS },
  GreaterOrEqual: { supported: CONSTANTS },
  HardSigmoid: { supported: EXACT },
  HardSwish: { supported: FUNCTION },
  Identity: { supported: EXACT },
  If: {
    supported: "a condition that follows from shapes and constants: the branch that is taken",
    refused: "conditions that depend on data",
  },
  LeakyRelu: { supported: EXACT },
  Less: { supported: CONSTANTS },
  LessOrEqual: { supported: CONSTANTS },
  MatMul: {
    supported: "a computed tensor times a constant matrix",
    refused: "matrices for each sample, computed ones",
  },
  Max: {
    supported: `${MERGE}; constants whose elements are all the same`,
    refused: "other constants",
  },
  MaxPool: {
    supported: "1-D, 2-D; strides, dilations, pads, auto_pad, ceil_mode",
    refused: "3-D, the output Indices",
  },
  Mean: {
    supported: `${MERGE}; constants as Add takes them`,
    refused: "constants that vary along several axes",
  },
  Min: {
    supported: `${MERGE}; constants whose elements are all the same`,
    refused: "other constants",
  },
  Mod: { supported: CONSTANTS },
  Mul: { supported: "as Add; x·Sigmoid(x) becomes SiLU", refused: "constants that vary along several axes" },
  Neg: { supported: EXACT },
  Not: { supported: CONSTANTS },
  Or: { supported: CONSTANTS },
  PRelu: {
    supported: "one slope, one an element of one axis, or one an element",
    refused: "computed slopes",
  },
  Pad: { supported: "mode constant, any axis; negative pads crop", refused: "other modes, computed pads" },
  Pow: {
    supported: "constant exponents 2 (exact), 1, 0.5 and −1 (from a table)",
    refused: "other exponents",
  },
  QuantizeLinear: {
    supported:
      "integers of 4, 8 and 16 bits, one constant scale and zero point; a fixed-point type of the design",
    refused: "scales for each channel of a computed tensor, blocks, computed scales",
  },
  Range: { supported: CONSTANTS },
  Reciprocal: { supported: FUNCTION },
  ReduceMax: { supported: "over all spatial axes together, keepdims 0 and 1", refused: "other axes" },
  ReduceMean: { supported: "over all spatial axes together, keepdims 0 and 1", refused: "other axes" },
  ReduceProd: { supported: `${CONSTANTS}, over all axes`, refused: "some axes" },
  Relu: { supported: EXACT },
  Reshape: { supported: "what keeps the samples; constant shapes", refused: "what joins or parts samples" },
  Resize: {
    supported:
      "nearest by whole factors; linear in half_pixel, pytorch_half_pixel, align_corners, asymmetric; scales or sizes",
    refused:
      "cubic, other coordinate modes, antialias, exclude_outside, keep_aspect_ratio_policy, other factors of nearest",
  },
  Selu: { supported: FUNCTION },
  Shape: { supported: "start and end" },
  Sigmoid: { supported: FUNCTION },
  Size: { supported: CONSTANTS },
  Slice: {
    supported: "any axis but the samples', steps of 1 and more; constant bounds",
    refused: "steps that reverse an axis",
  },
  Softmax: {
    supported: "any axis; tables of eˣ and 1/x",
    refused: "before version 13 more than one axis that is joined",
  },
  Softplus: { supported: FUNCTION },
  Softsign: { supported: FUNCTION },
  SpaceToDepth: { supported: "any block" },
  Split: { supported: "equal and given parts, num_outputs" },
  Sqrt: { supported: FUNCTION },
  Squeeze: { supported: "any axis but the samples'" },
  Sub: { supported: "as Add, on either side", refused: "constants that vary along several axes" },
  Sum: {
    supported: `${MERGE}; constants as Add takes them`,
    refused: "constants that vary along several axes",
  },
  Swish: { supported: `${FUNCTION}; alpha = 1`, refused: "other alphas" },
  Tanh: { supported: FUNCTION },
  ThresholdedRelu: { supported: EXACT },
  Transpose: { supported: "any permutation of the axes behind the samples" },
  Unsqueeze: { supported: "any axis but the samples'" },
  Upsample: { supported: "as Resize, nearest by whole factors and linear" },
  Where: { supported: CONSTANTS },
  Xor: { supported: CONSTANTS },
};
