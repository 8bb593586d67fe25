import type { FixedType } from "../fixed/mod.ts";
import type { RealTensor, Shape } from "../tensor/mod.ts";
import type {
  EluLayer,
  FunctionLayer,
  HardSigmoidLayer,
  ScaledInput,
  SoftmaxLayer,
  ThresholdedReluLayer,
} from "./functions/function_layers.ts";
import type { MergeOperation } from "./primitives/primitive.ts";
import type { WindowLayer } from "./window_layers.ts";
import type { LayerBase } from "./layer_base.ts";

/** One spatial axis of a convolution. */
export interface ConvAxis {
  /** k: taps along the axis, at least 1. */
  readonly kernel: number;
  /** s: input elements from one output to the next, at least 1. */
  readonly stride: number;
  /** d: input elements from one tap to the next, at least 1. */
  readonly dilation: number;
  /** Zeros in front of the input, at least 0. */
  readonly padBefore: number;
  /** Zeros behind the input, at least 0. */
  readonly padAfter: number;
}

/** One spatial axis of a transposed convolution. The output length is s(n−1) + (k−1)d + 1 + q − c0 − c1. */
export interface ConvTransposeAxis {
  /** k: taps along the axis, at least 1. */
  readonly kernel: number;
  /** s: output elements from one input to the next, at least 1. */
  readonly stride: number;
  /** d: output elements from one tap to the next, at least 1. */
  readonly dilation: number;
  /** c0: elements cut from the front of the full output. */
  readonly cropBefore: number;
  /** c1: elements cut from its end. */
  readonly cropAfter: number;
  /** q: elements appended to its end that no input reaches by itself. */
  readonly outputPadding: number;
}

/** A graph input: it reads no tensor; a {@linkcode Port} of the model says what comes in. */
export interface InputLayer extends LayerBase<"input"> {
  /** One to three positive sizes, channels last, without the sample axis. */
  readonly shape: Shape;
}

/** Fixed-point types that training has given the parameters of a layer; each holds every one of them exactly. */
export interface ParameterTypes {
  /** Absent where the weights are not quantised. */
  readonly weights?: FixedType;
  /** Absent where the bias is not quantised. */
  readonly bias?: FixedType;
}

/** y = x·weights + bias over the last axis. */
export interface DenseLayer extends LayerBase<"dense"> {
  /** `[inputs, outputs]` */
  readonly weights: RealTensor;
  /** One number an output, or null for none. */
  readonly bias: Float64Array | null;
  /** What a design takes where nobody asks otherwise for this layer. */
  readonly types?: ParameterTypes;
}

/** 1-D or 2-D cross-correlation, as every framework means by convolution. */
export interface ConvLayer extends LayerBase<"conv"> {
  /** One entry for `[length, channels]`, two (height, width) for `[height, width, channels]`. */
  readonly axes: readonly ConvAxis[];
  /**
   * Parts that the channels fall into, at least 1; output channel c reads those of part ⌊c·groups /
   * outputChannels⌋ alone.
   */
  readonly groups: number;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  /** One number an output channel, or null for none. */
  readonly bias: Float64Array | null;
  /** What a design takes where nobody asks otherwise for this layer. */
  readonly types?: ParameterTypes;
}

/** 1-D or 2-D transposed convolution: input i and tap t meet at output i·s + t·d − c0. */
export interface ConvTransposeLayer extends LayerBase<"conv_transpose"> {
  /** One entry for `[length, channels]`, two (height, width) for `[height, width, channels]`. */
  readonly axes: readonly ConvTransposeAxis[];
  /**
   * Parts that the channels fall into, at least 1; output channel c reads those of part ⌊c·groups /
   * outputChannels⌋ alone.
   */
  readonly groups: number;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  /** One number an output channel, or null for none. */
  readonly bias: Float64Array | null;
  /** What a design takes where nobody asks otherwise for this layer. */
  readonly types?: ParameterTypes;
}

/** Inference-mode batch normalisation: y = scale·x + shift for each channel. */
export interface BatchNormLayer extends LayerBase<"batch_norm"> {
  /** γ / √(variance + ε), one a channel. */
  readonly scale: Float64Array;
  /** β − mean·scale, one a channel. */
  readonly shift: Float64Array;
}

/** y = max(x, 0) */
export interface ReluLayer extends LayerBase<"relu"> {}

/** y = x for x ≥ 0, slope·x below. */
export interface LeakyReluLayer extends LayerBase<"leaky_relu"> {
  /** Finite; the same for every element. */
  readonly slope: number;
}

/** Leaky ReLU with trained slopes: one for all, one a channel, or one an element. */
export interface PReluLayer extends LayerBase<"prelu"> {
  /** 1, channels or elements of them; those of elements in row-major order, channels last. */
  readonly slopes: Float64Array;
}

/** y = min(max(x, min), max); an open end is ±Infinity. ReLU6 is min 0, max 6. */
export interface ClipLayer extends LayerBase<"clip"> {
  /** At most `max`. */
  readonly min: number;
  /** At least `min`. */
  readonly max: number;
}

/** y = 1 / (1 + exp(−x)) */
export interface SigmoidLayer extends LayerBase<"sigmoid">, ScaledInput {}

/** y = tanh(x) */
export interface TanhLayer extends LayerBase<"tanh">, ScaledInput {}

/** Same elements in the same row-major order under another shape; flatten, squeeze and unsqueeze are this. */
export interface ReshapeLayer extends LayerBase<"reshape"> {
  /** Positive sizes without the sample axis; their product is that of the input's. */
  readonly shape: Shape;
}

/** Output axis i is input axis `permutation[i]`. */
export interface TransposeLayer extends LayerBase<"transpose"> {
  /** Every axis once, counted without the sample axis. */
  readonly permutation: readonly number[];
}

/** y = x cast to a fixed-point type, by its own rounding and overflow modes: what training has quantised. */
export interface QuantizeLayer extends LayerBase<"quantize"> {
  /** Of every element; y is exactly a number of this type, in float64 too. */
  readonly type: FixedType;
}

/** Passes its input on; dropout at inference is this. */
export interface IdentityLayer extends LayerBase<"identity"> {}

/**
 * One tensor of several, element by element: y = x0 + x1 + …, x0 − x1 (of two), x0·x1·…, (x0 + x1 + …) / their number,
 * the largest or the least. However many there are, all of it is computed exactly and cast once: no partial sum or
 * product is rounded. An average is the exact sum divided by the count, rounded once as the result type says. Along an
 * axis of length 1 an input repeats: all spatial axes, the channels, or both.
 */
export interface MergeLayer extends LayerBase<"merge"> {
  /** What is made of the elements that meet. */
  readonly operation: MergeOperation;
}

/** The tensors that it reads one behind the other along an axis; each is cast to the result type once. */
export interface ConcatenateLayer extends LayerBase<"concatenate"> {
  /** Counted from the front, without the sample axis. */
  readonly axis: number;
}

/** What an axis gets at its ends; a negative number takes elements away. */
export interface PadAxis {
  /** Elements put in front of the input, or −elements cut off there. */
  readonly before: number;
  /** The same at the end. */
  readonly after: number;
}

/** Padding with a constant, and cropping. */
export interface PadLayer extends LayerBase<"pad"> {
  /** One an axis, channels last. */
  readonly axes: readonly PadAxis[];
  /** What is put there; finite. */
  readonly value: number;
}

/** What a slice takes of an axis: elements start, start + step, … of the input. */
export interface SliceAxis {
  /** The first, from 0. */
  readonly start: number;
  /** Elements from one to the next, at least 1. */
  readonly step: number;
  /** How many, at least 1. */
  readonly length: number;
}

/** A fixed selection of elements. */
export interface SliceLayer extends LayerBase<"slice"> {
  /** One an axis, channels last. */
  readonly axes: readonly SliceAxis[];
}

/**
 * Channels of `[height, width, channels]` laid out as blocks of pixels: the output is block times as high and wide.
 * Place p = row·block + column of a block takes its channel c from channel p·C + c of the C output channels
 * (`order: "place"`; ONNX's DCR) or from channel c·block² + p (`"channel"`; ONNX's CRD, PyTorch's PixelShuffle).
 */
export interface DepthToSpaceLayer extends LayerBase<"depth_to_space"> {
  /** Rows and columns of a block, at least 1. */
  readonly block: number;
  /** Which of the two varies slowest among the channels. */
  readonly order: "place" | "channel";
}

/** Blocks of pixels laid out as channels: what {@linkcode DepthToSpaceLayer} of the same order undoes. */
export interface SpaceToDepthLayer extends LayerBase<"space_to_depth"> {
  /** Rows and columns of a block, at least 1; it divides height and width. */
  readonly block: number;
  /** Which of the two varies slowest among the channels. */
  readonly order: "place" | "channel";
}

/** y = x + offset for x < −threshold, x − offset for x > threshold, else 0: an offset of 0 is a hard shrink. */
export interface ShrinkLayer extends LayerBase<"shrink"> {
  /** Finite, at least 0. */
  readonly threshold: number;
  /** Finite; of a soft shrink the threshold. */
  readonly offset: number;
}

/**
 * Every layer kind that a model can hold.
 *
 * @category Models
 */
export type Layer =
  | InputLayer
  | DenseLayer
  | ConvLayer
  | ConvTransposeLayer
  | BatchNormLayer
  | ReluLayer
  | LeakyReluLayer
  | PReluLayer
  | ClipLayer
  | SigmoidLayer
  | TanhLayer
  | ReshapeLayer
  | TransposeLayer
  | MergeLayer
  | ConcatenateLayer
  | PadLayer
  | SliceLayer
  | DepthToSpaceLayer
  | SpaceToDepthLayer
  | WindowLayer
  | FunctionLayer
  | EluLayer
  | HardSigmoidLayer
  | SoftmaxLayer
  | ThresholdedReluLayer
  | ShrinkLayer
  | QuantizeLayer
  | IdentityLayer;

/** The word that tells a layer from all others, and its key in {@linkcode LAYERS}. */
export type LayerKind = Layer["kind"];

/** The layer type of one kind. */
export type LayerOf<Kind extends LayerKind> = Extract<Layer, { readonly kind: Kind }>;
