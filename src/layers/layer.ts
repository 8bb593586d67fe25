import type { RealTensor, Shape } from "../tensor/mod.ts";

/** One spatial axis of a convolution. */
export interface ConvAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
  readonly padAfter: number;
}

/** One spatial axis of a transposed convolution. The output length is s(n−1) + (k−1)d + 1 + q − c0 − c1. */
export interface ConvTransposeAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** c0: elements cut from the front of the full output. */
  readonly cropBefore: number;
  /** c1: elements cut from its end. */
  readonly cropAfter: number;
  /** q: elements appended to its end that no input reaches by itself. */
  readonly outputPadding: number;
}

interface LayerBase<Kind extends string> {
  readonly kind: Kind;
  /** Unique in the model; also the name of the layer's output tensor. */
  readonly name: string;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}

export interface InputLayer extends LayerBase<"input"> {
  readonly shape: Shape;
}

/** y = x·weights + bias over the last axis. */
export interface DenseLayer extends LayerBase<"dense"> {
  /** `[inputs, outputs]` */
  readonly weights: RealTensor;
  readonly bias: Float64Array | null;
}

/** 1-D or 2-D cross-correlation, as every framework means by convolution. */
export interface ConvLayer extends LayerBase<"conv"> {
  /** One entry for `[length, channels]`, two (height, width) for `[height, width, channels]`. */
  readonly axes: readonly ConvAxis[];
  readonly groups: number;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  readonly bias: Float64Array | null;
}

/** 1-D or 2-D transposed convolution: input i and tap t meet at output i·s + t·d − c0. */
export interface ConvTransposeLayer extends LayerBase<"conv_transpose"> {
  readonly axes: readonly ConvTransposeAxis[];
  readonly groups: number;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  readonly bias: Float64Array | null;
}

/** Inference-mode batch normalisation: y = scale·x + shift for each channel. */
export interface BatchNormLayer extends LayerBase<"batch_norm"> {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

export interface ReluLayer extends LayerBase<"relu"> {}

/** y = x for x ≥ 0, slope·x below. */
export interface LeakyReluLayer extends LayerBase<"leaky_relu"> {
  readonly slope: number;
}

/** Leaky ReLU with trained slopes: one for all, one a channel, or one an element. */
export interface PReluLayer extends LayerBase<"prelu"> {
  readonly slopes: Float64Array;
}

/** y = min(max(x, min), max); an open end is ±Infinity. ReLU6 is min 0, max 6. */
export interface ClipLayer extends LayerBase<"clip"> {
  readonly min: number;
  readonly max: number;
}

export interface SigmoidLayer extends LayerBase<"sigmoid"> {}

export interface TanhLayer extends LayerBase<"tanh"> {}

/** Same elements in the same row-major order under another shape; flatten, squeeze and unsqueeze are this. */
export interface ReshapeLayer extends LayerBase<"reshape"> {
  readonly shape: Shape;
}

/** Output axis i is input axis `permutation[i]`. */
export interface TransposeLayer extends LayerBase<"transpose"> {
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

export type LayerKind = Layer["kind"];

/** The layer type of one kind. */
export type LayerOf<Kind extends LayerKind> = Extract<Layer, { readonly kind: Kind }>;
