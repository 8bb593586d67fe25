import {
  type FixedType,
  fractionBits,
  mantissaRange,
  type Overflow,
  planCast,
  type Quantization,
} from "../../fixed/mod.ts";

/** Largest magnitude that is worked on in float64: one bit below its integers, so that a half can be added. */
export const MAX_DOUBLE = 2 ** 52;

/** Powers of two beyond this could underflow when they scale a mantissa. */
const MAX_SHIFT = 900;

/** Numbers value · 2^−fraction with |value| ≤ bound. */
export interface DoubleRange {
  readonly fraction: number;
  readonly bound: number;
}

/** A cast of integers that are held in float64; data and not a closure, so that {@linkcode castDouble} is inlined. */
export interface DoubleCast {
  readonly scale: number;
  readonly quantization: Quantization;
  /** Null where no number of the range can overflow. */
  readonly overflow: Overflow | null;
  readonly min: number;
  readonly max: number;
  /** 2^width */
  readonly span: number;
}

/** Plans the cast of a range of numbers to a type; null where float64 could not give the bits of `castMantissa`. */
export function planDoubleCast({ fraction, bound }: DoubleRange, to: FixedType): DoubleCast | null {
  const dropped = fraction - fractionBits(to);
  const scale = 2 ** -dropped;
  // Rounding moves a number by less than 1.
  const largest = dropped > 0 ? bound * scale + 1 : bound * scale;
  if (!(bound <= MAX_DOUBLE && largest <= MAX_DOUBLE && Math.abs(dropped) <= MAX_SHIFT)) return null;
  const end = BigInt(Math.ceil(bound));
  const { quantization, overflow } = planCast({ lo: -end, hi: end, fraction }, to);
  const range = mantissaRange(to);
  const [min, max] = [Number(range.min), Number(range.max)];
  // An unsigned type may be that wide and still wrap a negative number.
  if (overflow !== null && max > MAX_DOUBLE) return null;
  // Where nothing is dropped, any rounding does nothing, and this one is the cheapest.
  return { scale, quantization: quantization ?? "AP_TRN", overflow, min, max, span: 2 ** to.width };
}

/** The mantissa that `castMantissa` gives for a number of the planned range. */
export function castDouble(value: number, cast: DoubleCast): number {
  const rounded = round(value * cast.scale, cast.quantization);
  switch (cast.overflow) {
    case null:
      return rounded;
    case "AP_WRAP":
      return rounded - cast.span * Math.floor((rounded - cast.min) / cast.span);
    case "AP_SAT_ZERO":
      return rounded < cast.min || rounded > cast.max ? 0 : rounded;
    case "AP_SAT":
    case "AP_SAT_SYM":
      return rounded < cast.min ? cast.min : rounded > cast.max ? cast.max : rounded;
  }
}

/** Rounds to an integer; half a unit is added exactly up to {@linkcode MAX_DOUBLE}. */
function round(x: number, mode: Quantization): number {
  switch (mode) {
    case "AP_TRN":
      return Math.floor(x);
    case "AP_TRN_ZERO":
      return Math.trunc(x);
    case "AP_RND":
      return Math.floor(x + 0.5);
    case "AP_RND_MIN_INF":
      return Math.ceil(x - 0.5);
    case "AP_RND_ZERO":
      return x < 0 ? Math.floor(x + 0.5) : Math.ceil(x - 0.5);
    case "AP_RND_INF":
      return x < 0 ? Math.ceil(x - 0.5) : Math.floor(x + 0.5);
    case "AP_RND_CONV": {
      const up = Math.floor(x + 0.5);
      return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
    }
  }
}
