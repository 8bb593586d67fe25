/**
 * Value of an IEEE 754 binary16 ("half") number: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits.
 * Every half is exact as float64; subnormals, signed zeros, infinities and NaN (its payload dropped)
 * included.
 *
 * @param bits The encoding; only its low 16 bits count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { halfToNumber } from "./half.ts";
 *
 * assertEquals(halfToNumber(0x3c00), 1);
 * assertEquals(halfToNumber(0x8001), -(2 ** -24));
 * ```
 */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
