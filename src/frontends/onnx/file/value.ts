import type { Signal } from "../../import/signal.ts";
import type { ConstantTensor } from "./tensor.ts";

/** What an ONNX name stands for while a graph is imported. */
export type Value =
  | { readonly kind: "signal"; readonly signal: Signal }
  | { readonly kind: "constant"; readonly tensor: ConstantTensor }
  /** A graph input that nobody has read as data yet. */
  | { readonly kind: "input"; readonly name: string; readonly rank: number | null }
  /** The result of a node that could not be imported; `computed` if it is certainly no constant. */
  | { readonly kind: "unknown"; readonly computed: boolean };

/** Whether a value depends on the model's input data. */
export function isComputed(value: Value): boolean {
  return value.kind === "unknown" ? value.computed : value.kind !== "constant";
}

/** Stands in integer constants for the size of a sample axis that the model leaves open. */
export const ANY_BATCH = NaN;

/** The shape that ONNX sees, the sample axis included; an open one is {@linkcode ANY_BATCH}. */
export function fullShape(signal: Signal): number[] {
  return [signal.batch ?? ANY_BATCH, ...signal.shape];
}
