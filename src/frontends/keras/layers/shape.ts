import { sizeOf } from "../../../tensor/mod.ts";
import { channelsLast, permuteSignal, plainOrder, regroup, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { type KerasConfig, wrong } from "../config.ts";
import { type KerasOperator, only } from "./layer.ts";

/** `Reshape`: the same elements in row-major order; one size may be left open. */
export const reshape: KerasOperator = {
  kinds: ["reshape"],
  read({ config }) {
    const target = config.integers("target_shape");
    const open = target.filter((size) => size === -1).length;
    if (open > 1 || target.some((size) => size < 1 && size !== -1)) {
      throw wrong("target_shape", target, "positive sizes, one of them open at most");
    }
    return (inputs, emission) => {
      const signal = only(inputs);
      const known = sizeOf(target.filter((size) => size !== -1));
      const shape = target.map((size) => size === -1 ? sizeOf(signal.shape) / known : size);
      if (!shape.every(Number.isSafeInteger)) {
        throw new Refusal(`a sample has shape [${signal.shape}], which cannot become [${target}]`);
      }
      return regroup(signal, shape, emission);
    };
  },
};

/** `Flatten`: with `channels_first` the channels go behind the other axes first. */
export const flatten: KerasOperator = {
  kinds: ["reshape"],
  read({ config }) {
    const first = config.word("data_format", ["channels_last", "channels_first"], "channels_last");
    return (inputs, emission) => {
      const signal = only(inputs);
      const rank = signal.shape.length;
      if (rank === 1) return signal;
      const order = first === "channels_first" ? channelsLast(rank) : plainOrder(rank);
      const turned = reorder(signal, order, emission);
      const spec = { kind: "reshape", shape: [sizeOf(signal.shape)] } as const;
      return emission.builder.emit(spec, turned, { name: emission.name, axes: [0] });
    };
  },
};

/** `Permute`: axes counted from 1 behind the sample axis. Nothing moves until a layer needs it. */
export const permute: KerasOperator = {
  kinds: ["transpose"],
  read({ config }) {
    const dims = config.integers("dims");
    const sorted = dims.toSorted((a, b) => a - b);
    if (dims.length === 0 || sorted.some((dim, i) => dim !== i + 1)) {
      throw wrong("dims", dims, "every axis once, counted from 1");
    }
    return (inputs) => {
      const signal = only(inputs);
      if (dims.length !== signal.shape.length) {
        throw new Refusal(`it permutes ${dims.length} axes of a sample of shape [${signal.shape}]`);
      }
      return permuteSignal(signal, dims.map((dim) => dim - 1));
    };
  },
};

/** `RepeatVector`: `[features]` becomes `[n, features]`. */
export const repeatVector: KerasOperator = {
  kinds: ["reshape", "upsample"],
  read({ config }) {
    const factors = config.sizes("n", 1, null);
    if (factors[0] < 1) throw wrong("n", factors[0], "at least 1");
    return (inputs, emission) => {
      const signal = only(inputs);
      if (signal.shape.length !== 1) throw new Refusal(`it repeats a sample of shape [${signal.shape}]`);
      const row = regroup(signal, [1, ...signal.shape], emission);
      const ready = reorder(row, plainOrder(2), emission);
      return emission.builder.emit({ kind: "upsample", factors }, ready, { name: emission.name });
    };
  },
};

/** `ZeroPadding1D`, `ZeroPadding2D`, `Cropping1D` and `Cropping2D`. */
export function border(kind: "padding" | "cropping", rank: 1 | 2): KerasOperator {
  return {
    kinds: ["pad"],
    read({ config }) {
      const borders = readBorders(config, { key: kind, rank });
      const sign = kind === "padding" ? 1 : -1;
      const first = config.word("data_format", ["channels_last", "channels_first"], "channels_last");
      return (inputs, { builder, name }) => {
        const signal: Signal = only(inputs);
        if (signal.shape.length !== rank + 1) {
          throw new Refusal(`it reads samples of shape [${signal.shape}], expected ${rank + 1} axes`);
        }
        const start = first === "channels_first" ? 1 : 0;
        const axes = signal.axes.map((axis) => {
          const [before, after] = borders[axis - start] ?? [0, 0];
          return { before: 0 + sign * before, after: 0 + sign * after };
        });
        return builder.emit({ kind: "pad", axes, value: 0 }, signal, { name });
      };
    },
  };
}

/** One number for all ends; in two dimensions one an axis, or two an axis; in one dimension one an end. */
function readBorders(
  config: KerasConfig,
  { key, rank }: { readonly key: string; readonly rank: number },
): readonly (readonly [number, number])[] {
  const value = config.any(key) ?? 1;
  const entries = Array.isArray(value) ? value : [value, value];
  const perAxis = rank === 1 ? [entries] : entries;
  const pairs = perAxis.map((entry) => Array.isArray(entry) ? entry : [entry, entry]);
  const sound = pairs.length === rank &&
    pairs.every((pair) =>
      pair.length === 2 && pair.every((size: unknown) => Number.isSafeInteger(size) && Number(size) >= 0)
    );
  if (!sound) throw wrong(key, value, "numbers of at least 0, or pairs of them");
  return pairs.map(([before, after]) => [Number(before), Number(after)]);
}
