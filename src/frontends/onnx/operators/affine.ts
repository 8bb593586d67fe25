import type { MergeOperation } from "../../../layers/mod.ts";
import { withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import { type AffineMap, mapSignal } from "../../import/scaling.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import { channelwise, type Rule } from "./channelwise.ts";
import { mergeInputs } from "./joins.ts";
import type { Operator } from "./operator.ts";

/** Batch normalisation with the statistics of training. */
export const batchNormalization: Operator = {
  check(node) {
    const { attributes, opset } = node;
    if (attributes.int("spatial", 1) === 0) {
      throw new Refusal("spatial=0, statistics for each element, is not supported");
    }
    const training = opset < 7
      ? attributes.int("is_test", 0) === 0
      : attributes.int("training_mode", 0) !== 0 || node.outputCount > 1;
    if (training) throw new Refusal("it is in training mode; export the model for inference");
  },
  convert(node) {
    const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => node.parameter(index).data);
    const source = node.scaledSignal(0);
    const channels = source.shape[0];
    if ([scale, bias, mean, variance].some((data) => data.length !== channels)) {
      throw new Refusal(`its parameters do not have one number for each of ${channels} channels`);
    }
    const epsilon = node.attributes.float("epsilon", 1e-5);
    node.builder.reserve(2 * channels);
    const factor = scale.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
    const shift = bias.map((value, c) => value - mean[c] * factor[c]);
    return emitAffine(node, source, { scale: factor, shift, axis: 0 });
  },
};

const one = () => 1;
const zero = () => 0;

/** x + y, either being computed */
export const add: Operator = arithmetic({
  right: { factor: one, offset: (c) => c },
  left: { factor: one, offset: (c) => c },
  both: "add",
});
/** x − y, either being computed */
export const sub: Operator = arithmetic({
  right: { factor: one, offset: (c) => -c },
  left: { factor: () => -1, offset: (c) => c },
  both: "subtract",
});
/** x·y, either being computed */
export const mul: Operator = arithmetic({
  right: { factor: (c) => c, offset: zero },
  left: { factor: (c) => c, offset: zero },
  both: "multiply",
});
/** x / c, and c / x as c·(1 / x) */
export const div: Operator = arithmetic({
  right: { factor: (c) => 1 / c, offset: zero },
  left: { factor: (c) => c, offset: zero, ofReciprocal: true },
  both: null,
});

/** −x */
export const neg: Operator = {
  elementwise: true,
  convert(node) {
    const source = node.scaledSignal(0);
    const [channels] = source.axes.slice(-1).map((axis) => source.shape[axis]);
    node.builder.reserve(2 * channels);
    const scale = new Float64Array(channels).fill(-1);
    return emitAffine(node, source, { scale, shift: new Float64Array(channels), axis: source.axes.at(-1)! });
  },
};

/** How an arithmetic operator is done with a constant on its right, on its left, or none; null where it is not. */
interface Arithmetic {
  readonly right: Rule;
  /** `ofReciprocal`: what it is done to is 1 / x. */
  readonly left: Rule & { readonly ofReciprocal?: true };
  readonly both: MergeOperation | null;
}

function arithmetic({ right, left, both }: Arithmetic): Operator {
  return {
    elementwise: true,
    check(node) {
      if (both === null && node.isComputed(0) && node.isComputed(1)) {
        throw new Refusal(
          "both inputs are computed tensors, supported is one with a constant " +
            "(a graph input that is a parameter is bound with --constant NAME=FILE)",
        );
      }
    },
    convert(node) {
      if (both !== null && !node.isConstant(0) && !node.isConstant(1)) return mergeInputs(node, both, [0, 1]);
      if (!node.isConstant(0)) return apply(node, right, { signal: 0, constant: 1 });
      if (left.ofReciprocal) return applyToReciprocal(node, left);
      return apply(node, left, { signal: 1, constant: 0 });
    },
  };
}

function apply(
  node: OnnxNode,
  rule: Rule,
  inputs: { readonly signal: number; readonly constant: number },
): Value {
  const source = node.scaledSignal(inputs.signal);
  const { axis, values } = channelwise(node, node.parameter(inputs.constant), source);
  const shift = values.map(rule.offset);
  if (
    source.scaling === undefined && rule.factor === one &&
    foldsIntoBias(node, { source, axis, input: inputs.signal })
  ) {
    if (node.builder.addBias(source, shift)) return { kind: "signal", signal: source };
  }
  return emitAffine(node, source, { scale: values.map(rule.factor), shift, axis });
}

function applyToReciprocal(node: OnnxNode, rule: Rule): Value {
  const spec = { kind: "function", function: "reciprocal" } as const;
  const source = node.builder.emit(spec, node.signal(1), { name: `${node.name}/reciprocal` });
  const { axis, values } = channelwise(node, node.parameter(0), source);
  if (values.every((value) => value === 1)) return { kind: "signal", signal: source };
  return emitAffine(node, source, { scale: values.map(rule.factor), shift: values.map(rule.offset), axis });
}

/** A layer; for the numbers of a scaled tensor another scaling, which may still meet the quantiser behind it. */
function emitAffine(node: OnnxNode, source: Signal, map: AffineMap): Value {
  if (source.scaling !== undefined) return { kind: "signal", signal: mapSignal(source, map, node) };
  const { scale, shift, axis } = map;
  return node.emit({ kind: "batch_norm", scale, shift }, withLast(source, axis, node));
}

/** Whether a sum may go into the bias of the layer before: nobody else reads that layer's result. */
function foldsIntoBias(
  node: OnnxNode,
  { source, axis, input }: { readonly source: Signal; readonly axis: number; readonly input: number },
): boolean {
  return source.axes.at(-1) === axis && node.isOnlyReader(input);
}
