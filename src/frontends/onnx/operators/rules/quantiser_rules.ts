import type { FixedType, Quantization } from "../../../../fixed/mod.ts";
import { Refusal } from "../../../import/refusal.ts";
import { elementTypeName } from "../../file/element.ts";
import type { OnnxNode } from "../../node.ts";
import type { QuantisedNumbers } from "../../file/tensor.ts";
import { indexer } from "../constants/fold_arithmetic.ts";

/** Most bits of a code. */
const MAX_BITS = 32;

/** Integers from `min` to `max`. */
export interface CodeRange {
  readonly min: number;
  readonly max: number;
}

/** One of the rounding modes of quantisers. */
export interface Rounding {
  /** For constants. */
  readonly round: (x: number) => number;
  /** The same as a mode of fixed-point types; null where they have none. */
  readonly quantization: Quantization | null;
}

const ROUND_EVEN: Rounding = { round: roundEven, quantization: "AP_RND_CONV" };

/** By their names in QONNX; in its package `HALF_UP` and `HALF_DOWN` are symmetric about 0. */
const ROUNDINGS: ReadonlyMap<string, Rounding> = new Map<string, Rounding>([
  ["ROUND", ROUND_EVEN],
  ["HALF_EVEN", ROUND_EVEN],
  ["FLOOR", { round: Math.floor, quantization: "AP_TRN" }],
  ["CEIL", { round: Math.ceil, quantization: null }],
  ["DOWN", { round: Math.trunc, quantization: "AP_TRN_ZERO" }],
  ["ROUND_TO_ZERO", { round: Math.trunc, quantization: "AP_TRN_ZERO" }],
  ["UP", { round: (x) => Math.sign(x) * Math.ceil(Math.abs(x)), quantization: null }],
  ["HALF_UP", { round: (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5), quantization: "AP_RND_INF" }],
  ["HALF_DOWN", { round: (x) => Math.sign(x) * Math.ceil(Math.abs(x) - 0.5), quantization: "AP_RND_ZERO" }],
]);

/** Rounds to the nearest integer, a half to the even one. */
export function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** @throws {Refusal} if there is no such mode. */
export function roundingOf(node: OnnxNode, fallback: string): Rounding {
  const name = node.attributes.text("rounding_mode", fallback);
  const rounding = ROUNDINGS.get(name.toUpperCase());
  if (rounding === undefined) {
    throw new Refusal(
      `rounding_mode ${JSON.stringify(name)} is not known; known are ${[...ROUNDINGS.keys()].join(", ")}`,
    );
  }
  return rounding;
}

/** @throws {Refusal} if fixed-point types cannot round computed numbers in this way. */
export function castMode(node: OnnxNode, { quantization }: Rounding): Quantization {
  if (quantization !== null) return quantization;
  throw new Refusal(
    `rounding_mode ${
      node.attributes.text("rounding_mode", "")
    } is supported on constants only: no mode of ap_fixed rounds like that`,
  );
}

/**
 * A number of bits that an input gives.
 * @throws {Refusal} if it is not an integer from 1 to 32.
 */
export function bitsOf(node: OnnxNode, index: number): number {
  const bits = single(node, index, "bit width");
  if (Number.isInteger(bits) && bits >= 1 && bits <= MAX_BITS) return bits;
  throw new Refusal(`its bit width is ${bits}, supported are integers from 1 to ${MAX_BITS}`);
}

/** A number that an input gives, if only one. */
export function single(node: OnnxNode, index: number, what: string): number {
  const { data } = node.parameter(index);
  const [value] = data;
  if (data.length > 0 && data.every((other) => other === value)) return value;
  throw new Refusal(`its ${what} differs from channel to channel, which is supported on constants only`);
}

/**
 * The scales that an input gives.
 * @throws {Refusal} if they are not positive and finite.
 */
export function scalesOf(node: OnnxNode, index: number) {
  const tensor = node.parameter(index);
  const bad = tensor.data.find((scale) => !(scale > 0));
  if (bad !== undefined) throw new Refusal(`its scale is ${bad}, expected positive numbers`);
  return tensor;
}

/** The codes of a QONNX quantiser. */
export function integerRange(
  { bits, signed, narrow }: { readonly bits: number; readonly signed: boolean; readonly narrow: boolean },
): CodeRange {
  const lost = narrow ? 1 : 0;
  if (!signed) return { min: 0, max: 2 ** bits - 1 - lost };
  return { min: -(2 ** (bits - 1)) + lost, max: 2 ** (bits - 1) - 1 };
}

/** Integer types that codes of `QuantizeLinear` come in. */
const CODE_TYPES: ReadonlyMap<number, CodeRange> = new Map(
  ([[2, 8, false], [3, 8, true], [4, 16, false], [5, 16, true], [21, 4, false], [22, 4, true]] as const)
    .map(([type, bits, signed]) => [type, integerRange({ bits, signed, narrow: false })]),
);

/** What `QuantizeLinear` makes where nothing says otherwise. */
const UINT8 = 2;

/** @throws {Refusal} for scales of blocks of elements. */
export function refuseBlocks(node: OnnxNode): void {
  const block = node.attributes.int("block_size", 0);
  if (block !== 0) throw new Refusal(`block_size ${block} is not supported`);
}

/**
 * The codes of the type that the zero point has, or that the node names.
 * @throws {Refusal} if it is no integer type of at most 16 bits.
 */
export function linearRange(node: OnnxNode): CodeRange {
  const type = node.has(2) ? node.constant(2).elementType : node.attributes.int("output_dtype", 0) || UINT8;
  const range = CODE_TYPES.get(type);
  if (range !== undefined) return range;
  throw new Refusal(
    `codes of type ${elementTypeName(type)} are not supported, integers of 4, 8 and 16 bits are`,
  );
}

/** How computed numbers are brought into a range of codes. */
export interface CodeType {
  readonly type: FixedType;
  /** Whether the type alone saturates at other numbers, so that a clip must come before it. */
  readonly clips: boolean;
}

/** The narrowest type of all codes in a range, each 2^−fraction. */
export function codeType(range: CodeRange, fraction: number, quantization: Quantization): CodeType {
  const { min, max } = range;
  const signed = min < 0;
  let bits = 1;
  while (max > 2 ** (signed ? bits - 1 : bits) - 1 || min < -(2 ** (bits - 1))) bits++;
  const full = integerRange({ bits, signed, narrow: false });
  const symmetric = signed && max === full.max && min === -max;
  const type: FixedType = {
    width: bits,
    integer: bits - fraction,
    signed,
    quantization,
    overflow: symmetric ? "AP_SAT_SYM" : "AP_SAT",
  };
  return { type, clips: !symmetric && (min !== full.min || max !== full.max) };
}

/** −log2 of a scale that is a power of two within what types can have, else null. */
export function fractionOfScale(scale: number): number | null {
  const exponent = Math.round(Math.log2(scale));
  return 2 ** exponent === scale && Math.abs(exponent) <= 256 ? -exponent : null;
}

/** Numbers from codes, as float32 arithmetic has them. */
export function dequantised(
  { codes, scales, range }: QuantisedNumbers,
): { readonly data: Float64Array; readonly quantised: QuantisedNumbers } {
  return { data: codes.map((code, i) => Math.fround(code * scales[i])), quantised: { codes, scales, range } };
}

/** The numbers of a tensor repeated over another shape, by ONNX's broadcasting. */
export function spread(
  node: OnnxNode,
  tensor: { readonly shape: readonly number[]; readonly data: Float64Array },
  shape: readonly number[],
): Float64Array {
  const { length } = tensor.shape;
  const fits = length <= shape.length &&
    tensor.shape.every((size, i) => size === 1 || size === shape[shape.length - length + i]);
  if (!fits && tensor.data.length !== 1) {
    throw new Refusal(`its parameters of shape [${tensor.shape}] do not fit a tensor of shape [${shape}]`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  node.builder.reserve(count);
  const from = indexer(tensor.shape, shape);
  return new Float64Array(count).map((_, i) => tensor.data[from(i)]);
}
