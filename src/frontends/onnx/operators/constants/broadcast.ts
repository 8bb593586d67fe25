import { Refusal } from "../../../import/refusal.ts";
import type { Signal } from "../../../import/signal.ts";
import type { OnnxNode } from "../../node.ts";
import type { ConstantTensor } from "../../file/tensor.ts";

/** A constant laid along the axes of a signal. */
export interface Aligned {
  /** Its sizes along the signal's axes (the sample axis left out): 1, or the signal's own. */
  readonly shape: readonly number[];
  /** The axes along which it varies. */
  readonly axes: readonly number[];
  readonly data: Float64Array;
}

/**
 * Lays a constant along a signal by ONNX's broadcasting rules: right-aligned, or before version 7 from the axis that
 * the node names.
 *
 * @throws {Refusal} if it does not fit, would enlarge the signal, or differs from sample to sample.
 */
export function align(node: OnnxNode, tensor: ConstantTensor, signal: Signal): Aligned {
  const rank = signal.shape.length + 1;
  const missing = rank - tensor.shape.length;
  const first = node.opset < 7 && node.attributes.has("axis") ? node.attributes.int("axis", 0) : missing;
  const leading = first < 0 ? first + rank : first;
  const trailing = missing - leading;
  const fits = leading >= 0 && trailing >= 0;
  const sizes = fits ? [...ones(leading), ...tensor.shape, ...ones(trailing)] : [];
  const [batch, ...shape] = sizes;
  if (!fits || shape.some((size, axis) => size !== 1 && size !== signal.shape[axis])) {
    throw new Refusal(
      `a constant of shape [${tensor.shape}] does not fit samples of shape [${signal.shape}]`,
    );
  }
  if (batch !== 1) throw new Refusal(`a constant of shape [${tensor.shape}] differs from sample to sample`);
  const axes = shape.flatMap((size, axis) => size === 1 ? [] : [axis]);
  return { shape, axes, data: tensor.data };
}

function ones(count: number): number[] {
  return new Array<number>(count).fill(1);
}

/** One number for each channel from a constant that is one number or varies along one axis. */
export function perChannel(node: OnnxNode, { data }: Aligned, channels: number): Float64Array {
  if (data.length === channels) return data;
  node.builder.reserve(channels);
  return new Float64Array(channels).fill(data[0]);
}
