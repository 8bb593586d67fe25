import { castReal } from "./cast.ts";
import { MAX_INTEGER, MAX_WIDTH } from "./construct.ts";
import { fractionBits, realOf } from "./mantissa.ts";
import type { FixedType } from "./type.ts";

/**
 * Whether a cast to the type leaves a finite real less than one step of the type away from where it was: rounding does,
 * and so does the last bit of a saturation; leaving the range does not.
 *
 * @example
 * ```ts
 * import { fits, parseFixedType } from "./mod.ts";
 *
 * const type = parseFixedType("ap_fixed<8,1>");
 * [fits(0.999, type), fits(1, type)]; // [true, false]
 * ```
 */
export function fits(value: number, type: FixedType): boolean {
  return Math.abs(realOf(castReal(value, type), type) - value) < 2 ** -fractionBits(type);
}

/**
 * The type with as many fraction bits and modes, a sign if one is needed, and as few more integer bits as hold a range.
 *
 * @returns Null where that would be wider than a type may be.
 *
 * @example
 * ```ts
 * import { parseFixedType, printFixedType, widenedTo } from "./mod.ts";
 *
 * const wide = widenedTo(parseFixedType("ap_fixed<8,1>"), { min: -1.5, max: 2.25 });
 * wide && printFixedType(wide); // "ap_fixed<10,3>"
 * ```
 */
export function widenedTo(
  type: FixedType,
  { min, max }: { readonly min: number; readonly max: number },
): FixedType | null {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return null;
  const signed = type.signed || min < 0;
  for (let integer = type.integer; integer <= MAX_INTEGER; integer++) {
    const width = type.width + integer - type.integer;
    if (width > MAX_WIDTH) return null;
    const wide = { ...type, signed, width, integer };
    if (fits(min, wide) && fits(max, wide)) return wide;
  }
  return null;
}
