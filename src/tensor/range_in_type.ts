import { type FixedType, mantissaRange, realOf } from "../fixed/mod.ts";

/** Where real numbers lie, and how many of them a type cannot hold. */
export interface RangeInType {
  /** The least and the largest. */
  readonly floatRange: { readonly min: number; readonly max: number };
  /** Those outside the range of the type. */
  readonly overflows: number;
}

/** Compares real numbers with the range of a type. */
export function rangeInType(reals: Float64Array, type: FixedType): RangeInType {
  const isOutside = rangeTest(type);
  let [min, max, overflows] = [Infinity, -Infinity, 0];
  for (const real of reals) {
    if (isOutside(real)) overflows++;
    min = Math.min(min, real);
    max = Math.max(max, real);
  }
  return { floatRange: { min, max }, overflows };
}

/** Whether a real is below the least number of a type or so far above the largest that no rounding reaches it. */
function rangeTest(type: FixedType): (value: number) => boolean {
  const { min, max } = mantissaRange(type);
  const low = realOf(min, type);
  const high = realOf(max, type) + 2 ** (type.integer - type.width);
  return (value) => !(value >= low && value < high);
}
