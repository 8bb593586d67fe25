import {
  addIntervals,
  castReal,
  type FixedFormat,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  MAX_WIDTH,
  multiplyIntervals,
  narrowestType,
  realOf,
  unionIntervals,
} from "../../fixed/mod.ts";
import type { Primitive } from "../../layers/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { GLOBAL_POOLS } from "../planners/global_pools.ts";
import { exactMergeFormat } from "../planners/joins.ts";

/** Powers of two that scale a number without leaving the range of float64. */
const MAX_SCALING = 512;

/**
 * The narrowest type of at most `most` bits that holds all numbers exactly; null if there is none. It is signed where
 * one of them is negative.
 */
export function exactTypeOf(values: Float64Array, most: number): FixedType | null {
  let fraction = -Infinity;
  for (const value of values) fraction = Math.max(fraction, fractionOf(value));
  if (fraction === -Infinity) return stored({ width: 1, integer: 1, signed: false });
  if (fraction === Infinity) return null;
  let interval: Interval = { lo: 0n, hi: 0n, fraction };
  for (const value of values) {
    const scaled = value * 2 ** fraction;
    if (Math.abs(scaled) >= 2 ** most) return null;
    interval = unionIntervals(interval, { lo: BigInt(scaled), hi: BigInt(scaled), fraction });
  }
  const format = narrowestType(interval);
  return format.width <= most ? stored(format) : null;
}

/** Fraction bits that a number needs, negative for multiples of 2; −Infinity for 0. */
function fractionOf(value: number): number {
  if (value === 0) return -Infinity;
  // log2 may be one off: one bit more than a significand has.
  let fraction = 53 - Math.floor(Math.log2(Math.abs(value)));
  if (fraction > MAX_SCALING) return Infinity;
  while (Number.isInteger(value * 2 ** (fraction - 1))) fraction--;
  return fraction;
}

/** Whether a cast to the type leaves every number as it is. */
export function holdsAll(type: FixedType, values: Float64Array): boolean {
  return values.every((value) => realOf(castReal(value, type), type) === value);
}

/** The parameters of a layer as its plan has them, where its exact result depends on them. */
export interface ExactParameters {
  readonly accumulator?: FixedType;
  readonly scale?: FixedTensor;
  readonly shift?: FixedTensor;
  readonly slopes?: FixedTensor;
}

/**
 * The type in which a layer's result loses nothing, whatever it reads; null where there is none of at most 64 bits, or
 * where the layer itself is an approximation (a table, a division).
 */
export function exactResult(
  primitive: Primitive,
  inputs: readonly FixedType[],
  parameters: ExactParameters = {},
): FixedType | null {
  const [x] = inputs;
  switch (primitive.kind) {
    case "dense":
    case "convolution":
      return parameters.accumulator ?? null;
    case "affine":
      return affineResult(x, parameters);
    case "relu":
      return typeOf({ ...intervalOf(x), lo: 0n });
    case "rectifier":
      return rectifierResult(x, parameters);
    case "clip":
      return clipResult(x, primitive);
    case "select":
      return holdsAll(x, Float64Array.of(primitive.fill)) ? x : unionWith(x, Float64Array.of(primitive.fill));
    case "merge": {
      if (primitive.operation !== "average") return format(exactMergeFormat(primitive, inputs));
      const count = Math.log2(inputs.length);
      const sum = exactMergeFormat(primitive, inputs);
      return Number.isInteger(count) ? format({ ...sum, integer: sum.integer - count }) : null;
    }
    case "concatenate":
      return typeOf(inputs.map(intervalOf).reduce(unionIntervals));
    case "pool":
      return primitive.function === "max" ? x : null;
    case "global_pool":
      return GLOBAL_POOLS[primitive.function].exact(primitive, x);
    case "view":
    case "permute":
    case "shuffle":
    case "upsample":
      return x;
    case "formula":
      return primitive.picks ? x : null;
    case "quantize":
      return primitive.type;
    case "table":
    case "hard_sigmoid":
    case "softmax":
    case "interpolate":
      return null;
  }
}

function affineResult(x: FixedType, { scale, shift }: ExactParameters): FixedType | null {
  if (scale === undefined || shift === undefined) return null;
  const xs = intervalOf(x);
  let all: Interval | null = null;
  for (let i = 0; i < scale.data.length; i++) {
    const product = multiplyIntervals(xs, constant(scale, i));
    const sum = addIntervals(product, constant(shift, i));
    all = all === null ? sum : unionIntervals(all, sum);
  }
  return all && typeOf(all);
}

function rectifierResult(x: FixedType, { slopes }: ExactParameters): FixedType | null {
  if (slopes === undefined) return null;
  const xs = intervalOf(x);
  let all: Interval = { ...xs, lo: 0n };
  for (let i = 0; i < slopes.data.length; i++) {
    all = unionIntervals(all, multiplyIntervals({ ...xs, hi: 0n }, constant(slopes, i)));
  }
  return typeOf(all);
}

/** A clip needs the fraction bits of its bounds too. */
function clipResult(
  x: FixedType,
  { min, max }: { readonly min: number; readonly max: number },
): FixedType | null {
  const bounds = Float64Array.from([min, max].filter(Number.isFinite));
  const type = holdsAll({ ...x, quantization: "AP_TRN" }, bounds) ? x : unionWith(x, bounds);
  if (type === null) return null;
  const { lo, hi, fraction } = intervalOf(type);
  const cut = (value: bigint) => {
    const low = Number.isFinite(min) ? BigInt(min * 2 ** fraction) : value;
    const high = Number.isFinite(max) ? BigInt(max * 2 ** fraction) : value;
    return value < low ? low : value > high ? high : value;
  };
  return typeOf({ lo: cut(lo), hi: cut(hi), fraction });
}

function unionWith(x: FixedType, values: Float64Array): FixedType | null {
  const constants = exactTypeOf(values, MAX_WIDTH);
  return constants && typeOf(unionIntervals(intervalOf(x), intervalOf(constants)));
}

function constant(tensor: FixedTensor, index: number): Interval {
  const value = mantissaAt(tensor.data, index, tensor.type);
  return { lo: value, hi: value, fraction: fractionBits(tensor.type) };
}

function typeOf(interval: Interval): FixedType | null {
  return format(narrowestType(interval));
}

function format(format: FixedFormat): FixedType | null {
  return format.width <= MAX_WIDTH ? stored(format) : null;
}

function stored({ width, integer, signed }: FixedFormat): FixedType {
  return { width, integer, signed, quantization: "AP_TRN", overflow: "AP_WRAP" };
}
