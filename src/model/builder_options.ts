import type { ParameterTypes } from "../layers/mod.ts";
import type { RealTensor, Shape } from "../tensor/mod.ts";

/** A tensor of a model under construction. */
export interface Node {
  /** Name of the layer that makes it. */
  readonly name: string;
  /** Channels last, without the sample axis. */
  readonly shape: Shape;
}

/** Size of a graph input; give `height` for maps, `length` for sequences, or `features` alone. */
export type InputSize =
  & { readonly name?: string }
  & (
    | { readonly height: number; readonly width: number; readonly channels: number }
    | { readonly length: number; readonly channels: number }
    | { readonly features: number }
  );

/** One number for every axis, or one an axis. */
export type PerAxis = number | readonly number[];

/** Leading and trailing padding or crop of an axis. */
export interface Border {
  /** Elements at the front, at least 0: zeros put there (convolution) or outputs cut off (transposed). */
  readonly before: number;
  /** The same at the end. */
  readonly after: number;
}

/** Options of a convolution, in Keras's terms; explicit borders replace `padding`. */
export interface ConvOptions {
  /** Unique in the model. Default: `conv2d_1` and so on, by kind and order of making. */
  readonly name?: string;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  /** One number an output channel; none if absent or null. */
  readonly bias?: ArrayLike<number> | null;
  /** Types that hold weights and bias exactly, where training has quantised them. */
  readonly types?: ParameterTypes;
  /** Default 1. */
  readonly strides?: PerAxis;
  /** Elements from one tap to the next: of the input, or of the output if transposed. Default 1. */
  readonly dilation?: PerAxis;
  /** Parts that the channels fall into; it divides input and output channels. Default 1. */
  readonly groups?: number;
  /** Default `"valid"`. */
  readonly padding?: "valid" | "same" | readonly Border[];
}

/** Options of a transposed convolution; `padding` as a list of borders is what each axis loses. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Elements appended to the output. Default: what Keras's `padding` gives, 0 with explicit borders. */
  readonly outputPadding?: PerAxis;
}

/** What a slice takes of an axis: from `start` (default 0) to before `end` (default its length) by `step` (default 1). */
export interface SliceRange {
  /** The first element. */
  readonly start?: number;
  /** The element behind the last one that may be taken. */
  readonly end?: number;
  /** At least 1. */
  readonly step?: number;
}
