import { sizeOf } from "../../../tensor/mod.ts";
import { withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { wrong } from "../config.ts";
import { activated } from "./activation.ts";
import {
  axisOf,
  checkShape,
  type Emission,
  type Emit,
  type KerasLayer,
  type KerasOperator,
  only,
} from "./layer.ts";

/** Keras's own lower bound on the deviations that Normalization divides by. */
const SMALLEST_DEVIATION = 1e-7;

/** `Dense`, over the last axis. */
export const dense: KerasOperator = {
  kinds: ["dense"],
  read(layer) {
    const { config } = layer;
    const [weights, bias] = layer.variables();
    const [units] = config.sizes("units", 1, null);
    checkShape(weights, [null, units], "kernel");
    if (bias !== undefined) checkShape(bias, [units], "bias");
    const activate = activated(config, layer.generation);
    return (inputs, emission) => {
      const signal = only(inputs);
      const ready = withLast(signal, signal.shape.length - 1, emission);
      const { types } = layer;
      const spec = { kind: "dense", weights, bias: bias?.data ?? null, types } as const;
      return activate(emission.builder.emit(spec, ready, { name: emission.name }), emission);
    };
  },
};

/** Layers that `TimeDistributed` does the same to, whether the axis in front is time or not. */
const POINTWISE = ["Activation", "Dense", "Dropout", "ELU", "LeakyReLU", "ReLU"];

/** `TimeDistributed` of layers that look at one pixel at a time. */
export const timeDistributed: KerasOperator = {
  kinds: ["dense"],
  limits: `only around ${POINTWISE.join(", ")}`,
  read: (layer) => layer.inner(POINTWISE),
};

/** `BatchNormalization` with the statistics of training, over any axis. */
export const batchNormalization: KerasOperator = {
  kinds: ["batch_norm"],
  read(layer) {
    const { config } = layer;
    const variables = [...layer.variables()];
    const [axis] = Array.isArray(config.any("axis")) ? config.integers("axis") : config.sizes("axis", 1, -1);
    const epsilon = config.number("epsilon", 1e-3);
    const channels = sizeOf(variables[0].shape);
    for (const variable of variables) checkShape(variable, [channels], "statistics");
    const gamma = config.boolean("scale", true) ? variables.shift()?.data : undefined;
    const beta = config.boolean("center", true) ? variables.shift()?.data : undefined;
    const [mean, variance] = variables.map(({ data }) => data);
    const scale = variance.map((value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon));
    const shift = mean.map((value, i) => (beta?.[i] ?? 0) - value * scale[i]);
    return (inputs, emission) => affine(only(inputs), { scale, shift, axis }, emission);
  },
};

/** `Rescaling`: y = x·scale + offset, by one number or by one a channel. */
export const rescaling: KerasOperator = {
  kinds: ["batch_norm"],
  read({ config }) {
    const scale = numbers(config.any("scale") ?? 1, "scale");
    const shift = numbers(config.any("offset") ?? 0, "offset");
    return (inputs, emission) => affine(only(inputs), { scale, shift, axis: -1 }, emission);
  },
};

/** `Normalization`: y = (x − mean) / deviation, or its inverse, over one axis or none. */
export const normalization: KerasOperator = {
  kinds: ["batch_norm"],
  limits: "statistics of one axis",
  read(layer) {
    const { config } = layer;
    const axes = Array.isArray(config.any("axis"))
      ? config.integers("axis")
      : config.has("axis")
      ? config.sizes("axis", 1, null)
      : [];
    if (axes.length > 1) throw new Refusal(`its statistics are of ${axes.length} axes, supported is 1`);
    const [mean, variance] = config.has("mean")
      ? [numbers(config.any("mean"), "mean"), numbers(config.any("variance"), "variance")]
      : layer.variables().map(({ data }) => data);
    if (mean.length !== variance.length) throw new Refusal("it has not as many variances as means");
    const deviation = variance.map((value) => Math.max(Math.sqrt(value), SMALLEST_DEVIATION));
    const scale = config.boolean("invert", false) ? deviation : deviation.map((value) => 1 / value);
    const shift = config.boolean("invert", false) ? mean : mean.map((value, i) => -value * scale[i]);
    return (inputs, emission) => affine(only(inputs), { scale, shift, axis: axes[0] ?? -1 }, emission);
  },
};

/** y = scale·x + shift along an axis; a single number holds for all of it. */
function affine(
  signal: Signal,
  { scale, shift, axis }: {
    readonly scale: Float64Array;
    readonly shift: Float64Array;
    readonly axis: number;
  },
  emission: Emission,
): Signal {
  const single = scale.length === 1 && shift.length === 1;
  const ready = single ? signal : withLast(signal, axisOf(axis, signal), emission);
  const channels = ready.shape[ready.axes[ready.axes.length - 1]];
  const all = (values: Float64Array) => {
    if (values.length === channels) return values;
    if (values.length === 1) return new Float64Array(channels).fill(values[0]);
    throw new Refusal(`it has ${values.length} factors or offsets for ${channels} channels`);
  };
  emission.builder.reserve(2 * channels);
  const spec = { kind: "batch_norm", scale: all(scale), shift: all(shift) } as const;
  return emission.builder.emit(spec, ready, { name: emission.name });
}

/** A number, or a list of them in any nesting of single entries. */
function numbers(value: unknown, key: string): Float64Array {
  let list = value;
  while (Array.isArray(list) && list.length === 1 && Array.isArray(list[0])) list = list[0];
  const values = Array.isArray(list) ? list : [list];
  if (values.length === 0 || !values.every((entry) => typeof entry === "number" && Number.isFinite(entry))) {
    throw wrong(key, value, "a number or a list of numbers");
  }
  return Float64Array.from(values);
}

/** Passes its input on: what only training needs. */
export function trainingOnly(note: string | null): KerasOperator {
  return {
    kinds: [],
    limits: note ?? "",
    read(layer: KerasLayer): Emit {
      if (note !== null) layer.warn(`Left out layer "${layer.name}" (${layer.className}): ${note}`);
      return only;
    },
  };
}
