import {
  castReal,
  type FixedType,
  fractionBits,
  laneOf,
  mantissaAt,
  mantissaRange,
  type Quantization,
  realOf,
} from "../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../tensor/mod.ts";

/** Mantissas up to this magnitude are worked on in float64. */
const MAX_WIDTH = 50;

/** Scaled numbers of smaller magnitude than this may have lost bits. */
const MIN_SCALED = 2 ** -1000;

/** 2^32: what the upper half of a lane counts. */
const UPPER = 2 ** 32;

/**
 * Casts finite numbers to a type, as {@linkcode castReal} does one by one. Most are cast in float64: scaling by a power
 * of two, the integer part and the rest are all exact.
 */
export function castReals(reals: Float64Array, type: FixedType): Mantissas {
  const lanes = new BigInt64Array(reals.length) as Mantissas;
  const words = new Int32Array(lanes.buffer);
  const scale = 2 ** fractionBits(type);
  const range = mantissaRange(type);
  const [min, max] = [Number(range.min), Number(range.max)];
  const { quantization } = type;
  const saturates = type.overflow === "AP_SAT" || type.overflow === "AP_SAT_SYM";
  const isNarrow = type.width <= MAX_WIDTH && Number.isFinite(scale) && scale >= MIN_SCALED;
  const floors = isNarrow && quantization === "AP_TRN" && min >= -(2 ** 31) && max < 2 ** 31;
  for (let i = 0; i < reals.length; i++) {
    if (floors) i = castFloors({ reals, words, from: i }, { scale, min, max });
    if (i === reals.length) break;
    const real = reals[i];
    const scaled = real * scale;
    const isExact = isScaledExactly(real, scaled);
    // Beyond 2^52 a number has no part to round, and the types here have no such mantissa.
    const rounded = scaled > UPPER * UPPER
      ? max + 1
      : scaled < -UPPER * UPPER
      ? min - 1
      : round(scaled, quantization);
    const isInside = rounded >= min && rounded <= max;
    if (!isNarrow || !isExact || !(isInside || saturates)) {
      lanes[i] = laneOf(castReal(real, type));
      continue;
    }
    const mantissa = rounded < min ? min : rounded > max ? max : rounded;
    words[2 * i] = mantissa;
    words[2 * i + 1] = Math.floor(mantissa / UPPER);
  }
  return lanes;
}

/** Whether scaling lost no bit. */
function isScaledExactly(real: number, scaled: number): boolean {
  return scaled > MIN_SCALED || scaled < -MIN_SCALED || real === 0;
}

/**
 * Casts numbers by rounding down, which is what most data need, in a loop that is fast because it does no more.
 *
 * @returns Index of the first number that is out of range or may have lost bits, or behind the last one.
 */
function castFloors(
  { reals, words, from }: { readonly reals: Float64Array; readonly words: Int32Array; readonly from: number },
  { scale, min, max }: { readonly scale: number; readonly min: number; readonly max: number },
): number {
  let i = from;
  for (; i < reals.length; i++) {
    const real = reals[i];
    const scaled = real * scale;
    const floor = Math.floor(scaled);
    if (!(floor >= min && floor <= max && isScaledExactly(real, scaled))) return i;
    const word = floor | 0;
    words[2 * i] = word;
    words[2 * i + 1] = word >> 31;
  }
  return i;
}

/** Rounds to an integer. The integer part and the rest of a float64 are exact, whatever its sign. */
function round(x: number, mode: Quantization): number {
  const whole = Math.trunc(x);
  const rest = x - whole;
  switch (mode) {
    case "AP_TRN":
      return rest < 0 ? whole - 1 : whole;
    case "AP_TRN_ZERO":
      return whole;
    case "AP_RND":
      return rest >= 0.5 ? whole + 1 : rest < -0.5 ? whole - 1 : whole;
    case "AP_RND_MIN_INF":
      return rest > 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
    case "AP_RND_ZERO":
      return rest > 0.5 ? whole + 1 : rest < -0.5 ? whole - 1 : whole;
    case "AP_RND_INF":
      return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
    case "AP_RND_CONV": {
      const isTie = rest === 0.5 || rest === -0.5;
      if (isTie) return whole % 2 === 0 ? whole : whole + Math.sign(rest);
      return rest > 0.5 ? whole + 1 : rest < -0.5 ? whole - 1 : whole;
    }
  }
}

/** The real numbers that the mantissas of a tensor stand for, as {@linkcode realOf} gives them one by one. */
export function realsOf({ data, type }: Pick<FixedTensor, "data" | "type">): Float64Array {
  const reals = new Float64Array(data.length);
  if (type.width > MAX_WIDTH) {
    for (let i = 0; i < reals.length; i++) reals[i] = realOf(mantissaAt(data, i, type), type);
    return reals;
  }
  const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const unit = 2 ** -fractionBits(type);
  if (type.width < 32) {
    for (let i = 0; i < reals.length; i++) reals[i] = words[2 * i] * unit;
    return reals;
  }
  for (let i = 0; i < reals.length; i++) reals[i] = (words[2 * i + 1] * UPPER + (words[2 * i] >>> 0)) * unit;
  return reals;
}
