import type { LayerKind } from "../../../layers/mod.ts";
import type { OperatorSupport } from "../../frontend.ts";

const CONSTANT_WEIGHTS = "weights that are constants";
const SPATIAL = "one or two spatial axes";

/** Name, kinds, limits. */
type Row = readonly [name: string, kinds: readonly LayerKind[], limits?: string];

const ROWS: readonly Row[] = [
  ["Add", ["merge", "batch_norm"]],
  ["AveragePool", ["pool"], SPATIAL],
  ["BatchNormalization", ["batch_norm"], "inference mode, constant statistics"],
  ["BipolarQuant", ["quantize", "batch_norm"], "constant scale, on computed tensors one"],
  ["Clip", ["relu", "clip"], "constant bounds"],
  ["Concat", ["concatenate"], "not along the sample axis"],
  ["Conv", ["conv"], `${SPATIAL}, ${CONSTANT_WEIGHTS}`],
  ["ConvTranspose", ["conv_transpose"], `${SPATIAL}, ${CONSTANT_WEIGHTS}`],
  ["DepthToSpace", ["depth_to_space"]],
  ["DequantizeLinear", ["batch_norm"], "constant scales, on computed tensors one; no blocks"],
  ["Div", ["batch_norm"], "constant divisors"],
  ["Dropout", ["identity"], "inference mode"],
  ["Elu", ["elu"]],
  ["Exp", ["function"]],
  ["Flatten", ["reshape"], "from the first axis behind the samples"],
  ["Gelu", ["function"]],
  ["Gemm", ["dense"], CONSTANT_WEIGHTS],
  ["GlobalAveragePool", ["global_pool"], SPATIAL],
  ["GlobalMaxPool", ["global_pool"], SPATIAL],
  ["HardSigmoid", ["hard_sigmoid"]],
  ["HardSwish", ["function"]],
  ["Identity", ["identity"]],
  [
    "IntQuant",
    ["quantize", "batch_norm", "clip"],
    "constant parameters, up to 32 bits; on computed tensors one scale, no CEIL, no UP",
  ],
  ["LeakyRelu", ["leaky_relu"]],
  ["MatMul", ["dense"], "constants on the right"],
  ["Max", ["merge", "clip"]],
  ["MaxPool", ["pool"], `${SPATIAL}, no indices`],
  ["Mean", ["merge"]],
  ["Min", ["merge", "clip"]],
  ["Mul", ["merge", "batch_norm"]],
  ["PRelu", ["prelu"], "constant slopes"],
  ["Pad", ["pad"], "constant mode"],
  [
    "Quant",
    ["quantize", "batch_norm", "clip"],
    "constant parameters, up to 32 bits; on computed tensors one scale, no CEIL, no UP",
  ],
  ["QuantizeLinear", ["quantize", "batch_norm", "clip"], "integers of 4, 8 and 16 bits, one constant scale"],
  ["Reciprocal", ["function"]],
  ["ReduceMax", ["global_pool"], "over all spatial axes"],
  ["ReduceMean", ["global_pool"], "over all spatial axes"],
  ["Relu", ["relu"]],
  ["Reshape", ["reshape"], "constant shape"],
  ["Resize", ["upsample", "interpolate"], "nearest by whole factors, linear"],
  ["Selu", ["elu"]],
  ["Shape", [], "folded where the shape is known"],
  ["Sigmoid", ["sigmoid"]],
  ["Slice", ["slice"], "constant bounds, forward steps"],
  ["Softmax", ["softmax"], "over one axis"],
  ["Softplus", ["function"]],
  ["Softsign", ["function"]],
  ["SpaceToDepth", ["space_to_depth"]],
  ["Split", ["slice"], "constant lengths"],
  ["Sqrt", ["function"]],
  ["Squeeze", ["reshape"], "constant axes"],
  ["Sub", ["merge", "batch_norm"]],
  ["Sum", ["merge"]],
  ["Swish", ["function"], "alpha 1"],
  ["Tanh", ["tanh"]],
  ["ThresholdedRelu", ["thresholded_relu"]],
  ["Transpose", ["transpose"], "samples stay in front"],
  ["Trunc", ["quantize", "batch_norm"], "constant parameters, zero point 0"],
  ["Unsqueeze", ["reshape"], "constant axes"],
  ["Upsample", ["upsample", "interpolate"], "nearest by whole factors, linear"],
];

/** What becomes of the operators that may read computed tensors. */
export const ONNX_SUPPORT: readonly OperatorSupport[] = ROWS.map(([name, kinds, limits = ""]) => ({
  name,
  kinds,
  limits,
}));
