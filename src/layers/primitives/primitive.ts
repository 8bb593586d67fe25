import type { FixedType } from "../../fixed/mod.ts";
import type { Shape } from "../../tensor/mod.ts";
import type { FormulaPrimitive, HardSigmoidPrimitive, SoftmaxPrimitive } from "./function_primitives.ts";
import type {
  GlobalPoolPrimitive,
  InterpolatePrimitive,
  PoolPrimitive,
  UpsamplePrimitive,
} from "./window_primitives.ts";
import type { AxisGeometry, PrimitiveBase } from "./primitive_base.ts";

/**
 * The mathematics of a layer, free of frameworks and of number formats. Evaluators and the design know primitives,
 * never layer kinds: a layer that is expressed in a primitive of this list needs no other code.
 */
export type Primitive =
  | ConvolutionPrimitive
  | DensePrimitive
  | AffinePrimitive
  | ReluPrimitive
  | RectifierPrimitive
  | ClipPrimitive
  | TablePrimitive
  | ViewPrimitive
  | PermutePrimitive
  | MergePrimitive
  | ConcatenatePrimitive
  | SelectPrimitive
  | ShufflePrimitive
  | PoolPrimitive
  | GlobalPoolPrimitive
  | UpsamplePrimitive
  | InterpolatePrimitive
  | HardSigmoidPrimitive
  | SoftmaxPrimitive
  | FormulaPrimitive
  | QuantizePrimitive;

/**
 * Multiply-accumulate over a window. Plain: y[j] = Σ x[j·s + t·d − before]·w[t]. Transposed: y[j] = Σ x[i]·w[t] over
 * i·s + t·d − before = j. Taps outside the input contribute nothing.
 */
export interface ConvolutionPrimitive extends PrimitiveBase<"convolution"> {
  /** Which of the two sums it is. */
  readonly transposed: boolean;
  /** One axis (length) or two (height, width). */
  readonly axes: readonly AxisGeometry[];
  /** Output channel c reads the input channels of part ⌊c·groups / channels.output⌋ alone. */
  readonly groups: number;
  /** Of the whole tensors, all groups together. */
  readonly channels: { readonly input: number; readonly output: number };
  /** `[...kernel][inputChannels / groups][outputChannels]`, row-major. */
  readonly weights: Float64Array;
  /** One number an output channel; null adds nothing. */
  readonly bias: Float64Array | null;
}

/** y = x·weights + bias over a flat input. */
export interface DensePrimitive extends PrimitiveBase<"dense"> {
  /** Elements of the input tensor: rows of the weights. */
  readonly inputs: number;
  /** Elements of the output tensor: columns of the weights. */
  readonly outputs: number;
  /** `[inputs][outputs]`, row-major. */
  readonly weights: Float64Array;
  /** One number an output; null adds nothing. */
  readonly bias: Float64Array | null;
}

/** y = scale[c]·x + shift[c] for each channel (last axis). */
export interface AffinePrimitive extends PrimitiveBase<"affine"> {
  /** One factor a channel. */
  readonly scale: Float64Array;
  /** One summand a channel. */
  readonly shift: Float64Array;
}

/** y = max(x, 0) */
export interface ReluPrimitive extends PrimitiveBase<"relu"> {}

/** y = x for x ≥ 0, slope·x below; one slope for all, one a channel or one an element. */
export interface RectifierPrimitive extends PrimitiveBase<"rectifier"> {
  /** Element i of the flat input has slope i modulo their number. */
  readonly slopes: Float64Array;
}

/** y = min(max(x, min), max); an open end is ±Infinity. */
export interface ClipPrimitive extends PrimitiveBase<"clip"> {
  /** At most `max`; −Infinity leaves the lower end open. */
  readonly min: number;
  /** At least `min`; Infinity leaves the upper end open. */
  readonly max: number;
}

/**
 * What a table can leave out of a function f: negative arguments, since f(−x) = −f(x) (`odd`) or f(−x) = 1 − f(x)
 * (`complement`); all but t(|x|) = f(x) − max(x, 0), the same for −x (`rest`); arguments above zero, where
 * f(x) = slope·x (`linear`); nothing (`none`).
 */
export type TableSymmetry = "odd" | "complement" | "rest" | "linear" | "none";

/** A non-linear function of one number, to be tabled. */
export interface TablePrimitive extends PrimitiveBase<"table"> {
  /** Name of the function for messages and generated names. */
  readonly function: string;
  /** The function in float64; the design asks it once a table entry. It may be infinite, or NaN where it has no value. */
  readonly evaluate: (x: number) => number;
  /** What need not be tabled. What is, is monotone, but for one `turn`. */
  readonly symmetry: TableSymmetry;
  /** The magnitude at which the tabled part turns from falling to rising or back; absent if it does not. */
  readonly turn?: number;
  /** Of a function that is linear above zero; default 1. */
  readonly slope?: number;
}

/** y = x cast to a type, by its rounding and overflow modes. */
export interface QuantizePrimitive extends PrimitiveBase<"quantize"> {
  /** Of every element of the output. */
  readonly type: FixedType;
}

/** The same elements in the same order: nothing to compute. */
export interface ViewPrimitive extends PrimitiveBase<"view"> {}

/** Output axis i is input axis `permutation[i]` of `shape`. */
export interface PermutePrimitive extends PrimitiveBase<"permute"> {
  /** Of the input, channels last, without the sample axis. */
  readonly shape: Shape;
  /** Every axis once. */
  readonly permutation: readonly number[];
}

/** Everything that a merge can make of the elements that meet. */
export const MERGE_OPERATIONS = ["add", "subtract", "multiply", "average", "maximum", "minimum"] as const;

/** What a merge makes of the elements that meet. */
export type MergeOperation = typeof MERGE_OPERATIONS[number];

/** One element of every input at a time; see {@linkcode MergeLayer} for what is computed. */
export interface MergePrimitive extends PrimitiveBase<"merge"> {
  /** A subtraction has two inputs, everything else two or more. */
  readonly operation: MergeOperation;
  /** Of the inputs; along an axis of length 1 an input repeats. */
  readonly shapes: readonly Shape[];
}

/** The inputs one behind the other along an axis. */
export interface ConcatenatePrimitive extends PrimitiveBase<"concatenate"> {
  /** Counted from the front, without the sample axis. */
  readonly axis: number;
  /** Of the inputs; they differ along the axis alone. */
  readonly shapes: readonly Shape[];
}

/** One axis of a selection: element j of the output is element start + j·step of the input. */
export interface SelectAxis {
  /** Length of the input's axis. */
  readonly input: number;
  /** Length of the output's axis. */
  readonly output: number;
  /** Negative where the output starts in front of the input. */
  readonly start: number;
  /** At least 1. */
  readonly step: number;
}

/** A range along every axis: padding, cropping, slices. */
export interface SelectPrimitive extends PrimitiveBase<"select"> {
  /** One an axis, channels last. */
  readonly axes: readonly SelectAxis[];
  /** What stands where the input has no element. */
  readonly fill: number;
}

/**
 * Blocks of a map to channels (`toDepth`) or back. Channel c of place p = row·block + column of a block is channel
 * p·strides.place + c·strides.channel of the deep tensor.
 */
export interface ShufflePrimitive extends PrimitiveBase<"shuffle"> {
  /** Whether the output is the deep one. */
  readonly toDepth: boolean;
  /** Rows and columns of a block. */
  readonly block: number;
  /** `[height, width, channels]` of the wide tensor. */
  readonly wide: Shape;
  /** Steps among the channels of the deep tensor from one place, and from one channel, to the next. */
  readonly strides: { readonly place: number; readonly channel: number };
}
