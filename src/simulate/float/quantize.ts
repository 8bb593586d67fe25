import {
  castReal,
  type FixedType,
  fractionBits,
  mantissaRange,
  type Quantization,
  realOf,
} from "../../fixed/mod.ts";

/** Largest magnitude of a mantissa for which float64 arithmetic gives every bit of a cast. */
const MAX_EXACT = 2 ** 51;

/** Each number cast to the type, as a real again. */
export function quantize(type: FixedType, x: Float64Array): Float64Array {
  const scale = 2 ** fractionBits(type);
  const range = mantissaRange(type);
  const [min, max] = [Number(range.min), Number(range.max)];
  return x.map((value) => {
    const scaled = value * scale;
    // What may overflow, and what scaling may have pushed below the least float64, is left to the general cast.
    if (!(Math.abs(scaled) >= 2 ** -900 && Math.abs(scaled) <= MAX_EXACT)) return cast(value, type);
    const mantissa = roundTo(scaled, type.quantization);
    return mantissa >= min && mantissa <= max ? mantissa / scale + 0 : cast(value, type);
  });
}

function cast(value: number, type: FixedType): number {
  return value === 0 ? 0 : realOf(castReal(value, type), type);
}

/** Rounds to an integer. The distance to the next lower one is exact in float64, a sum with one half would not be. */
function roundTo(x: number, mode: Quantization): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) {
    return mode === "AP_TRN" ? floor : mode === "AP_TRN_ZERO" ? Math.trunc(x) : Math.round(rest) + floor;
  }
  switch (mode) {
    case "AP_TRN":
    case "AP_RND_MIN_INF":
      return floor;
    case "AP_TRN_ZERO":
      return Math.trunc(x);
    case "AP_RND":
      return floor + 1;
    case "AP_RND_ZERO":
      return x < 0 ? floor + 1 : floor;
    case "AP_RND_INF":
      return x < 0 ? floor : floor + 1;
    case "AP_RND_CONV":
      return floor % 2 === 0 ? floor : floor + 1;
  }
}
