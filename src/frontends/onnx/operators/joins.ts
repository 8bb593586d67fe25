import { largest, smallest } from "../../../base/numbers/extremes.ts";
import type { MergeOperation } from "../../../layers/mod.ts";
import { channelsLast, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import { applyRule, channelwise } from "./channelwise.ts";
import type { Operator } from "./operator.ts";
import { axisIndex } from "./rules/shape_rules.ts";

/** x0 + x1 + … */
export const sum: Operator = several("add");
/** (x0 + x1 + …) / their number */
export const mean: Operator = several("average");
/** The largest of the elements that meet. */
export const max: Operator = several("maximum");
/** The least of the elements that meet. */
export const min: Operator = several("minimum");

/** Any number of inputs. Constants beside them are bounds of `Max` and `Min`, and parts of `Sum` and `Mean`. */
function several(operation: MergeOperation): Operator {
  return {
    elementwise: true,
    convert(node) {
      const indices = Array.from({ length: node.inputCount }, (_, index) => index);
      const computed = indices.filter((index) => !node.isConstant(index));
      const constants = indices.filter((index) => node.isConstant(index));
      const merged = mergeSignals(node, operation, computed);
      if (constants.length === 0) return { kind: "signal", signal: merged };
      if (operation === "maximum") {
        const least = largest(constants.map((index) => uniform(node, index).value));
        return node.emit(clipTo(least, Infinity), merged);
      }
      if (operation === "minimum") {
        const greatest = smallest(constants.map((index) => uniform(node, index).value));
        return node.emit(clipTo(-Infinity, greatest), merged);
      }
      // What was merged is a mean of the computed ones alone, in which each has too great a share.
      const share = operation === "average" ? 1 / node.inputCount : 1;
      const factor = operation === "average" ? computed.length * share : 1;
      const signal = constants.reduce((source, index, i) => {
        const constant = channelwise(node, node.parameter(index), source);
        const rule = { factor: () => i === 0 ? factor : 1, offset: (c: number) => c * share };
        return applyRule(node, source, { constant, rule });
      }, merged);
      return { kind: "signal", signal };
    },
  };
}

function clipTo(min: number, max: number) {
  return { kind: "clip", min, max } as const;
}

/**
 * A constant whose elements are all the same.
 * @throws {Refusal} if they differ.
 */
function uniform(
  node: OnnxNode,
  index: number,
): { readonly value: number; readonly shape: readonly number[] } {
  const { shape, data } = node.parameter(index);
  if (data.length > 0 && data.every((value) => value === data[0])) return { value: data[0], shape };
  throw new Refusal(
    `input ${index} is a constant of shape [${shape}] whose elements differ, supported is one number`,
  );
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
    const indices = Array.from({ length: node.inputCount }, (_, index) => index);
    const [first] = indices.filter((index) => !node.isConstant(index));
    const axis = axisIndex(axisOf(node), node.signal(first).shape.length + 1) - 1;
    if (axis < 0) throw new Refusal("axis 0 is the sample axis");
    const signals: Signal[] = [];
    for (const index of indices) {
      if (!node.isConstant(index)) {
        const leading = indices.slice(0, signals.length === 0 ? index : 0).reverse();
        signals.push(
          leading.reduce((x, i) => padded(node, x, { index: i, axis, end: "before" }), node.signal(index)),
        );
      } else if (signals.length > 0) {
        signals.push(padded(node, signals.pop()!, { index, axis, end: "after" }));
      }
    }
    if (signals.length === 1) return { kind: "signal", signal: signals[0] };
    const ready = alike(node, signals);
    const spec = { kind: "concatenate", axis: ready[0].axes.indexOf(axis) } as const;
    return { kind: "signal", signal: node.builder.emit(spec, ready, { name: node.name }) };
  },
};

/** A signal with a constant in front or behind, as padding of as many elements. */
function padded(
  node: OnnxNode,
  source: Signal,
  { index, axis, end }: { readonly index: number; readonly axis: number; readonly end: "before" | "after" },
): Signal {
  const { value, shape: [samples, ...shape] } = uniform(node, index);
  const fits = shape.length === source.shape.length && samples === (source.batch ?? 1) &&
    shape.every((size, i) => i === axis || size === source.shape[i]);
  if (!fits) {
    throw new Refusal(
      `input ${index} is a constant of shape [${[
        samples,
        ...shape,
      ]}] beside samples of shape [${source.shape}]`,
    );
  }
  const none = { before: 0, after: 0 };
  const axes = source.axes.map((each) => each === axis ? { ...none, [end]: shape[axis] } : none);
  return node.builder.emit({ kind: "pad", axes, value }, source, { name: node.name });
}

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
