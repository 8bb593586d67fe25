import { type RealTensor, sizeOf } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { KerasConfig } from "../config.ts";
import { roundHalfEven } from "../round_half_even.ts";

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

/** Numbers that share a scale: those of one entry of the last axis; of a list each number has one of its own. */
class Groups {
  readonly channels: number;
  readonly #count: number;

  constructor({ shape, data }: RealTensor) {
    this.channels = shape.length > 1 ? shape[shape.length - 1] : data.length;
    this.#count = sizeOf(shape);
  }

  /** What a function makes of the places of the numbers of each group. */
  each<T>(map: (members: readonly number[]) => T): T[] {
    return Array.from({ length: this.channels }, (_, channel) => {
      const members = [];
      for (let i = channel; i < this.#count; i += this.channels) members.push(i);
      return map(members);
    });
  }

  /** The powers of two by which codes come nearest to numbers, by least squares. */
  fit(x: Float64Array, codes: Float64Array): number[] {
    return this.each((members) => {
      const mean = (f: (i: number) => number) => members.reduce((sum, i) => sum + f(i), 0) / members.length;
      return nearestPower(mean((i) => x[i] * codes[i]) / (mean((i) => codes[i] ** 2) + EPSILON));
    });
  }
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
  const groups = new Groups({ shape, data });
  const { channels } = groups;
  const x = data.map((value) => value / unit);
  const widest = x.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let scales = groups.each((members) => {
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
    scales = groups.fit(x, codes);
  }
  return codes.map((code, i) => code * scales[i % channels] * unit);
}

/**
 * `binary` with such a scale.
 * @param below The code of negative numbers; that of others is 1.
 */
export function scaledBinary(tensor: RealTensor, below: -1 | 0): Float64Array {
  const groups = new Groups(tensor);
  const codes = tensor.data.map((value) => value < 0 ? below : 1);
  const scales = groups.fit(tensor.data, codes);
  return codes.map((code, i) => code * scales[i % groups.channels]);
}

/** `ternary` with such a scale, half of which is the threshold. */
export function scaledTernary(tensor: RealTensor): Float64Array {
  const groups = new Groups(tensor);
  const { channels } = groups;
  const { data, shape } = tensor;
  const widest = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let scales = groups.each((members) => {
    const largest = shape.length > 1
      ? members.reduce((found, i) => Math.max(found, Math.abs(data[i])), 0)
      : widest;
    return nearestPower(2 * largest / 3);
  });
  let codes = new Float64Array(data.length);
  for (let round = 0; round < ROUNDS; round++) {
    codes = data.map((value, i) => Math.abs(value) > scales[i % channels] / 2 ? Math.sign(value) : 0);
    scales = groups.fit(data, codes);
  }
  return codes.map((code, i) => code * scales[i % channels]);
}

function nearestPower(value: number): number {
  return 2 ** roundHalfEven(Math.log2(value + EPSILON));
}
