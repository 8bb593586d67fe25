import { sizeOf } from "../../../tensor/mod.ts";
import { permuteSignal, regroup } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { axisIndex } from "../../onnx/operators/rules/shape_rules.ts";
import { type KerasConfig, wrong } from "../config.ts";
import { applied, appliedAll, constant, type KerasOperation, operandOf } from "./operation.ts";

/** Parts that a tensor may be split into. */
const MAX_PARTS = 1024;

/** `reshape`: sizes with that of the samples in front; one of them may be left open. */
export const reshape: KerasOperation = {
  kinds: ["reshape"],
  limits: "what keeps the samples",
  parameters: ["x", "newshape"],
  read(call) {
    const [samples, ...target] = call.config.list("newshape").map((size) => size ?? -1);
    const valid = [samples, ...target].every((size) => Number.isSafeInteger(size) && Number(size) >= -1);
    const sizes = target.map(Number);
    if (!valid || sizes.filter((size) => size === -1).length > 1 || sizes.includes(0)) {
      throw wrong("shape", call.config.any("newshape"), "sizes, that of the samples in front");
    }
    return (inputs, emission) => {
      const signal = call.signal("x", inputs);
      const known = sizeOf(sizes.filter((size) => size !== -1));
      const shape = sizes.map((size) => size === -1 ? sizeOf(signal.shape) / known : size);
      if (samples !== -1 && samples !== signal.batch) {
        throw new Refusal(`it gives ${samples} samples, its input has ${signal.batch ?? "any number"}`);
      }
      if (!shape.every(Number.isSafeInteger)) {
        throw new Refusal(`a sample has shape [${signal.shape}], which cannot become [${sizes}]`);
      }
      return [regroup(signal, shape, emission)];
    };
  },
};

/** The order of a tensor's axes, that of the samples in front. */
type OrderOf = (config: KerasConfig, rank: number) => readonly number[];

function turned(parameters: readonly string[], orderOf: OrderOf): KerasOperation {
  return {
    kinds: ["transpose"],
    limits: "samples stay in front",
    parameters: ["x", ...parameters],
    read: (call) => (inputs) => {
      const signal = call.signal("x", inputs);
      const rank = signal.shape.length + 1;
      const order = orderOf(call.config, rank).map((axis) => axisIndex(axis, rank));
      if (order.length !== rank || new Set(order).size !== rank) {
        throw new Refusal(`[${order}] does not order ${rank} axes`);
      }
      if (order[0] !== 0) throw new Refusal("it moves the axis of the samples");
      return [permuteSignal(signal, order.slice(1).map((axis) => axis - 1))];
    },
  };
}

/** `transpose`; default: all axes in reverse, which moves the samples. */
export const transpose: KerasOperation = turned(
  ["axes"],
  (config, rank) =>
    config.has("axes") ? config.integers("axes") : Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
);

/** `swapaxes` */
export const swapaxes: KerasOperation = turned(["axis1", "axis2"], (config, rank) => {
  const [a, b] = ["axis1", "axis2"].map((key) => axisIndex(config.sizes(key, 1, null)[0], rank));
  return Array.from({ length: rank }, (_, axis) => axis === a ? b : axis === b ? a : axis);
});

/** `moveaxis` of one axis or several. */
export const moveaxis: KerasOperation = turned(["source", "destination"], (config, rank) => {
  const [from, to] = ["source", "destination"].map((key) =>
    (Array.isArray(config.any(key)) ? config.integers(key) : config.sizes(key, 1, null))
      .map((axis) => axisIndex(axis, rank))
  );
  if (from.length !== to.length) throw new Refusal(`it moves ${from.length} axes to ${to.length} places`);
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !from.includes(axis))
    .values();
  return Array.from({ length: rank }, (_, place) => {
    const moved = to.indexOf(place);
    return moved < 0 ? rest.next().value ?? -1 : from[moved];
  });
});

/** `squeeze`: axes of length 1 taken away. */
export const squeeze: KerasOperation = {
  kinds: ["reshape"],
  parameters: ["x", "axis"],
  read(call) {
    const { config } = call;
    const axes = Array.isArray(config.any("axis"))
      ? config.integers("axis")
      : config.has("axis")
      ? config.sizes("axis", 1, null)
      : null;
    return (inputs, emission) => {
      const signal = call.signal("x", inputs);
      const long = signal.shape.flatMap((size, axis) => size === 1 ? [axis + 1] : []);
      return [applied(emission, [operandOf(signal)], { op: "Squeeze", integers: [axes ?? long] })];
    };
  },
};

/** `expand_dims`: axes of length 1 added. */
export const expandDims: KerasOperation = {
  kinds: ["reshape"],
  parameters: ["x", "axis"],
  read(call) {
    const { config } = call;
    const axes = Array.isArray(config.any("axis")) ? config.integers("axis") : config.sizes("axis", 1, null);
    return (inputs, emission) => [
      applied(emission, [operandOf(call.signal("x", inputs))], { op: "Unsqueeze", integers: [axes] }),
    ];
  },
};

/** `concatenate` of tensors along an axis. */
export const concatenate: KerasOperation = {
  kinds: ["concatenate"],
  limits: "not along the samples",
  parameters: ["xs", "axis"],
  read(call) {
    const [axis] = call.config.sizes("axis", 1, -1);
    return (inputs, emission) => [joined(call.signals("xs", inputs), axis, emission)];
  },
};

/** `stack` of tensors along a new axis. */
export const stack: KerasOperation = {
  kinds: ["concatenate", "reshape"],
  limits: "not along the samples",
  parameters: ["x", "axis"],
  read(call) {
    const [axis] = call.config.sizes("axis", 1, 0);
    return (inputs, emission) => {
      const apart = call.signals("x", inputs).map((signal, i) =>
        applied(emission, [operandOf(signal)], { op: "Unsqueeze", integers: [[axis]], suffix: `expand_${i}` })
      );
      return [joined(apart, axis, emission)];
    };
  },
};

function joined(signals: readonly Signal[], axis: number, emission: Parameters<typeof applied>[0]): Signal {
  if (signals.length === 0) throw new Refusal("it joins no tensors");
  return applied(emission, signals.map(operandOf), { op: "Concat", attributes: { axis } });
}

/** `split` into equal parts, or at places of an axis. */
export const split: KerasOperation = {
  kinds: ["slice"],
  limits: "not along the samples",
  parameters: ["x", "indices_or_sections", "axis"],
  read(call) {
    const { config } = call;
    const [axis] = config.sizes("axis", 1, 0);
    const places = Array.isArray(config.any("indices_or_sections"))
      ? config.integers("indices_or_sections")
      : null;
    const [count] = places === null ? config.sizes("indices_or_sections", 1, null) : [places.length + 1];
    if (count < 1 || count > MAX_PARTS) throw new Refusal(`it makes ${count} parts`);
    return (inputs, emission) => {
      const signal = call.signal("x", inputs);
      const length = [NaN, ...signal.shape][axisIndex(axis, signal.shape.length + 1)];
      const ends = [
        ...places ?? Array.from({ length: count - 1 }, (_, i) => length / count * (i + 1)),
        length,
      ];
      const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
      if (!lengths.every((part) => part >= 1 && Number.isSafeInteger(part))) {
        throw new Refusal(`it cannot split an axis of length ${length} into parts of [${lengths}]`);
      }
      const step = { op: "Split", attributes: { axis }, integers: [lengths] };
      return appliedAll(emission, [operandOf(signal)], step, lengths.length);
    };
  },
};

/** Borders of a `pad`: one pair for all axes, or one an axis, that of the samples in front. */
export const pad: KerasOperation = {
  kinds: ["pad"],
  limits: "constant mode",
  parameters: ["x", "pad_width", "mode", "constant_values"],
  read(call) {
    const { config } = call;
    const mode = config.text("mode", "constant").toLowerCase();
    if (mode !== "constant") throw new Refusal(`its mode is "${mode}", supported is "constant"`);
    const given = constant("pad_width", config.any("pad_width"));
    const value = config.number("constant_values", 0);
    return (inputs, { builder, name }) => {
      const signal = call.signal("x", inputs);
      const pairs = borders(given.kind === "constant" ? [...given.tensor.data] : [], signal.shape.length + 1);
      if (pairs[0].some((size) => size !== 0)) throw new Refusal("it pads the axis of the samples");
      const axes = signal.axes.map((axis) => ({ before: pairs[axis + 1][0], after: pairs[axis + 1][1] }));
      return [builder.emit({ kind: "pad", axes, value }, signal, { name })];
    };
  },
};

function borders(sizes: readonly number[], rank: number): readonly (readonly [number, number])[] {
  if (
    !sizes.every((size) => Number.isSafeInteger(size) && size >= 0) ||
    ![1, 2, 2 * rank].includes(sizes.length)
  ) {
    throw new Refusal(`it pads by [${sizes}], expected two sizes of at least 0 for each of ${rank} axes`);
  }
  return Array.from({ length: rank }, (_, axis) => {
    const at = sizes.length === 2 * rank ? 2 * axis : 0;
    return [sizes[at], sizes[sizes.length === 1 ? at : at + 1]];
  });
}
