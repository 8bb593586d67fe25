import { InterlaceError } from "../../base/errors.ts";
import { nearest } from "../../base/text/nearest.ts";
import type { OptionsByName } from "./options.ts";
import { meansType, TYPE_ALIASES } from "./layer_types.ts";

/**
 * Classes of layers beside {@linkcode TYPE_ALIASES}: those that layers have here, and those of Keras, QKeras, HGQ and hls4ml
 * that a configuration for several models may name though no layer here can have them.
 */
const CLASSES: readonly string[] = [
  // Every axis count.
  ...[
    "Conv#D Conv#DTranspose DepthwiseConv#D SeparableConv#D QConv#D QConv#DTranspose QDepthwiseConv#D QSeparableConv#D",
    "AveragePooling#D MaxPooling#D GlobalAveragePooling#D GlobalMaxPooling#D AdaptiveAveragePooling#D",
    "AdaptiveMaxPooling#D QAveragePooling#D QGlobalAveragePooling#D QConv#DBatchnorm QDepthwiseConv#DBatchnorm",
    "ZeroPadding#D Cropping#D UpSampling#D SpatialDropout#D LocallyConnected#D ConvLSTM#D",
  ].flatMap((names) => names.split(" ")).flatMap((name) =>
    [1, 2, 3].map((axes) => name.replace("#", `${axes}`))
  ),
  // Layers of no weights, and joins.
  ...("Argmax Clip Concatenate Cosine Dot DepthToSpace SpaceToDepth ELU Exp Flatten Identity LeakyReLU PReLU Permute Reciprocal " +
    "RepeatVector Rescaling Reshape Resizing Shrink Slice Softmax Softsign Softplus Sqrt ThresholdedReLU TernaryTanh " +
    "BinaryTanh ParametrizedActivation Constant Squeeze Unsqueeze Gather Pad Sin Cos UnaryLUT Masking Lambda Einsum " +
    "QAdd QSubtract QMultiply QAverage QMaximum QMinimum QConcatenate QDot QEinsum QSum QMeanPow2 QUnaryFunctionLUT " +
    "QSoftmax QAdaptiveActivation").split(" "),
  // Layers with weights.
  ...("EinsumDense QEinsumDense QDenseBatchnorm QBatchNormDense QEinsumDenseBatchnorm BiasAdd Embedding Bilinear " +
    "BatchNormalizationQuantizedTanh BatchNormalizationQ GarNet GarNetStack SymbolicExpression").split(" "),
  // Attention, recurrent layers, statistics of each sample.
  ...("Attention AdditiveAttention MultiHeadAttention GroupQueryAttention QMultiHeadAttention QLinformerAttention " +
    "SimpleRNN LSTM GRU RNN SimpleRNNCell LSTMCell GRUCell StackedRNNCells Bidirectional TimeDistributed QSimpleRNN QLSTM " +
    "QGRU QBidirectional GroupNormalization LayerNormalization RMSNormalization UnitNormalization SpectralNormalization " +
    "Normalization").split(" "),
  // What acts in training or on data, and what hls4ml inserts.
  ...("ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise RandomBrightness RandomContrast RandomCrop " +
    "RandomFlip RandomHeight RandomRotation RandomTranslation RandomWidth RandomZoom CenterCrop CategoryEncoding " +
    "Discretization Hashing IntegerLookup StringLookup TextVectorization Model Sequential Functional LayerGroup Layer " +
    "Wrapper Clone Repack Broadcast").split(" "),
  ...Object.entries(TYPE_ALIASES).flat(2),
];

const KNOWN: ReadonlySet<string> = new Set(CLASSES.map((name) => name.toLowerCase()));

/** Whether there is a class of layers of this name, whatever its case. */
export function isLayerClass(name: string): boolean {
  return KNOWN.has(name.toLowerCase());
}

/**
 * Refuses settings for a class of layers that there is not, however many layers a model has; what hls4ml dumped is passed
 * over.
 *
 * @param present Classes of the model's own layers.
 * @throws {InterlaceError} with the class that was probably meant.
 */
export function checkLayerClasses(types: OptionsByName | undefined, present: readonly string[]): void {
  for (const [name, { dumped }] of Object.entries(types ?? {})) {
    if (dumped || isLayerClass(name) || present.some((type) => meansType(name, type))) continue;
    const guess = nearest(name, [...present, ...CLASSES]);
    throw new InterlaceError(
      `Cannot configure layer type ${name}: there is no class of layers of that name`,
      {
        code: "layer-unknown",
        place: { field: `LayerType.${name}` },
        hint: guess === undefined
          ? "Write a class of Keras or hls4ml, such as Dense or Conv2DTranspose; a single layer stands under LayerName."
          : `Did you mean ${guess}?`,
      },
    );
  }
}
