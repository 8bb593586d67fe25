import type { LayerOptions, OptionsByName } from "./options.ts";

const ACTIVATIONS = [
  "ReLU",
  "Clip",
  "Sigmoid",
  "TanH",
  "HardSigmoid",
  "Softplus",
  "Softsign",
  "Swish",
  "GELU",
  "HardSwish",
  "ELU",
  "SELU",
  "LeakyReLU",
  "ThresholdedReLU",
  "Exp",
  "Softmax",
] as const;

const MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"] as const;

/** hls4ml's classes, and QKeras's, that go by other names here, or by several. */
export const TYPE_ALIASES: Readonly<Record<string, readonly string[]>> = {
  InputLayer: ["Input"],
  Activation: ACTIVATIONS,
  QActivation: ["Quantize", ...ACTIVATIONS],
  HardActivation: ["HardSigmoid"],
  Merge: MERGES,
  MatMul: ["Dense"],
  Gemm: ["Dense"],
  Conv: ["Conv1D", "Conv2D", "DepthwiseConv1D", "DepthwiseConv2D"],
  PointwiseConv1D: ["Conv1D"],
  PointwiseConv2D: ["Conv2D"],
  SeparableConv1D: ["DepthwiseConv1D", "Conv1D"],
  SeparableConv2D: ["DepthwiseConv2D", "Conv2D"],
  QDense: ["Dense"],
  QConv1D: ["Conv1D"],
  QConv2D: ["Conv2D"],
  QConv2DTranspose: ["Conv2DTranspose"],
  QDepthwiseConv2D: ["DepthwiseConv2D"],
  QBatchNormalization: ["BatchNormalization"],
  BatchNormOnnx: ["BatchNormalization"],
  ApplyAlpha: ["BatchNormalization"],
  Flatten: ["Reshape"],
  Transpose: ["Permute"],
  GlobalPooling1D: ["GlobalAveragePooling1D", "GlobalMaxPooling1D"],
  GlobalPooling2D: ["GlobalAveragePooling2D", "GlobalMaxPooling2D"],
  Pooling1D: ["AveragePooling1D", "MaxPooling1D"],
  Pooling2D: ["AveragePooling2D", "MaxPooling2D"],
  Resize: ["UpSampling1D", "UpSampling2D", "Resizing"],
  Quant: ["Quantize"],
  FixedPointQuantizer: ["Quantize"],
};

const ALIASES = new Map(Object.entries(TYPE_ALIASES).map(([alias, types]) => [alias.toLowerCase(), types]));

/** Whether a name under `LayerType` means layers of this type; names are compared without regard to case. */
export function meansType(name: string, typeName: string): boolean {
  const lower = typeName.toLowerCase();
  if (name.toLowerCase() === lower) return true;
  return ALIASES.get(name.toLowerCase())?.some((type) => type.toLowerCase() === lower) ?? false;
}

/** Settings for a layer type: those of its own name, else of a name that means it among others. */
export function settingsOfType(types: OptionsByName | undefined, typeName: string): LayerOptions | undefined {
  const entries = Object.entries(types ?? {});
  const own = entries.find(([name]) => name.toLowerCase() === typeName.toLowerCase());
  return (own ?? entries.find(([name]) => meansType(name, typeName)))?.[1];
}
