import { InterlaceError } from "../base/errors.ts";
import { printFixedType } from "./parse.ts";
import type { FixedType, Mantissa } from "./type.ts";

/** Bits right of the binary point: `width − integer`, negative when the lowest bit weighs more than 1. */
export function fractionBits(type: FixedType): number {
  return type.width - type.integer;
}

/**
 * The smallest and the largest mantissa that a cast to the type can give. `AP_SAT_SYM` leaves out the lowest bit
 * pattern of a signed type.
 *
 * @example
 * ```ts
 * import { mantissaRange, parseFixedType } from "./mod.ts";
 *
 * mantissaRange(parseFixedType("ap_fixed<8,3>")); // { min: -128n, max: 127n }
 * ```
 */
export function mantissaRange(type: FixedType): { readonly min: Mantissa; readonly max: Mantissa } {
  const max = (1n << BigInt(type.signed ? type.width - 1 : type.width)) - 1n;
  const min = !type.signed ? 0n : type.overflow === "AP_SAT_SYM" ? -max : -max - 1n;
  return { min: min as Mantissa, max: max as Mantissa };
}

/**
 * Declares an integer to be a mantissa of the type.
 *
 * @throws {InterlaceError} when it is outside {@linkcode mantissaRange}.
 *
 * @example
 * ```ts
 * import { asMantissa, parseFixedType, realOf } from "./mod.ts";
 *
 * const type = parseFixedType("ap_fixed<8,3>");
 * realOf(asMantissa(-48n, type), type); // -1.5
 * ```
 */
export function asMantissa(value: bigint, type: FixedType): Mantissa {
  const { min, max } = mantissaRange(type);
  if (value < min || value > max) {
    throw new InterlaceError(
      `Cannot take ${value} as a mantissa of ${printFixedType(type)}: it is out of range`,
      { code: "data-invalid", hint: `The mantissas of that type are ${min} to ${max}.` },
    );
  }
  return value as Mantissa;
}

/** The mantissa stored at `index` of 64-bit lanes (signed types sign-extended, unsigned types as raw bits). */
export function mantissaAt(lanes: BigInt64Array, index: number, type: FixedType): Mantissa {
  const lane = lanes[index];
  return (type.signed || lane >= 0n ? lane : BigInt.asUintN(64, lane)) as Mantissa;
}

/** A mantissa as the 64-bit lane that stores it: the inverse of {@linkcode mantissaAt}. */
export function laneOf(mantissa: Mantissa): bigint {
  return BigInt.asIntN(64, mantissa);
}

/**
 * The real number mantissa · 2^(integer − width) that a mantissa stands for. Exact up to 53 significant bits, beyond
 * them rounded to the nearest float64.
 */
export function realOf(mantissa: Mantissa, type: FixedType): number {
  return Number(mantissa) * 2 ** -fractionBits(type);
}
