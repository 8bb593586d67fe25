import type { MergeOperation } from "../../../layers/mod.ts";
import { channelsLast, reorder } from "../layout.ts";
import type { OnnxNode } from "../node.ts";
import { Refusal, type Signal, type Value } from "../value.ts";
import type { Operator } from "./operator.ts";
import { axisIndex } from "./shape_rules.ts";

/** x0 + x1 + … */
export const sum: Operator = several("add");
/** (x0 + x1 + …) / their number */
export const mean: Operator = several("average");
/** The largest of the elements that meet. */
export const max: Operator = several("maximum");
/** The least of the elements that meet. */
export const min: Operator = several("minimum");

/** Any number of inputs; a scalar constant beside them is a bound of `Max` and `Min`. */
function several(operation: MergeOperation): Operator {
  return {
    elementwise: true,
    convert(node) {
      const indices = Array.from({ length: node.inputCount }, (_, index) => index);
      const computed = indices.filter((index) => !node.isConstant(index));
      const merged = mergeSignals(node, operation, computed);
      const bounds = indices.filter((index) => node.isConstant(index)).map((index) => bound(node, index));
      if (bounds.length === 0) return { kind: "signal", signal: merged };
      if (operation === "maximum") return node.emit(clipTo(Math.max(...bounds), Infinity), merged);
      if (operation === "minimum") return node.emit(clipTo(-Infinity, Math.min(...bounds)), merged);
      throw new Refusal("it reads constants beside computed tensors, supported for Max and Min only");
    },
  };
}

function clipTo(min: number, max: number) {
  return { kind: "clip", min, max } as const;
}

function bound(node: OnnxNode, index: number): number {
  const { shape, data } = node.parameter(index);
  if (data.length === 1) return data[0];
  throw new Refusal(`input ${index} is a constant of shape [${shape}], supported is one number`);
}

/** One tensor of computed ones, element by element; their axes are brought into one order. */
export function mergeInputs(node: OnnxNode, operation: MergeOperation, inputs: readonly number[]): Value {
  return { kind: "signal", signal: mergeSignals(node, operation, inputs) };
}

function mergeSignals(node: OnnxNode, operation: MergeOperation, inputs: readonly number[]): Signal {
  const signals = inputs.map((index) => node.signal(index));
  if (signals.length === 0) throw new Refusal("it reads no computed tensor");
  if (signals.length === 1) return signals[0];
  return node.builder.emit({ kind: "merge", operation }, alike(node, signals), { name: node.name });
}

/** Tensors one behind the other along an axis. */
export const concat: Operator = {
  since: 4,
  check(node) {
    const rank = node.rank(0);
    if (rank !== null && axisIndex(axisOf(node), rank) === 0) {
      throw new Refusal("axis 0 is the sample axis");
    }
  },
  convert(node) {
    const signals = Array.from({ length: node.inputCount }, (_, index) => node.signal(index));
    const [first] = signals;
    const axis = axisIndex(axisOf(node), first.shape.length + 1) - 1;
    if (axis < 0) throw new Refusal("axis 0 is the sample axis");
    if (signals.length === 1) return { kind: "signal", signal: first };
    const ready = alike(node, signals);
    const spec = { kind: "concatenate", axis: ready[0].axes.indexOf(axis) } as const;
    return { kind: "signal", signal: node.builder.emit(spec, ready, { name: node.name }) };
  },
};

function axisOf(node: OnnxNode): number {
  if (!node.attributes.has("axis")) throw new Refusal("it has no axis");
  return node.attributes.int("axis", 1);
}

/**
 * Computed tensors with their axes in one order: channels last where one of them lies so, else that of the first.
 *
 * @throws {Refusal} if they differ in rank or in the number of samples.
 */
function alike(node: OnnxNode, signals: readonly Signal[]): readonly Signal[] {
  const [{ shape, batch, axes }] = signals;
  const other = signals.find((signal) => signal.shape.length !== shape.length || signal.batch !== batch);
  if (other !== undefined) {
    const text = ({ shape, batch }: Signal) => `[${[batch ?? "batch", ...shape]}]`;
    throw new Refusal(
      `it reads tensors of shapes ${text(signals[0])} and ${text(other)}, which do not match`,
    );
  }
  const last = channelsLast(shape.length);
  const order = signals.some((signal) => signal.axes.every((axis, i) => axis === last[i])) ? last : axes;
  return signals.map((signal) => reorder(signal, order, node));
}
