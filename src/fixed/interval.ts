import { InterlaceError } from "../base/errors.ts";
import { largest } from "../base/numbers/extremes.ts";
import { castMantissa, quantized } from "./cast.ts";
import { fractionBits, mantissaRange } from "./mantissa.ts";
import type { FixedType } from "./type.ts";

/** The numbers m · 2^−fraction for all integers m from `lo` to `hi`, both included. Exact: no bounds are rounded. */
export interface Interval {
  /** Least mantissa, at most `hi`. */
  readonly lo: bigint;
  /** Largest mantissa. */
  readonly hi: bigint;
  /** Bits right of the binary point; may be negative. */
  readonly fraction: number;
}

/** Bits of a type that may be wider than anything that can be stored. */
export interface FixedFormat {
  /** Bits stored, the sign bit included; at least 1, and no limit above. */
  readonly width: number;
  /** Bits left of the binary point, the sign bit included; may be negative or exceed `width`. */
  readonly integer: number;
  /** Whether the top bit is a sign bit. */
  readonly signed: boolean;
}

/** All values that a cast to the type can give. */
export function intervalOf(type: FixedType): Interval {
  const { min, max } = mantissaRange(type);
  return { lo: min, hi: max, fraction: fractionBits(type) };
}

/** All values that a word of the type can hold, whatever a cast to it can give. */
export function storableInterval(type: FixedType): Interval {
  return intervalOf({ ...type, overflow: "AP_WRAP" });
}

/** All sums of a number of `a` and a number of `b`. */
export function addIntervals(a: Interval, b: Interval): Interval {
  const fraction = Math.max(a.fraction, b.fraction);
  const [x, y] = [aligned(a, fraction), aligned(b, fraction)];
  return { lo: x.lo + y.lo, hi: x.hi + y.hi, fraction };
}

/** The smallest interval that holds all products of a number of `a` and a number of `b`. */
export function multiplyIntervals(a: Interval, b: Interval): Interval {
  const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return { ...hull(products), fraction: a.fraction + b.fraction };
}

/** The smallest interval that holds both. */
export function unionIntervals(a: Interval, b: Interval): Interval {
  const fraction = Math.max(a.fraction, b.fraction);
  const [x, y] = [aligned(a, fraction), aligned(b, fraction)];
  return { ...hull([x.lo, x.hi, y.lo, y.hi]), fraction };
}

/**
 * An interval that holds every number of `interval` after a cast to the type. It is the smallest such interval,
 * save that a wrapping cast which tears the numbers apart gives all of the type.
 *
 * @example
 * ```ts
 * import { castInterval, parseFixedType } from "./mod.ts";
 *
 * castInterval({ lo: -3n, hi: 500n, fraction: 0 }, parseFixedType("ap_ufixed<8,8,AP_TRN,AP_SAT>"));
 * // { lo: 0n, hi: 255n, fraction: 0 }
 * ```
 */
export function castInterval(interval: Interval, to: FixedType): Interval {
  const whole = intervalOf(to);
  const dropped = interval.fraction - whole.fraction;
  const { lo, hi } = dropped <= 0 ? aligned(interval, whole.fraction) : {
    lo: quantized(interval.lo, BigInt(dropped), to.quantization),
    hi: quantized(interval.hi, BigInt(dropped), to.quantization),
  };
  if (lo >= whole.lo && hi <= whole.hi) return { lo, hi, fraction: whole.fraction };
  const ends = { lo: castMantissa(lo, whole.fraction, to), hi: castMantissa(hi, whole.fraction, to) };
  switch (to.overflow) {
    case "AP_SAT":
    case "AP_SAT_SYM":
      return { ...ends, fraction: whole.fraction };
    case "AP_SAT_ZERO": {
      const inside = [lo < whole.lo ? whole.lo : lo, hi > whole.hi ? whole.hi : hi];
      const kept = inside[0] > inside[1] ? [] : inside;
      return { ...hull([0n, ...kept]), fraction: whole.fraction };
    }
    case "AP_WRAP":
      return hi - lo <= whole.hi - whole.lo && ends.lo <= ends.hi
        ? { ...ends, fraction: whole.fraction }
        : whole;
  }
}

/**
 * The smallest format that holds every number of the interval with all its fraction bits. It may be wider than 64
 * bits. `signed` forces a sign bit (`true`) or none (`false`); left out, there is one if the interval needs it.
 *
 * @throws {InterlaceError} when `signed` is `false` and the interval has negative numbers.
 *
 * @example
 * ```ts
 * import { narrowestType } from "./mod.ts";
 *
 * narrowestType({ lo: -128n, hi: 5n, fraction: 4 }); // { width: 8, integer: 4, signed: true }
 * ```
 */
export function narrowestType(interval: Interval, options: { readonly signed?: boolean } = {}): FixedFormat {
  const { lo, hi, fraction } = interval;
  const signed = options.signed ?? lo < 0n;
  if (!signed && lo < 0n) {
    throw new InterlaceError(
      `Cannot hold the mantissas ${lo} to ${hi} in an unsigned type: some are negative`,
      { code: "data-invalid" },
    );
  }
  // A negative number −m needs as many bits as m − 1 does: one's complement.
  const magnitude = largest([lo, hi].map((end) => bitLength(end < 0n ? -end - 1n : end)));
  const width = Math.max(1, magnitude + (signed ? 1 : 0));
  return { width, integer: width - fraction, signed };
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function aligned(interval: Interval, fraction: number): Interval {
  const shift = BigInt(fraction - interval.fraction);
  return { lo: interval.lo << shift, hi: interval.hi << shift, fraction };
}

function hull(values: readonly bigint[]): { readonly lo: bigint; readonly hi: bigint } {
  return {
    lo: values.reduce((a, b) => a < b ? a : b),
    hi: values.reduce((a, b) => a > b ? a : b),
  };
}
