import type { AxisGeometry, PrimitiveBase } from "./primitive_base.ts";

/** Geometry of one spatial axis of a pooling layer; `before` places lie in front of the input. */
export interface PoolAxisGeometry extends AxisGeometry {
  /** Padding behind the input. The last window may reach further. */
  readonly after: number;
}

/** Everything that pooling can make of the elements of a window. */
export const POOL_FUNCTIONS = ["max", "average"] as const;

/** What pooling makes of the elements of a window: the largest, or the sum divided by the count. */
export type PoolFunction = typeof POOL_FUNCTIONS[number];

/** Channel by channel over a window: y[j] of the x[j·s + t·d − before] that exist, of which there is at least one. */
export interface PoolPrimitive extends PrimitiveBase<"pool"> {
  /** The largest, or the sum divided by the count. */
  readonly function: PoolFunction;
  /** One axis (length) or two (height, width). */
  readonly axes: readonly PoolAxisGeometry[];
  /** Of input and output. */
  readonly channels: number;
  /** Whether the count is that of the window's places within the padded input, not that of existing elements. */
  readonly countsPadding: boolean;
}

/**
 * Everything that pooling can make of a whole map: what it makes of a window, channel by channel over all pixels; or pixel by
 * pixel over all channels the place of the largest, of equal ones the first.
 */
export const GLOBAL_POOL_FUNCTIONS = [...POOL_FUNCTIONS, "argmax"] as const;

/** What pooling makes of a whole map. */
export type GlobalPoolFunction = typeof GLOBAL_POOL_FUNCTIONS[number];

/** Over a whole map. */
export interface GlobalPoolPrimitive extends PrimitiveBase<"global_pool"> {
  /** What is made of it. */
  readonly function: GlobalPoolFunction;
  /** Elements of a channel of the input. */
  readonly pixels: number;
  /** Elements of a pixel of the input. */
  readonly channels: number;
}

/** y[j] = (1 − w)·x[⌊s⌋] + w·x[⌊s⌋ + 1] with s = places[j], w = s − ⌊s⌋, along every spatial axis. */
export interface InterpolatePrimitive extends PrimitiveBase<"interpolate"> {
  /** Length of the input and the place of every output, 0 to input − 1 and rising: one axis or two. */
  readonly axes: readonly { readonly input: number; readonly places: readonly number[] }[];
  /** Of input and output. */
  readonly channels: number;
}

/** y[j] = x[⌊j / factor⌋] along every spatial axis. */
export interface UpsamplePrimitive extends PrimitiveBase<"upsample"> {
  /** Length of the input and copies of an element, along one axis (length) or two (height, width). */
  readonly axes: readonly { readonly input: number; readonly factor: number }[];
  /** Of input and output. */
  readonly channels: number;
}
