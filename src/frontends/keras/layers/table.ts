import type { OperatorSupport } from "../../frontend.ts";
import { HGQ_CLASSES } from "../hgq/layers.ts";
import { QKERAS_CLASSES } from "../qkeras/layers.ts";
import { activation, activationLayer } from "./activation.ts";
import {
  batchNormalization,
  dense,
  normalization,
  rescaling,
  timeDistributed,
  trainingOnly,
} from "./affine.ts";
import { conv, convTranspose, depthwiseConv, separableConv } from "./convolution.ts";
import { concatenate, merge } from "./joins.ts";
import type { KerasOperator } from "./layer.ts";
import { OPERATION_SUPPORT } from "../operations/table.ts";
import { elu, leakyRelu, prelu, relu, softmax, thresholdedRelu } from "./rectifiers.ts";
import { border, flatten, permute, repeatVector, reshape } from "./shape.ts";
import { globalPool, pool, upSampling } from "./windows.ts";

const dropout = trainingOnly("it acts in training only");
const augmentation = trainingOnly("it changes images in training only");

/** Layer classes by Keras's names. */
const CLASSES: readonly (readonly [string, KerasOperator])[] = [
  ["Activation", activation],
  ["ActivityRegularization", dropout],
  ["Add", merge("add")],
  ["AlphaDropout", dropout],
  ["Average", merge("average")],
  ["AveragePooling1D", pool("average", 1)],
  ["AveragePooling2D", pool("average", 2)],
  ["BatchNormalization", batchNormalization],
  ["Concatenate", concatenate],
  ["Conv1D", conv(1)],
  ["Conv1DTranspose", convTranspose(1)],
  ["Conv2D", conv(2)],
  ["Conv2DTranspose", convTranspose(2)],
  ["Cropping1D", border("cropping", 1)],
  ["Cropping2D", border("cropping", 2)],
  ["Dense", dense],
  ["DepthwiseConv1D", depthwiseConv(1)],
  ["DepthwiseConv2D", depthwiseConv(2)],
  ["Dropout", dropout],
  ["ELU", activationLayer(elu, { kinds: ["elu"] })],
  ["Flatten", flatten],
  ["GaussianDropout", dropout],
  ["GaussianNoise", dropout],
  ["GlobalAveragePooling1D", globalPool("average", 1)],
  ["GlobalAveragePooling2D", globalPool("average", 2)],
  ["GlobalMaxPooling1D", globalPool("max", 1)],
  ["GlobalMaxPooling2D", globalPool("max", 2)],
  ["Identity", trainingOnly(null)],
  ["LeakyReLU", activationLayer(leakyRelu, { kinds: ["leaky_relu"] })],
  ["MaxPooling1D", pool("max", 1)],
  ["MaxPooling2D", pool("max", 2)],
  ["Maximum", merge("maximum")],
  ["Minimum", merge("minimum")],
  ["Multiply", merge("multiply")],
  ["Normalization", normalization],
  ["PReLU", prelu],
  ["Permute", permute],
  ["RandomBrightness", augmentation],
  ["RandomContrast", augmentation],
  ["RandomFlip", augmentation],
  ["RandomRotation", augmentation],
  ["RandomTranslation", augmentation],
  ["RandomZoom", augmentation],
  [
    "ReLU",
    activationLayer(relu, {
      kinds: ["relu", "leaky_relu", "clip", "thresholded_relu"],
      limits: "no slope beside a threshold",
    }),
  ],
  ["RepeatVector", repeatVector],
  ["Rescaling", rescaling],
  ["Reshape", reshape],
  ["SeparableConv1D", separableConv(1)],
  ["SeparableConv2D", separableConv(2)],
  ["Softmax", activationLayer(softmax, { kinds: ["softmax"], limits: "one axis" })],
  ["SpatialDropout1D", dropout],
  ["SpatialDropout2D", dropout],
  ["Subtract", merge("subtract")],
  ...QKERAS_CLASSES,
  ...HGQ_CLASSES,
  ["ThresholdedReLU", activationLayer(thresholdedRelu, { kinds: ["thresholded_relu"] })],
  ["TimeDistributed", timeDistributed],
  ["UpSampling1D", upSampling(1)],
  ["UpSampling2D", upSampling(2)],
  ["ZeroPadding1D", border("padding", 1)],
  ["ZeroPadding2D", border("padding", 2)],
];

/** Other names that Keras has, or had, for the same classes. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["AvgPool1D", "AveragePooling1D"],
  ["AvgPool2D", "AveragePooling2D"],
  ["BatchNormalizationV1", "BatchNormalization"],
  ["BatchNormalizationV2", "BatchNormalization"],
  ["Convolution1D", "Conv1D"],
  ["Convolution1DTranspose", "Conv1DTranspose"],
  ["Convolution2D", "Conv2D"],
  ["Convolution2DTranspose", "Conv2DTranspose"],
  ["Deconvolution2D", "Conv2DTranspose"],
  ["GlobalAvgPool1D", "GlobalAveragePooling1D"],
  ["GlobalAvgPool2D", "GlobalAveragePooling2D"],
  ["GlobalMaxPool1D", "GlobalMaxPooling1D"],
  ["GlobalMaxPool2D", "GlobalMaxPooling2D"],
  ["MaxPool1D", "MaxPooling1D"],
  ["MaxPool2D", "MaxPooling2D"],
  ["SeparableConvolution1D", "SeparableConv1D"],
  ["SeparableConvolution2D", "SeparableConv2D"],
  ["SyncBatchNormalization", "BatchNormalization"],
]);

const OPERATORS: ReadonlyMap<string, KerasOperator> = new Map(CLASSES);

/** Why classes that are often met cannot be imported. */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    "QAdaptiveActivation",
    "QKeras does not save the bits that it has found; replace it by a QActivation of the quantiser that it has arrived at",
  ],
  ...["QBidirectional", "QGRU", "QLSTM", "QSimpleRNN", "Bidirectional", "GRU", "LSTM", "SimpleRNN"].map((
    name,
  ) => [name, "recurrent layers are not supported"] as const),
  ...["GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization"].map((name) =>
    [
      name,
      "it divides by statistics of each sample, which no layer here computes; train with BatchNormalization, whose " +
      "statistics are constants",
    ] as const
  ),
  ["Lambda", "it holds Python code, which is never run; replace it by layers"],
]);

/** The name under which a class stands in the table; QKeras's stand there without the package they are registered in. */
export function canonicalClass(className: string): string {
  const name = /^(?:qkeras|Custom)>(Q\w+)$/.exec(className)?.[1] ?? className;
  return ALIASES.get(name) ?? name;
}

/** How layers of a class are imported, if they can be. */
export function operatorOf(className: string): KerasOperator | undefined {
  return OPERATORS.get(canonicalClass(className));
}

/** Layers of HGQ 1, by the name of the class or of the package. */
const HGQ1 = /^HGQ>|^H(Activation|Add|BatchNormalization|Conv|Dense|MultiHead|Quantize)|^P(Layer|Pool)/;

/** Why a class that is often met cannot be imported; null for any other. */
export function unsupportedReason(className: string): string | null {
  if (HGQ1.test(className)) {
    return "it is a layer of HGQ 1, which keeps its bits in another way; build the network with HGQ 2, whose layers are " +
      "read";
  }
  return REASONS.get(className) ?? null;
}

/** What becomes of each class. */
export const KERAS_SUPPORT: readonly OperatorSupport[] = [
  ...CLASSES.map(([name, { kinds, limits = "" }]) => ({ name, kinds, limits })),
  ...OPERATION_SUPPORT,
  { name: "InputLayer", kinds: ["input"] as const, limits: "real numbers, one to three axes" },
].toSorted((a, b) => a.name < b.name ? -1 : 1);
