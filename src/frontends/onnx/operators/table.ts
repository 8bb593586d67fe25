import type { OperatorSupport } from "../../frontend.ts";
import { ENTRIES } from "./entries.ts";
import type { Entry, Fold, Operator, ScalePassage } from "./operator.ts";
import { QUANTISER_ENTRIES } from "./quantiser_table.ts";

/** Operators of ONNX's own domain that may read computed tensors, by operator type. */
export const OPERATORS: ReadonlyMap<string, Operator> = operatorsOf(ENTRIES);

/** Operators that are computed at import where all their inputs are constants, by operator type. */
export const FOLDS: ReadonlyMap<string, Fold> = foldsOf(ENTRIES);

/** When operators let the scale of a quantised tensor pass, by operator type; of those that do. */
export const SCALE_PASSAGES: ReadonlyMap<string, ScalePassage> = new Map(
  Object.entries(ENTRIES).flatMap(([type, { passesScale }]) =>
    passesScale === undefined ? [] : [[type, passesScale]]
  ),
);

/** Types of operators whose folds move numbers about and leave each as it is. */
export const MOVING_FOLDS: ReadonlySet<string> = new Set(
  Object.entries(ENTRIES).flatMap(([type, { movesOnly }]) => movesOnly ? [type] : []),
);

/** QONNX's quantisers, by operator type. */
export const QUANTISERS: ReadonlyMap<string, Operator> = operatorsOf(QUANTISER_ENTRIES);

/** QONNX's quantisers of constants. */
export const QUANTISER_FOLDS: ReadonlyMap<string, Fold> = foldsOf(QUANTISER_ENTRIES);

/** What becomes of the operators that may read computed tensors, in the order of their names. */
export const ONNX_SUPPORT: readonly OperatorSupport[] = Object.entries({ ...ENTRIES, ...QUANTISER_ENTRIES })
  .flatMap(([name, { operator, kinds = [], supported, refused }]) =>
    operator === undefined
      ? []
      : [{ name, kinds, limits: supported + (refused === undefined ? "" : `; not: ${refused}`) }]
  ).sort((a, b) => a.name < b.name ? -1 : 1);

function operatorsOf(entries: Readonly<Record<string, Entry>>): ReadonlyMap<string, Operator> {
  return new Map(
    Object.entries(entries).flatMap(([type, { operator }]) =>
      operator === undefined ? [] : [[type, operator]]
    ),
  );
}

function foldsOf(entries: Readonly<Record<string, Entry>>): ReadonlyMap<string, Fold> {
  return new Map(
    Object.entries(entries).flatMap(([type, { fold }]) => fold === undefined ? [] : [[type, fold]]),
  );
}

/** What a user might export instead of operators that are often met and not supported. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map([
  ["Erf", "Gelu"],
  ["ConvInteger", "Conv"],
  ["QLinearConv", "Conv"],
  ["QLinearMatMul", "MatMul"],
  ["MatMulInteger", "MatMul"],
]);

/** Normalisations whose statistics are those of each sample: divisions and roots of what is computed. */
const NORMALISATIONS: readonly string[] = [
  "GroupNormalization",
  "InstanceNormalization",
  "LayerNormalization",
  "LpNormalization",
  "MeanVarianceNormalization",
  "RMSNormalization",
];

const CONTROL_FLOW: readonly string[] = ["Loop", "Scan", "SequenceMap"];

/** Why an operator that is in neither table cannot be imported. */
export function unsupportedReason(operator: { readonly type: string; readonly domain: string }): string {
  const { type, domain } = operator;
  if (domain !== "") return `operators of the domain "${domain}" are not supported`;
  if (CONTROL_FLOW.includes(type)) return "control flow is not supported";
  if (FOLDS.has(type)) return "it is supported between constants only";
  if (NORMALISATIONS.includes(type)) {
    return "it divides by statistics of each sample, which no layer here computes; train with BatchNormalization, " +
      "whose statistics are constants";
  }
  const alternative = ALTERNATIVES.get(type);
  return "the operator is not supported" +
    (alternative === undefined ? "" : `; the nearest that is: ${alternative}`);
}
