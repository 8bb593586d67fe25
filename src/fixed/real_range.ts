import { fractionBits, mantissaRange, realOf } from "./mantissa.ts";
import type { FixedType } from "./type.ts";

/** Real numbers from a least to a largest one, in steps. */
export interface RealRange {
  /** The least of them. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** Difference of neighbours. */
  readonly step: number;
}

/**
 * The numbers that a type holds, as float64: of types wider than 53 bits the nearest to them.
 *
 * @example
 * ```ts
 * import { parseFixedType, realRange } from "./mod.ts";
 *
 * realRange(parseFixedType("ap_fixed<8,4>")); // { min: -8, max: 7.9375, step: 0.0625 }
 * ```
 */
export function realRange(type: FixedType): RealRange {
  const { min, max } = mantissaRange(type);
  return { min: realOf(min, type), max: realOf(max, type), step: 2 ** -fractionBits(type) };
}
