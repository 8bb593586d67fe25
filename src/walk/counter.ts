/** The integers that a counter of the hardware takes, and the bits that hold them all. */
export interface Counter {
  /** Least value, at most 0. */
  readonly min: number;
  /** Largest value, the one behind its last use included where a loop ends by comparing with it. */
  readonly max: number;
  /** Bits, of a two's complement where `signed`; at least 1. */
  readonly width: number;
  /** Whether it takes negative values. */
  readonly signed: boolean;
}

/**
 * A counter from 0, or from a negative number, to another.
 *
 * @example
 * ```ts
 * import { counterOf } from "./counter.ts";
 *
 * counterOf({ max: 8 }); // { min: 0, max: 8, width: 4, signed: false }
 * counterOf({ min: -1, max: 7 }).width; // 4: a sign, and three bits
 * ```
 */
export function counterOf({ min = 0, max }: { readonly min?: number; readonly max: number }): Counter {
  const signed = min < 0;
  // −m takes the bits of m − 1 beside its sign.
  const magnitude = Math.max(bitLength(max), signed ? bitLength(-min - 1) : 0);
  return { min, max, width: Math.max(1, magnitude + (signed ? 1 : 0)), signed };
}

/** Bits of an index of so many things, at least one. */
export function indexBits(count: number): number {
  return counterOf({ max: count - 1 }).width;
}

/** Of a number that is not negative. */
function bitLength(value: number): number {
  return value <= 0 ? 0 : value.toString(2).length;
}
