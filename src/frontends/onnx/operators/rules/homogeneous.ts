import { uniformScale, uniformScaling, withoutScaling, withScaling } from "../../../import/scaling.ts";
import type { OnnxNode } from "../../node.ts";
import type { Value } from "../../file/value.ts";
import type { ScalePassage } from "../operator.ts";
import { SCALE_PASSAGES } from "../table.ts";

/** What each passage asks of a node. */
const PASSAGES: Readonly<Record<ScalePassage, (node: OnnxNode) => boolean>> = {
  "always": () => true,
  "of tensors alone": (node) => inputsOf(node).every((index) => !node.isConstant(index)),
  "where it pads with 0": padsZero,
};

/** The scale that all computed inputs of a node share and that passes through it; null where there is none. */
export function passingScale(node: OnnxNode): number | null {
  const passage = SCALE_PASSAGES.get(node.op);
  if (passage === undefined || !PASSAGES[passage](node)) return null;
  const scales = inputsOf(node).flatMap((index) => {
    const value = node.value(index);
    return value.kind === "constant" ? [] : [value.kind === "signal" ? uniformScale(value.signal) : null];
  });
  const [scale = null] = scales;
  return scale !== 1 && scales.every((other) => other === scale) ? scale : null;
}

/** The same value, unscaled. */
export function unscaled(value: Value): Value {
  return value.kind === "signal" ? { kind: "signal", signal: withoutScaling(value.signal) } : value;
}

/** The same value, scaled. */
export function scaledBy(value: Value, scale: number): Value {
  if (value.kind !== "signal") return value;
  return { kind: "signal", signal: withScaling(value.signal, uniformScaling(scale)) };
}

function inputsOf(node: OnnxNode): number[] {
  return Array.from({ length: node.inputCount }, (_, index) => index).filter((index) => node.has(index));
}

function padsZero(node: OnnxNode): boolean {
  if (node.opset < 11) return node.attributes.float("value", 0) === 0;
  return !node.has(2) || (node.isConstant(2) && node.constant(2).data[0] === 0);
}
