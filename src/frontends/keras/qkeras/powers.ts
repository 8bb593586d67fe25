import { type RealTensor, sizeOf } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { KerasConfig } from "../config.ts";

/** Keras's epsilon, which keeps logarithms finite. */
const EPSILON = 1e-7;

/** Times that QKeras improves a scale. */
const ROUNDS = 5;

/**
 * `quantized_po2` and `quantized_relu_po2`: sign and the nearest power of two; numbers next to 0 become the least
 * power.
 */
export function powerQuantiser(config: KerasConfig, { signed }: { readonly signed: boolean }) {
  const max = config.optionalNumber("max_value");
  const step = config.any("quadratic_approximation") ? 2 : 1;
  const bits = config.number("bits", 8) - (signed ? 1 : 0) - (max === null || max > 1 ? 1 : 0);
  const highest = step * Math.floor((2 ** bits - 1) / step);
  const floors = config.text("log2_rounding", "rnd") === "floor";
  if (!(bits >= 0 && bits <= 6)) throw new Refusal(`its exponents have ${bits} bits, supported are 0 to 6`);
  const exponent = (x: number) => {
    if (x < EPSILON) return -(2 ** bits);
    const log = Math.log2(Math.min(x, max ?? x)) / step;
    return step * Math.min(Math.max(floors ? Math.floor(log) : roundHalfEven(log), -(2 ** bits)), highest);
  };
  return (x: number) => {
    if (!signed) return 2 ** exponent(Math.max(x, 0));
    return (x < 0 ? -1 : 1) * 2 ** exponent(Math.abs(x));
  };
}

/**
 * `quantized_bits` with a scale that is a power of two for each entry of the last axis (of a list: for each number),
 * found by least squares as QKeras does whenever it uses the weights.
 *
 * @param most The largest code; codes are symmetric.
 * @param unit What code 1 stands for at a scale of 1.
 */
export function scaledCodes(
  { shape, data }: RealTensor,
  { most, unit }: { readonly most: number; readonly unit: number },
): Float64Array {
  const channels = shape.length > 1 ? shape[shape.length - 1] : data.length;
  const x = data.map((value) => value / unit);
  const each = <T>(map: (members: readonly number[], channel: number) => T): T[] =>
    Array.from({ length: channels }, (_, channel) => {
      const members = [];
      for (let i = channel; i < sizeOf(shape); i += channels) members.push(i);
      return map(members, channel);
    });
  const widest = x.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let scales = each((members) => {
    const largest = shape.length > 1
      ? members.reduce((found, i) => Math.max(found, Math.abs(x[i])), 0)
      : widest;
    return nearestPower(largest / most);
  });
  let codes = new Float64Array(x.length);
  for (let round = 0; round < ROUNDS; round++) {
    codes = x.map((value, i) =>
      Math.sign(value) * Math.min(Math.floor(Math.abs(value) / scales[i % channels] + 0.5), most)
    );
    scales = each((members) => {
      const mean = (f: (i: number) => number) => members.reduce((sum, i) => sum + f(i), 0) / members.length;
      return nearestPower(mean((i) => x[i] * codes[i]) / (mean((i) => codes[i] ** 2) + EPSILON));
    });
  }
  return codes.map((code, i) => code * scales[i % channels] * unit);
}

function nearestPower(value: number): number {
  return 2 ** roundHalfEven(Math.log2(value + EPSILON));
}

/** The nearest integer, of two the even one. */
function roundHalfEven(value: number): number {
  const lower = Math.floor(value);
  const rest = value - lower;
  if (rest !== 0.5) return Math.round(value);
  return lower % 2 === 0 ? lower : lower + 1;
}
