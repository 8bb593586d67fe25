import type { Brand } from "../base/brand.ts";
import type { FixedType } from "../fixed/mod.ts";

/**
 * Sizes without the sample axis, channels last: `[height, width, channels]`, `[length, channels]` or `[features]`.
 *
 * @category Data
 */
export type Shape = readonly number[];

/** Real numbers in row-major order. */
export interface RealTensor {
  /** Sizes of all axes, channels last; a tensor of several samples has the sample axis in front. */
  readonly shape: Shape;
  /** As many numbers as {@linkcode sizeOf} says, the last axis fastest. */
  readonly data: Float64Array;
}

/**
 * Mantissas as raw bits, one in each 64-bit lane: sign-extended for signed types; an unsigned 64-bit type uses the
 * lane's sign bit as its own top bit, so read an element with `mantissaAt`.
 */
export type Mantissas = BigInt64Array & Brand<"mantissas">;

/** Fixed-point numbers in row-major order. */
export interface FixedTensor {
  /** Sizes of all axes, channels last; a tensor of several samples has the sample axis in front. */
  readonly shape: Shape;
  /** Of every element. */
  readonly type: FixedType;
  /** One 64-bit lane an element, the last axis fastest. */
  readonly data: Mantissas;
}

/** Number of elements of a shape; 1 for the empty shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How far apart neighbours along each axis of a shape lie, in elements, the last axis fastest. */
export function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
