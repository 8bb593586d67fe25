import type { Shape } from "../../tensor/mod.ts";
import type { Scaling } from "./scaling.ts";
import type { ConstantTensor } from "./tensor.ts";

/** A computed tensor: what a layer makes, seen as ONNX sees it. */
export interface Signal {
  /** Name of the layer whose output it is. */
  readonly layer: string;
  /** Shape in ONNX's axes, without the sample axis: ONNX's axis i + 1 is axis i here. */
  readonly shape: Shape;
  /** `axes[i]` is the axis of `shape` that axis i of the layer's tensor is. */
  readonly axes: readonly number[];
  /** Samples in a call where the model fixes them, else null. */
  readonly batch: number | null;
  /** What the layer's numbers still lack; absent where they are those of the ONNX tensor. */
  readonly scaling?: Scaling;
}

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

/** Shape of the layer's tensor. */
export function layerShape(signal: Signal): Shape {
  return signal.axes.map((axis) => signal.shape[axis]);
}

/** Why a node cannot be imported; collected, so that all are reported at once. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
