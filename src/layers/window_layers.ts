import type { CoordinateMode } from "./geometry/coordinates.ts";
import type { LayerBase } from "./layer_base.ts";
import type { PoolFunction } from "./primitives/window_primitives.ts";

/** One spatial axis of a pooling layer. */
export interface PoolAxis {
  /** k: elements of a window, at least 1. */
  readonly kernel: number;
  /** s: input elements from one window to the next, at least 1. */
  readonly stride: number;
  /** d: input elements from one element of a window to the next, at least 1. */
  readonly dilation: number;
  /** Places in front of the input that windows may reach and that hold no element, at least 0. */
  readonly padBefore: number;
  /** The same behind the input. */
  readonly padAfter: number;
}

/** The largest, or the average, of the elements of a window, channel by channel. */
export interface PoolLayer extends LayerBase<"pool"> {
  /** What is made of a window; padding is never the largest. */
  readonly function: PoolFunction;
  /** One entry for `[length, channels]`, two (height, width) for `[height, width, channels]`. */
  readonly axes: readonly PoolAxis[];
  /** Whether a window that the input does not fill at the end makes an output too. */
  readonly ceilMode: boolean;
  /** Whether padding counts, as zeros, in an average. What a window of ceil mode has beyond it never does. */
  readonly countsPadding: boolean;
}

/** The largest, or the average, of all pixels, channel by channel. */
export interface GlobalPoolLayer extends LayerBase<"global_pool"> {
  /** What is made of the pixels. */
  readonly function: PoolFunction;
  /** Spatial axes of the input: 1 or 2. */
  readonly rank: number;
  /** Whether the output keeps spatial axes of length 1; else it is `[channels]`. */
  readonly keepsAxes: boolean;
}

/** Linear (bilinear) resizing: between the two elements next to a place, in proportion; at the ends the end repeats. */
export interface InterpolateLayer extends LayerBase<"interpolate"> {
  /** How places of the output map to places of the input. */
  readonly coordinates: CoordinateMode;
  /** Output length and what the coordinates scale by, along each spatial axis. */
  readonly axes: readonly { readonly output: number; readonly scale: number }[];
}

/** Nearest up-sampling: y[j] = x[⌊j / factor⌋] along every spatial axis. */
export interface UpsampleLayer extends LayerBase<"upsample"> {
  /** Copies of an element along each spatial axis, at least 1. */
  readonly factors: readonly number[];
}

/** The place of the largest channel of every pixel, of equal ones the first. */
export interface ArgmaxLayer extends LayerBase<"argmax"> {}

/** A layer that pools or resizes maps. */
export type WindowLayer = PoolLayer | GlobalPoolLayer | ArgmaxLayer | UpsampleLayer | InterpolateLayer;
