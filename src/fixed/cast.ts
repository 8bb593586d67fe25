import { InterlaceError } from "../base/errors.ts";
import { mantissaRange } from "./mantissa.ts";
import { printFixedType } from "./parse.ts";
import type { FixedType, Mantissa, Quantization } from "./type.ts";

/**
 * Casts the exact number value · 2^−fraction to a type, as assigning to an `ap_[u]fixed` does: first quantised by the
 * type's rounding mode, then brought into its range by the overflow mode (UG1399, "Arbitrary Precision Fixed-Point
 * Data Types"). `fraction` may be negative; `value` may have any number of bits.
 *
 * @example
 * ```ts
 * import { castMantissa, parseFixedType } from "./mod.ts";
 *
 * castMantissa(27n, 4, parseFixedType("ap_fixed<8,6,AP_RND>")); // 7n: 27/16 = 1.6875 becomes 7/4
 * ```
 */
export function castMantissa(value: bigint, fraction: number, to: FixedType): Mantissa {
  const dropped = fraction - (to.width - to.integer);
  if (dropped > 0) return overflowed(quantized(value, BigInt(dropped), to.quantization), to);
  return overflowed(dropped === 0 ? value : value << BigInt(-dropped), to);
}

/**
 * Casts a float64 to a type exactly as `ap_fixed(double)` does: the value the float64 holds, with all its bits, is
 * quantised and brought into range like in {@linkcode castMantissa}.
 *
 * @throws {InterlaceError} for NaN and the infinities.
 *
 * @example
 * ```ts
 * import { castReal, parseFixedType } from "./mod.ts";
 *
 * castReal(0.1, parseFixedType("ap_fixed<16,6>")); // 102n
 * ```
 */
export function castReal(x: number, to: FixedType): Mantissa {
  const fraction = to.width - to.integer;
  const scaled = x * 2 ** fraction;
  // Scaling by a power of two is exact unless it underflows, and then it cannot give an integer but zero.
  if (Number.isSafeInteger(scaled) && (scaled !== 0 || x === 0)) return overflowed(BigInt(scaled), to);
  // What underflows to anything but zero is rounded as it would be with all its bits.
  if (Number.isFinite(scaled) && !Number.isInteger(scaled)) {
    return overflowed(BigInt(rounded(scaled, to.quantization)), to);
  }
  if (!Number.isFinite(x)) {
    throw new InterlaceError(`Cannot cast ${x} to ${printFixedType(to)}: it is not a finite number`, {
      code: "data-invalid",
    });
  }
  const { significand, exponent } = decomposed(x);
  return castMantissa(significand, -exponent, to);
}

/** A float64 that is no integer rounded to one: {@linkcode quantized} without bigints, which take several times as long. */
function rounded(x: number, mode: Quantization): number {
  const inner = Math.trunc(x);
  const outer = inner + Math.sign(x);
  if (mode === "AP_TRN") return Math.floor(x);
  if (mode === "AP_TRN_ZERO") return inner;
  // Exact, unlike the distance to the outer one.
  const distance = Math.abs(x - inner);
  if (distance !== 0.5) return distance > 0.5 ? outer : inner;
  const [floor, ceiling] = [Math.floor(x), Math.ceil(x)];
  return tieGoesUp(BigInt(floor), mode) ? ceiling : floor;
}

/** value · 2^−dropped rounded to an integer; `dropped` > 0. */
export function quantized(value: bigint, dropped: bigint, mode: Quantization): bigint {
  const floor = value >> dropped;
  if (mode === "AP_TRN") return floor;
  const remainder = value - (floor << dropped);
  if (mode === "AP_TRN_ZERO") return value < 0n && remainder !== 0n ? floor + 1n : floor;
  const half = 1n << (dropped - 1n);
  if (remainder !== half) return remainder > half ? floor + 1n : floor;
  return tieGoesUp(floor, mode) ? floor + 1n : floor;
}

/** Whether a number exactly between `floor` and `floor + 1` is rounded to the upper one. */
function tieGoesUp(floor: bigint, mode: Exclude<Quantization, "AP_TRN" | "AP_TRN_ZERO">): boolean {
  switch (mode) {
    case "AP_RND":
      return true;
    case "AP_RND_MIN_INF":
      return false;
    case "AP_RND_ZERO":
      return floor < 0n;
    case "AP_RND_INF":
      return floor >= 0n;
    case "AP_RND_CONV":
      return (floor & 1n) === 1n;
  }
}

/** An integer brought into the range of a type by its overflow mode. */
export function overflowed(value: bigint, to: FixedType): Mantissa {
  const wrapped = to.signed ? BigInt.asIntN(to.width, value) : BigInt.asUintN(to.width, value);
  if (to.overflow === "AP_WRAP") return wrapped as Mantissa;
  const fits = wrapped === value;
  if (fits && to.overflow !== "AP_SAT_SYM") return wrapped as Mantissa;
  const { min, max } = mantissaRange(to);
  if (to.overflow === "AP_SAT_ZERO") return 0n as Mantissa;
  return value < min ? min : value > max ? max : value as Mantissa;
}

const bits = new DataView(new ArrayBuffer(8));

/** A finite float64 as significand · 2^exponent. */
function decomposed(x: number): { readonly significand: bigint; readonly exponent: number } {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const magnitude = (word & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
  return { significand: x < 0 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}
