import { type FixedType, printFixedType } from "../fixed/mod.ts";
import type { Kernel, Layer } from "../layers/mod.ts";
import { type ExactParameters, exactResult } from "./exact.ts";
import type { Note } from "./parameters.ts";
import type { ResultRule } from "./quantisers.ts";
import type { Precision, ResolvedSettings } from "./settings.ts";

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
 * One that is to be derived, from nothing, has the model's type.
 */
export function inputType({ layer, asked, rule, note }: ResultRequest): FixedType {
  if (rule !== null && !asked.ownResult) {
    if (rule.type !== null) return rule.type;
    note(`input "${layer.name}" is not quantised: it has ${askedText(asked.result)}`);
  }
  return askedResult(asked) ?? asked.modelResult;
}

/** Kernels whose result depends on parameters that are planned first, or that have no result of their own. */
export const PARAMETERISED: readonly Kernel["kind"][] = [
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
  kernel: Kernel,
  parameters: ExactParameters,
): ResolvedSettings {
  if (rule === null || asked.ownResult) return asked;
  const result = rule.type ?? exactResult(kernel, inputs, parameters);
  if (result !== null) return { ...asked, result, ownResult: true };
  note(`layer "${layer.name}": its result is rounded to ${askedText(asked.result)}, nothing quantises it`);
  return asked;
}

function askedText(precision: Precision): string {
  return precision === "auto" ? "a derived type" : printFixedType(precision);
}
