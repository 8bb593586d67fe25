import { withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor } from "../file/tensor.ts";
import { align, perChannel } from "./constants/broadcast.ts";

/** y = factor·x + offset, both computed from an operator's constant c. */
export interface Rule {
  readonly factor: (c: number) => number;
  readonly offset: (c: number) => number;
}

/** A constant with one number for each element of one axis of a signal. */
export interface Channelwise {
  /** Of the signal, the sample axis left out; its last one for a constant that does not vary. */
  readonly axis: number;
  readonly values: Float64Array;
}

/**
 * Lays a constant along an axis of a signal: its channels, or its rows or columns.
 * @throws {Refusal} if it does not fit, or varies along several axes.
 */
export function channelwise(node: OnnxNode, tensor: ConstantTensor, source: Signal): Channelwise {
  const constant = align(node, tensor, source);
  if (constant.axes.length > 1) {
    throw new Refusal(
      `a constant of shape [${constant.shape}] varies along several axes, supported is one a channel`,
    );
  }
  const [axis = source.axes[source.axes.length - 1]] = constant.axes;
  const channels = source.shape[axis];
  node.builder.reserve(2 * channels);
  return { axis, values: perChannel(node, constant, channels) };
}

/** Adds the layer that a rule makes of a constant. */
export function applyRule(
  node: OnnxNode,
  source: Signal,
  { constant: { axis, values }, rule }: { readonly constant: Channelwise; readonly rule: Rule },
): Signal {
  const spec = {
    kind: "batch_norm",
    scale: values.map(rule.factor),
    shift: values.map(rule.offset),
  } as const;
  return node.builder.emit(spec, withLast(source, axis, node), { name: node.name });
}
