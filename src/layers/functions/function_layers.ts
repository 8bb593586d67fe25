import type { LayerBase } from "../layer_base.ts";

/** Names of the functions of {@linkcode FunctionLayer}. */
export const FUNCTION_NAMES = [
  "softplus",
  "softsign",
  "silu",
  "gelu",
  "gelu_tanh",
  "hard_swish",
  "exp",
  "sqrt",
  "reciprocal",
] as const;

/** A function without parameters: one of {@linkcode FUNCTION_NAMES}. */
export type FunctionName = typeof FUNCTION_NAMES[number];

/** A layer whose table can take up a scale: it reads the codes of a quantiser. */
export interface ScaledInput {
  /** Every x is multiplied by this first; finite and above 0, default 1. */
  readonly inputScale?: number;
}

/**
 * A function of every element by itself, as a table: softplus ln(1 + eˣ), softsign x / (1 + |x|), silu (swish)
 * x / (1 + e⁻ˣ), gelu x·Φ(x), gelu_tanh (its approximation by tanh), hard_swish x·min(max(x/6 + 1/2, 0), 1), exp, sqrt,
 * reciprocal 1/x.
 */
export interface FunctionLayer extends LayerBase<"function">, ScaledInput {
  /** Which of them. */
  readonly function: FunctionName;
}

/** α and scale of the self-normalising networks' SELU, as ONNX and Keras have them. */
export const SELU_ALPHA = 1.67326319217681884765625;
/** See {@linkcode SELU_ALPHA}. */
export const SELU_SCALE = 1.05070102214813232421875;

/** y = scale·x for x ≥ 0, scale·alpha·(eˣ − 1) below. ELU has a scale of 1. */
export interface EluLayer extends LayerBase<"elu"> {
  /** Finite. */
  readonly alpha: number;
  /** Finite; SELU's γ. */
  readonly scale: number;
}

/** y = min(max(slope·x + offset, 0), 1) */
export interface HardSigmoidLayer extends LayerBase<"hard_sigmoid"> {
  /** Finite. */
  readonly slope: number;
  /** Finite. */
  readonly offset: number;
}

/** y = e^x / Σ e^x over the last axis. */
export interface SoftmaxLayer extends LayerBase<"softmax"> {}

/** y = x for x > threshold, else 0. */
export interface ThresholdedReluLayer extends LayerBase<"thresholded_relu"> {
  /** Finite. */
  readonly threshold: number;
}
