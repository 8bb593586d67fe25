import { sizeOf } from "../../../tensor/mod.ts";
import { permuteData, withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { KerasConfig } from "../config.ts";
import { type Activate, axisOf, type KerasOperator, only } from "./layer.ts";

/** `ReLU`: y = x for x > threshold, at most `max_value`, and below slope·x where the threshold is 0. */
export function relu(config: KerasConfig): Activate {
  const slope = config.number("negative_slope", 0);
  const threshold = config.number("threshold", 0);
  const max = config.optionalNumber("max_value");
  if (max !== null && max < 0) throw new Refusal(`its max_value is ${max}, expected at least 0`);
  if (slope !== 0 && threshold !== 0) throw new Refusal("a slope beside a threshold is not supported");
  return (signal, { builder, name }) => {
    const bounded = max !== null;
    if (threshold !== 0) {
      const late = builder.emit({ kind: "thresholded_relu", threshold }, signal, { name });
      return bounded ? builder.emit({ kind: "clip", min: 0, max }, late, { name: `${name}_max` }) : late;
    }
    if (slope !== 0) {
      const bent = builder.emit({ kind: "leaky_relu", slope }, signal, { name });
      const clip = { kind: "clip", min: -Infinity, max: max ?? 0 } as const;
      return bounded ? builder.emit(clip, bent, { name: `${name}_max` }) : bent;
    }
    return builder.emit(bounded ? { kind: "clip", min: 0, max } : { kind: "relu" }, signal, { name });
  };
}

/** `LeakyReLU`, whose slope Keras 2 calls alpha. */
export function leakyRelu(config: KerasConfig): Activate {
  const slope = config.optionalNumber("negative_slope") ?? config.number("alpha", 0.3);
  return (signal, { builder, name }) => builder.emit({ kind: "leaky_relu", slope }, signal, { name });
}

/** `ELU` */
export function elu(config: KerasConfig): Activate {
  const alpha = config.number("alpha", 1);
  return (signal, { builder, name }) => builder.emit({ kind: "elu", alpha, scale: 1 }, signal, { name });
}

/** `ThresholdedReLU` */
export function thresholdedRelu(config: KerasConfig): Activate {
  const threshold = config.number("theta", 1);
  return (signal, { builder, name }) =>
    builder.emit({ kind: "thresholded_relu", threshold }, signal, { name });
}

/** `Softmax` over one axis, the last by default. */
export function softmax(config: KerasConfig): Activate {
  const axes = Array.isArray(config.any("axis")) ? config.integers("axis") : config.sizes("axis", 1, -1);
  if (axes.length !== 1) throw new Refusal("softmax over several axes is not supported");
  return (signal, emission) => {
    const ready = withLast(signal, axisOf(axes[0], signal), emission);
    return emission.builder.emit({ kind: "softmax" }, ready, { name: emission.name });
  };
}

/** `PReLU`: slopes of shape as the input, with length 1 along the axes that share them. */
export const prelu: KerasOperator = {
  kinds: ["prelu"],
  read(layer) {
    const [alpha] = layer.variables();
    return (inputs, emission) => {
      const signal = only(inputs);
      const { builder, name } = emission;
      const fits = alpha.shape.length === signal.shape.length &&
        alpha.shape.every((size, i) => size === 1 || size === signal.shape[i]);
      if (!fits) {
        throw new Refusal(`its slopes of shape [${alpha.shape}] do not fit a sample of [${signal.shape}]`);
      }
      const varying = alpha.shape.flatMap((size, axis) => size > 1 ? [axis] : []);
      if (varying.length < 2) {
        const ready = varying.length === 0 ? signal : withLast(signal, varying[0], emission);
        return builder.emit({ kind: "prelu", slopes: alpha.data }, ready, { name });
      }
      builder.reserve(sizeOf(signal.shape));
      const data = repeated(alpha, signal.shape);
      const slopes = permuteData({ shape: signal.shape, data }, signal.axes);
      return builder.emit({ kind: "prelu", slopes }, signal, { name });
    };
  },
};

/** The numbers of a tensor repeated along its axes of length 1 to another shape. */
function repeated(
  tensor: { readonly shape: readonly number[]; readonly data: Float64Array },
  shape: readonly number[],
): Float64Array {
  let { data } = tensor;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (tensor.shape[axis] === shape[axis]) continue;
    const inner = sizeOf(shape.slice(axis + 1));
    const larger = new Float64Array(data.length * shape[axis]);
    for (let at = 0; at < data.length; at += inner) {
      const part = data.subarray(at, at + inner);
      for (let copy = 0; copy < shape[axis]; copy++) larger.set(part, at * shape[axis] + copy * inner);
    }
    data = larger;
  }
  return data;
}
