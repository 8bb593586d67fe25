import { type FixedType, fractionBits, printFixedType } from "../../fixed/mod.ts";
import type { Layer, Primitive } from "../../layers/mod.ts";
import { type ExactParameters, exactResult } from "./exact.ts";
import { GUARD_BITS, type Note } from "./parameters.ts";
import type { ResultRule } from "./quantisers.ts";
import { TOLERATED } from "../tables/table_size.ts";
import { isBounded, typeWithGuard } from "./resolution.ts";
import type { Precision } from "./precision_choice.ts";
import type { ResolvedSettings } from "../options/settings.ts";

/** A layer whose result is to get a type. */
export interface ResultRequest {
  readonly layer: Layer;
  /** Types of what it reads. */
  readonly inputs: readonly FixedType[];
  readonly asked: ResolvedSettings;
  /** Null in a model that is not quantised. */
  readonly rule: ResultRule | null;
  readonly note: Note;
}

/** The type that was asked for a result; null for one that is to be derived. */
export function askedResult(asked: ResolvedSettings): FixedType | null {
  return asked.result === "auto" ? null : asked.result;
}

/** The type that was asked for a result, or a derived one. */
export function resultType(asked: ResolvedSettings, derived: FixedType): FixedType {
  return asked.result === "auto" ? derived : asked.result;
}

/**
 * The type of a graph input. A quantised one has that of its quantiser: the cast of the data does what that would do.
 * Before quantisers of several types, or of steps that are no power of two, it rounds to 2^−16 of the finest step.
 * One that is to be derived, from nothing, has the model's type.
 */
export function inputType({ layer, asked, rule, note }: ResultRequest): FixedType {
  const own = askedResult(asked) ?? asked.modelResult;
  if (rule === null) return own;
  if (asked.ownResult) {
    checkResolution({ layer: layer.name, type: own, rule, note });
    return own;
  }
  if (rule.type !== null) return rule.type;
  const { resolution, isComplete } = rule;
  if (resolution === null) {
    note(`input "${layer.name}" is not quantised: it has ${printFixedType(own)}`);
    return own;
  }
  const type = typeWithGuard(resolution, {
    guard: GUARD_BITS,
    beside: isComplete ? null : own,
    range: own,
  });
  if (!isComplete) {
    note(`input "${layer.name}" is not only read by quantisers: it has ${printFixedType(type)}`);
  } else if (!isBounded(resolution)) {
    note(
      `input "${layer.name}": no quantiser says how large its numbers are: it has ${printFixedType(type)}`,
    );
  }
  return type;
}

/** A type that was set for an input, and that quantisers behind it see. */
function checkResolution(
  { layer, type, rule, note }: {
    readonly layer: string;
    readonly type: FixedType;
    readonly rule: ResultRule;
    readonly note: Note;
  },
): void {
  const unit = 2 ** -fractionBits(type);
  if (rule.type !== null || rule.resolution === null || unit <= rule.resolution.step) return;
  note(
    `input "${layer}": ${
      printFixedType(type)
    } was set for it, in steps of ${unit}; a quantiser behind it tells steps of ` +
      `${rule.resolution.step.toPrecision(3)} apart`,
  );
}

/** Primitives that are off by more than rounding, whatever their result's type. */
const APPROXIMATIONS: readonly Primitive["kind"][] = ["table", "softmax"];

/** Rounding may add to that 2^−9 of a unit in the last place of the quantiser behind them. */
const APPROXIMATION_GUARD_BITS = 8;

/** Primitives whose result depends on parameters that are planned first, or that have no result of their own. */
export const PARAMETERISED: readonly Primitive["kind"][] = [
  "dense",
  "convolution",
  "affine",
  "rectifier",
  "view",
  "quantize",
];

/** The settings of a layer with the result type that quantisers give it, where the user gave it none. */
export function ruledSettings(
  { layer, inputs, asked, rule, note }: ResultRequest,
  primitive: Primitive,
  parameters: ExactParameters,
): ResolvedSettings {
  if (rule === null || asked.ownResult) return asked;
  const result = rule.type ?? exactResult(primitive, inputs, parameters) ??
    guardedResult(primitive, asked, rule);
  if (result !== null) return { ...asked, result, ownResult: true };
  note(`layer "${layer.name}": its result is rounded to ${askedText(asked.result)}, nothing quantises it`);
  return asked;
}

/** The type of a result that has no exact one and that quantisers alone read; null where others read it too. */
function guardedResult(primitive: Primitive, asked: ResolvedSettings, rule: ResultRule): FixedType | null {
  if (!rule.isComplete || rule.resolution === null) return null;
  return typeWithGuard(rule.resolution, {
    guard: APPROXIMATIONS.includes(primitive.kind) ? APPROXIMATION_GUARD_BITS : GUARD_BITS,
    beside: null,
    range: askedResult(asked) ?? asked.modelResult,
  });
}

/**
 * What a table may be off by, in units of the result's last bit, before the user should know: that of the result itself, or
 * of the quantisers behind it where the result was made finer than they are.
 */
export function toleratedError({ asked, rule }: ResultRequest, result: FixedType): number {
  const isGuarded = rule !== null && rule.type === null && rule.isComplete && !asked.ownResult;
  const step = isGuarded && rule.resolution !== null ? rule.resolution.step : 0;
  return Math.max(TOLERATED, step * 2 ** fractionBits(result));
}

function askedText(precision: Precision): string {
  return precision === "auto" ? "a derived type" : printFixedType(precision);
}
