import { castReal, type FixedType, laneOf } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas, Shape } from "../../tensor/mod.ts";
import type { Precision } from "./precision_choice.ts";

/** Bits of weights, biases, slopes, scales and shifts whose type is `auto`. */
export const AUTO_WIDTH = 16;

/** Casts trained numbers to a type, as `ap_fixed(double)` does. */
export function quantise(values: Float64Array, shape: Shape, type: FixedType): FixedTensor {
  const data = new BigInt64Array(values.length) as Mantissas;
  for (let i = 0; i < values.length; i++) data[i] = laneOf(castReal(values[i], type));
  return { shape, type, data };
}

/**
 * The type asked for, or for `auto` one of the given width with just the integer bits that hold all values, rounding
 * to nearest.
 */
export function resolveType(precision: Precision, values: Float64Array, width: number): FixedType {
  if (precision !== "auto") return precision;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value < 0 ? -value : value * (1 + 2 ** -width));
  const integer = largest === 0 ? 1 : Math.ceil(Math.log2(largest)) + 1;
  return { width, integer, signed: true, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}
