import { uniformScale, uniformScaling, withoutScaling, withScaling } from "../../../import/scaling.ts";
import type { OnnxNode } from "../../node.ts";
import type { Value } from "../../file/value.ts";

const always = () => true;
const ofComputed = (node: OnnxNode) => inputsOf(node).every((index) => !node.isConstant(index));

/**
 * Operators f with f(s·x) = s·f(x) for every s > 0, by operator type, and when. The scale of a quantised tensor passes
 * through them.
 */
const HOMOGENEOUS: ReadonlyMap<string, (node: OnnxNode) => boolean> = new Map([
  ["Add", ofComputed],
  ["AveragePool", always],
  ["Concat", ofComputed],
  ["DepthToSpace", always],
  ["Dropout", always],
  ["Flatten", always],
  ["GlobalAveragePool", always],
  ["GlobalMaxPool", always],
  ["Identity", always],
  ["LeakyRelu", always],
  ["Max", ofComputed],
  ["MaxPool", always],
  ["Mean", ofComputed],
  ["Min", ofComputed],
  ["PRelu", always],
  ["Pad", padsZero],
  ["ReduceMax", always],
  ["ReduceMean", always],
  ["Relu", always],
  ["Reshape", always],
  ["Resize", always],
  ["Slice", always],
  ["SpaceToDepth", always],
  ["Split", always],
  ["Squeeze", always],
  ["Sub", ofComputed],
  ["Sum", ofComputed],
  ["Transpose", always],
  ["Unsqueeze", always],
  ["Upsample", always],
]);

/** The scale that all computed inputs of a node share and that passes through it; null where there is none. */
export function passingScale(node: OnnxNode): number | null {
  if (!HOMOGENEOUS.get(node.op)?.(node)) return null;
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
