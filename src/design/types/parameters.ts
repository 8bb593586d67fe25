import { exhaustive } from "../../base/exhaustive.ts";
import {
  type FixedType,
  fractionBits,
  intervalOf,
  mantissaRange,
  MAX_WIDTH,
  printFixedType,
} from "../../fixed/mod.ts";
import type { AffinePrimitive, Layer, Primitive } from "../../layers/mod.ts";
import { hasNumbers } from "../../layers/primitives/primitive_facts.ts";
import type { Target } from "../../target/mod.ts";
import { exactTypeOf, holdsAll } from "./exact.ts";
import type { AffineParameters } from "../planners/map.ts";
import { quantise, resolveType } from "./quantise.ts";
import type { ResultRule } from "./quantisers.ts";
import type { Precision } from "./precision_choice.ts";
import type { ResolvedSettings } from "../options/settings.ts";

/** Most bits of parameters that training has not quantised and that are kept exactly all the same. */
const MOST_BITS = { weight: 24, bias: 32 } as const;

/** Bits of a bias that has no exact type: it costs an adder, no multiplier. */
const BIAS_WIDTH = 32;

/** What an affine layer may be off by, in units of the last bit of the quantiser behind it, is 2^−16; an input too. */
export const GUARD_BITS = 16;

/** Significant bits of a scale that no quantiser follows: one more than a float32 has. */
const SCALE_BITS = 25;

/** Bits of the widest intermediate that a product leaves to the sum behind it. */
const SUM_BITS = 8;

/** Receives what a user should know about the types of a design. */
export type Note = (text: string) => void;

/** Whose parameters are given types. */
export interface ParameterRequest {
  readonly layer: Layer;
  readonly primitive: Primitive;
  readonly asked: ResolvedSettings;
  readonly note: Note;
}

/**
 * The types of weights, slopes and biases in a quantised model: those that were set for the layer, else those that
 * training gave, else exact ones where few bits are enough, else the model's precision. The settings come back with
 * these types.
 */
export function parameterSettings({ layer, primitive, asked, note }: ParameterRequest): ResolvedSettings {
  const { weights, bias } = valuesOf(primitive);
  const types = "types" in layer ? layer.types : undefined;
  const choose = (choice: Omit<Choice, "layer" | "note">) =>
    chooseType({ ...choice, layer: layer.name, note });
  return {
    ...asked,
    weight: weights === null ? asked.weight : choose({
      values: weights,
      what: "weight",
      trained: types?.weights,
      asked: asked.weight,
      isOwn: asked.ownWeight,
    }),
    bias: bias === null ? asked.bias : choose({
      values: bias,
      what: "bias",
      trained: types?.bias,
      asked: asked.bias,
      isOwn: asked.ownBias,
    }),
  };
}

function valuesOf(
  primitive: Primitive,
): { readonly weights: Float64Array | null; readonly bias: Float64Array | null } {
  if (!hasNumbers(primitive)) return { weights: null, bias: null };
  switch (primitive.kind) {
    case "dense":
    case "convolution":
      return { weights: primitive.weights, bias: primitive.bias ?? new Float64Array(1) };
    case "rectifier":
      return { weights: primitive.slopes, bias: null };
    case "hard_sigmoid":
      return { weights: Float64Array.of(primitive.slope), bias: Float64Array.of(primitive.offset) };
    case "affine":
    case "table":
      return { weights: null, bias: null };
    default:
      return exhaustive(primitive);
  }
}

interface Choice {
  readonly layer: string;
  readonly values: Float64Array;
  readonly what: "weight" | "bias";
  readonly trained: FixedType | undefined;
  readonly asked: Precision;
  readonly isOwn: boolean;
  readonly note: Note;
}

function chooseType({ layer, values, what, trained, asked, isOwn, note }: Choice): Precision {
  if (isOwn || trained !== undefined) {
    if (trained !== undefined && asked !== "auto" && !holdsAll(asked, values)) {
      note(`layer "${layer}": ${printFixedType(asked)} changes its quantised ${what} values`);
    }
    return asked;
  }
  const exact = exactTypeOf(values, MOST_BITS[what]);
  if (exact !== null) return exact;
  const type = what === "bias" ? resolveType("auto", values, BIAS_WIDTH) : asked;
  const text = type === "auto" ? "a derived type" : printFixedType(type);
  note(`layer "${layer}": its ${what} values are not quantised; they are rounded to ${text}`);
  return type;
}

/** A type that a named layer was given although training used another one. */
export function checkAskedResult(
  { layer, asked, rule, note }: {
    readonly layer: Layer;
    readonly asked: ResolvedSettings;
    readonly rule: ResultRule;
    readonly note: Note;
  },
): void {
  const trained = layer.kind === "quantize" ? layer.type : rule.type;
  const { result } = asked;
  if (!asked.ownResult || trained === null || result === "auto" || contains(result, trained)) return;
  note(
    `layer "${layer.name}": ${printFixedType(result)} was set for its result, training used ${
      printFixedType(trained)
    }`,
  );
}

/** Whether a type has every number of another one. */
function contains(outer: FixedType, inner: FixedType): boolean {
  const extra = fractionBits(outer) - fractionBits(inner);
  if (extra < 0) return false;
  const range = mantissaRange(outer);
  const { lo, hi } = intervalOf(inner);
  return lo << BigInt(extra) >= range.min && hi << BigInt(extra) <= range.max;
}

/**
 * Scales and shifts of an affine layer in a quantised model. Those that have not been given types get the fewest
 * fraction bits that hold them exactly, or keep a result x·scale + shift within 2^−16 of a unit in the last place of the
 * quantiser behind it for every x: so a result may be quantised to the next number only where it is that close to the
 * border between two. Where something else than a quantiser reads the result, a scale has 25 significant bits.
 */
export function quantisedAffineParameters(
  { primitive, x, asked, rule, target }: {
    readonly primitive: AffinePrimitive;
    readonly x: FixedType;
    readonly asked: ResolvedSettings;
    readonly rule: ResultRule;
    readonly target: Target;
  },
): AffineParameters {
  const { scale, shift } = primitive;
  const { lo, hi } = intervalOf(x);
  // |x| < 2^magnitude, and the error of a scale of f fraction bits is at most 2^−(f + 1).
  const magnitude = Math.ceil(Math.log2(Math.max(1, Number(-lo), Number(hi)))) - fractionBits(x);
  const largest = Math.ceil(
    Math.log2(scale.reduce((most, value) => Math.max(most, Math.abs(value)), 2 ** -64)),
  );
  const quantiser = rule.isComplete && rule.resolution !== null
    ? Math.ceil(-Math.log2(rule.resolution.step))
    : null;
  const fraction = quantiser === null
    ? { scale: SCALE_BITS - largest, shift: SCALE_BITS - largest - magnitude }
    : { scale: quantiser + GUARD_BITS + magnitude, shift: quantiser + GUARD_BITS };
  const tensor = (
    values: Float64Array,
    options: { asked: Precision; isOwn: boolean; fraction: number; most: number },
  ) =>
    quantise(
      values,
      [values.length],
      options.isOwn ? resolveType(options.asked, values, SCALE_BITS) : typeWithin(values, options),
    );
  return {
    scale: tensor(scale, {
      asked: asked.weight,
      isOwn: asked.ownWeight,
      fraction: fraction.scale,
      most: Math.min(MAX_WIDTH, target.limits.intermediateBits - SUM_BITS - x.width),
    }),
    shift: tensor(shift, {
      asked: asked.bias,
      isOwn: asked.ownBias,
      fraction: fraction.shift,
      most: MAX_WIDTH,
    }),
  };
}

/** An exact type where it needs no more than these fraction bits, else the type of that many that rounds to nearest. */
function typeWithin(
  values: Float64Array,
  { fraction, most }: { readonly fraction: number; readonly most: number },
): FixedType {
  const exact = exactTypeOf(values, most);
  if (exact !== null && fractionBits(exact) <= fraction) return exact;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // One bit for the sign and one for a largest value that is rounded up.
  const integer = largest === 0 ? 2 - fraction : Math.ceil(Math.log2(largest)) + 2;
  const width = Math.min(most, Math.max(2, integer + fraction));
  // Values far below the last bit are zeros of it.
  return {
    width,
    integer: Math.max(integer, width - fraction),
    signed: true,
    quantization: "AP_RND_CONV",
    overflow: "AP_SAT",
  };
}
