import type { RealTensor, Shape } from "../tensor/mod.ts";

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

/** What every layer has. */
export interface LayerBase<Kind extends string> {
  /** Tells the members of {@linkcode Layer} apart. */
  readonly kind: Kind;
  /** Unique in the model; also the name of the layer's output tensor. */
  readonly name: string;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}

/** A graph input: it reads no tensor; a {@linkcode Port} of the model says what comes in. */
export interface InputLayer extends LayerBase<"input"> {
  /** One to three positive sizes, channels last, without the sample axis. */
  readonly shape: Shape;
}

/** y = x·weights + bias over the last axis. */
export interface DenseLayer extends LayerBase<"dense"> {
  /** `[inputs, outputs]` */
  readonly weights: RealTensor;
  /** One number an output, or null for none. */
  readonly bias: Float64Array | null;
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
export interface SigmoidLayer extends LayerBase<"sigmoid"> {}

/** y = tanh(x) */
export interface TanhLayer extends LayerBase<"tanh"> {}

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

/** Passes its input on; dropout at inference is this. */
export interface IdentityLayer extends LayerBase<"identity"> {}

/** Every layer kind that a model can hold. */
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
  | IdentityLayer;

/** The word that tells a layer from all others, and its key in {@linkcode LAYERS}. */
export type LayerKind = Layer["kind"];

/** The layer type of one kind. */
export type LayerOf<Kind extends LayerKind> = Extract<Layer, { readonly kind: Kind }>;
