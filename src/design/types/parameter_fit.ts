import { exhaustive } from "../../base/exhaustive.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import {
  castReal,
  fits,
  type FixedType,
  fractionBits,
  MAX_INTEGER,
  MAX_WIDTH,
  type Overflow,
  printFixedType,
  realOf,
  widenedTo,
} from "../../fixed/mod.ts";
import { parameterTypes, type Primitive } from "../../layers/mod.ts";
import { hasNumbers } from "../../layers/primitives/primitive_facts.ts";
import { type Model, primitiveOf } from "../../model/mod.ts";
import type { PlanDraft } from "../draft.ts";
import type { DraftParts } from "../draft.ts";
import { keyOf, type Memo } from "../memo.ts";
import { resolveType } from "./quantise.ts";
import type { Precision } from "./precision_choice.ts";
import type { SettingsReader } from "../options/settings.ts";

/** Findings that have a line of their own; the others share one. */
const MOST_LINES = 4;

/** Layers that the shared line names. */
const MOST_NAMED = 8;

/** The share of a tensor that has to be one step or nothing to be worth a word: a few small weights always are. */
const COARSE_SHARE = 0.95;

const OVERFLOW_VERBS: Readonly<Record<Overflow, string>> = {
  AP_WRAP: "wraps",
  AP_SAT: "saturates",
  AP_SAT_SYM: "saturates",
  AP_SAT_ZERO: "makes zeros of",
};

/** Numbers of a layer as they were trained, and the type that they are stored in. */
interface Parameter {
  readonly layer: string;
  readonly what: Noun;
  readonly values: Float64Array;
  readonly type: FixedType;
  /** Small sums may round to nothing beside large ones, small factors leave nothing of what they multiply. */
  readonly isFactor: boolean;
}

/** What a sentence calls one of the numbers, and several. */
interface Noun {
  readonly one: string;
  readonly many: string;
}

const WEIGHT: Noun = { one: "weight", many: "weights" };
const BIAS: Noun = { one: "bias", many: "biases" };
const SCALE: Noun = { one: "scale", many: "scales" };
const SHIFT: Noun = { one: "shift", many: "shifts" };
const SLOPE: Noun = { one: "slope", many: "slopes" };
const OFFSET: Noun = { one: "offset", many: "offsets" };

/** What a type does to the numbers that are stored in it. */
export interface Misfit {
  readonly layer: string;
  readonly what: string;
  /** Of all numbers, how many it spoils. */
  readonly share: number;
  readonly text: string;
}

/**
 * Names weights, biases, scales, slopes and shifts that the types which were set cannot hold: they leave their range, or
 * nearly all of them become 0 or a single step. Types that were derived hold what they were derived from.
 *
 * @param model As it is built.
 * @returns One sentence a finding, the worst first; many are folded.
 */
export function parameterMisfits(
  model: Model,
  { parts, settings, memo }: {
    readonly parts: DraftParts;
    readonly settings: SettingsReader;
    readonly memo: Memo<readonly Misfit[]>;
  },
): readonly string[] {
  const plans = new Map(parts.stages.map(({ name, plan }) => [name, plan]));
  const misfits = model.layers.flatMap((layer) => {
    const plan = plans.get(layer.name);
    if (plan === undefined) return [];
    const { weight, bias } = settings(layer);
    return memo.of(plan, keyOf([layer.name, weight, bias]), () => {
      const primitive = primitiveOf(model, layer);
      return parametersOf({ layer: layer.name, primitive, plan }, { weight, bias }).flatMap((parameter) => {
        const found = overflowOf(parameter) ?? coarseness(parameter);
        return found === null ? [] : [found];
      });
    });
  }).toSorted((a, b) => b.share - a.share);
  if (misfits.length <= MOST_LINES) return misfits.map(({ text }) => text);
  const rest = misfits.slice(MOST_LINES - 1);
  const names = rest.slice(0, MOST_NAMED).map(({ what, layer }) => `${what} of "${layer}"`).join(", ");
  const more = rest.length > MOST_NAMED ? ` and ${rest.length - MOST_NAMED} more` : "";
  return [
    ...misfits.slice(0, MOST_LINES - 1).map(({ text }) => text),
    `${rest.length} more types do not fit what is stored in them: ${names}${more}`,
  ];
}

/** A layer of the model and the stage that it became. */
interface BuiltLayer {
  readonly layer: string;
  readonly primitive: Primitive;
  readonly plan: PlanDraft;
}

/** Trained numbers of a layer whose types were set. */
function parametersOf(
  { layer, primitive, plan }: BuiltLayer,
  asked: { readonly weight: Precision; readonly bias: Precision },
): readonly Parameter[] {
  if (!hasNumbers(primitive)) return [];
  const isAsked = (precision: Precision, type: FixedType) =>
    precision !== "auto" && printFixedType(precision) === printFixedType(type);
  const factors = (what: Noun, values: Float64Array, { type }: { readonly type: FixedType }) =>
    isAsked(asked.weight, type) ? [{ layer, what, values, type, isFactor: true }] : [];
  const terms = (what: Noun, values: Float64Array, { type }: { readonly type: FixedType }) =>
    isAsked(asked.bias, type) ? [{ layer, what, values, type, isFactor: false }] : [];
  const mapped = (setting: "weight" | "bias", what: Noun, values: Float64Array) => {
    const type = plan.kind === "map" ? parameterTypes(plan.expression)[setting] : undefined;
    if (type === undefined) return [];
    return setting === "weight" ? factors(what, values, { type }) : terms(what, values, { type });
  };
  switch (primitive.kind) {
    case "dense":
    case "convolution": {
      if (plan.kind !== primitive.kind) return [];
      const { weights, bias } = primitive;
      return [
        ...factors(WEIGHT, weights, plan.weights),
        ...bias === null ? [] : terms(BIAS, bias, plan.bias),
      ];
    }
    case "affine":
      return [...mapped("weight", SCALE, primitive.scale), ...mapped("bias", SHIFT, primitive.shift)];
    case "rectifier":
      return mapped("weight", SLOPE, primitive.slopes);
    case "hard_sigmoid":
      return [
        ...mapped("weight", SLOPE, Float64Array.of(primitive.slope)),
        ...mapped("bias", OFFSET, Float64Array.of(primitive.offset)),
      ];
    case "table":
      return mapped("weight", SLOPE, Float64Array.of(primitive.slope ?? 1));
    default:
      return exhaustive(primitive);
  }
}

function overflowOf({ layer, what, values, type }: Parameter): Misfit | null {
  const range = rangeOf(values);
  if (fits(range.min, type) && fits(range.max, type)) return null;
  const lost = values.reduce((count, value) => count + (fits(value, type) ? 0 : 1), 0);
  const share = lost / values.length;
  const printed = printFixedType(type);
  const verb = OVERFLOW_VERBS[type.overflow];
  const wide = widenedTo(type, range);
  const [min, max] = [shortNumber(range.min), shortNumber(range.max)];
  const found = values.length === 1
    ? `the ${what.one} of layer "${layer}", ${min}, does not fit ${printed}, which ${verb} it`
    : `${what.many} of layer "${layer}" lie between ${min} and ${max}: ${lost} of ${values.length} ` +
      `(${percent(share)}) do not fit ${printed}, which ${verb} them`;
  const text = wide === null
    ? found
    : `${found}; ${printFixedType(wide)} can hold ${values.length === 1 ? "it" : "them"}`;
  return { layer, what: what.many, share, text };
}

/** Nearly all of a tensor being 0 or one step of its type, which it was not before. */
function coarseness({ layer, what, values, type, isFactor }: Parameter): Misfit | null {
  if (!isFactor) return null;
  const { coarse, nonzero } = countCoarse(values, type);
  if (!isCoarse({ coarse, nonzero })) return null;
  const who = values.length === 1
    ? `the ${what.one} of layer "${layer}" becomes`
    : coarse === nonzero
    ? `all ${what.many} of layer "${layer}" become`
    : `${coarse} of ${nonzero} ${what.many} of layer "${layer}" become`;
  const step = shortNumber(stepOf(type));
  const text = `${who} 0 or one step (${step}) in ${printFixedType(type)}${finerText(values, type)}`;
  return { layer, what: what.many, share: coarse / values.length, text };
}

function stepOf(type: FixedType): number {
  return 2 ** -fractionBits(type);
}

/** Numbers other than 0, and those of them that become 0 or one step without having been that. */
interface Coarse {
  readonly coarse: number;
  readonly nonzero: number;
}

function countCoarse(values: Float64Array, type: FixedType): Coarse {
  let [coarse, nonzero] = [0, 0];
  const step = stepOf(type);
  for (const value of values) {
    if (value === 0) continue;
    nonzero++;
    // Whatever is left of two steps is more than one.
    if (Math.abs(value) >= 2 * step) continue;
    const mantissa = castReal(value, type);
    if (mantissa >= -1n && mantissa <= 1n && realOf(mantissa, type) !== value) coarse++;
  }
  return { coarse, nonzero };
}

function isCoarse({ coarse, nonzero }: Coarse): boolean {
  return coarse > 0 && coarse >= COARSE_SHARE * nonzero;
}

/** What to say of a type that tells the numbers apart: that of swapped digits, else one of as many bits. */
function finerText(values: Float64Array, type: FixedType): string {
  const { width, integer } = type;
  const holds = (other: FixedType) =>
    values.every((value) => fits(value, other)) && !isCoarse(countCoarse(values, other));
  const swapped = { ...type, width: integer, integer: width };
  if (integer > width && integer <= MAX_WIDTH && holds(swapped)) {
    return `; did you mean ${printFixedType(swapped)}?`;
  }
  const { integer: least } = resolveType("auto", values, width);
  const finer = { ...type, integer: least };
  return Math.abs(least) <= MAX_INTEGER && holds(finer) ? `; ${printFixedType(finer)} tells them apart` : "";
}

function rangeOf(values: Float64Array): { readonly min: number; readonly max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}

/** A share in percent, never rounded to nothing. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
