import type { PoolFunction } from "../../../layers/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { plainOrder, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { axisIndex } from "../../onnx/operators/rules/shape_rules.ts";
import type { KerasConfig } from "../config.ts";
import type { Emission } from "../layers/layer.ts";
import { pool as poolLayer } from "../layers/windows.ts";
import { applied, type KerasOperation, operandOf } from "./operation.ts";

/** `mean`, `max`: over all spatial axes. */
export function reduction(op: "ReduceMean" | "ReduceMax"): KerasOperation {
  return {
    kinds: ["global_pool"],
    limits: "over all spatial axes",
    parameters: ["x", "axis", "keepdims"],
    read(call) {
      const { config } = call;
      if (!config.has("axis")) throw new Refusal("it reduces all axes, the sample axis among them");
      const axes = Array.isArray(config.any("axis"))
        ? config.integers("axis")
        : config.sizes("axis", 1, null);
      const attributes = { keepdims: config.boolean("keepdims", false) ? 1 : 0 };
      return (inputs, emission) => [
        applied(emission, [operandOf(call.signal("x", inputs))], { op, attributes, integers: [axes] }),
      ];
    },
  };
}

/** `max_pool`, `average_pool`: as the layers, in as many dimensions as the tensor has. */
export function pool(kind: PoolFunction): KerasOperation {
  return {
    kinds: ["pool"],
    parameters: ["inputs", "pool_size", "strides", "padding", "data_format"],
    read(call) {
      const { config } = call;
      return (inputs, emission) => {
        const signal = call.signal("inputs", inputs);
        const rank = signal.shape.length - 1;
        if (rank !== 1 && rank !== 2) throw new Refusal(`it reads samples of shape [${signal.shape}]`);
        const layer = {
          name: emission.name,
          className: "",
          config,
          generation: 3,
          variables: () => [],
          attribute: () => [],
          inner: () => {
            throw new Refusal("it has no layer inside");
          },
          warn: () => {},
        } as const;
        return [poolLayer(kind, rank).read(layer)([signal], emission)];
      };
    },
  };
}

/** `depth_to_space`, `space_to_depth` */
export function blocks(kind: "depth_to_space" | "space_to_depth"): KerasOperation {
  return {
    kinds: [kind],
    parameters: ["x", "block_size", "data_format"],
    read(call) {
      const [block] = call.config.sizes("block_size", 1, null);
      const first = channelsFirst(call.config);
      return (inputs, emission) => {
        const ready = asMap(call.signal("x", inputs), { first, emission });
        const spec = { kind, block, order: "place" } as const;
        return [emission.builder.emit(spec, ready, { name: emission.name })];
      };
    },
  };
}

/** `repeat` of every element along a spatial axis. */
export const repeat: KerasOperation = {
  kinds: ["upsample"],
  limits: "along a spatial axis",
  parameters: ["x", "repeats", "axis"],
  read(call) {
    const { config } = call;
    const [copies] = config.sizes("repeats", 1, null);
    if (!config.has("axis")) throw new Refusal("it flattens the samples");
    const [named] = config.sizes("axis", 1, null);
    if (copies < 1) throw new Refusal(`it makes ${copies} copies`);
    return (inputs, emission) => {
      const signal = call.signal("x", inputs);
      const axis = axisIndex(named, signal.shape.length + 1) - 1;
      const place = signal.axes.indexOf(axis);
      if (place < 0 || place === signal.shape.length - 1) {
        throw new Refusal("it repeats samples or channels, supported are spatial axes");
      }
      const factors = signal.axes.slice(0, -1).map((_, i) => i === place ? copies : 1);
      return [emission.builder.emit({ kind: "upsample", factors }, signal, { name: emission.name })];
    };
  },
};

/** `image.resize`: bilinear between the centres of pixels, or nearest by whole factors. */
export const resize: KerasOperation = {
  kinds: ["upsample", "interpolate"],
  limits: "bilinear, nearest by whole factors",
  parameters: [
    "images",
    "size",
    "interpolation",
    "antialias",
    "crop_to_aspect_ratio",
    "pad_to_aspect_ratio",
    "fill_mode",
    "fill_value",
    "data_format",
  ],
  read(call) {
    const { config } = call;
    const size = config.sizes("size", 2, null);
    const method = config.text("interpolation", "bilinear");
    for (const key of ["antialias", "crop_to_aspect_ratio", "pad_to_aspect_ratio"]) {
      if (config.boolean(key, false)) throw new Refusal(`${key} is not supported`);
    }
    if (method !== "bilinear" && method !== "nearest") {
      throw new Refusal(`its interpolation is "${method}", supported are bilinear and nearest`);
    }
    const first = channelsFirst(config);
    return (inputs, emission) => {
      const ready = asMap(call.signal("images", inputs), { first, emission });
      const { builder, name } = emission;
      const lengths = ready.axes.slice(0, -1).map((axis) => ready.shape[axis]);
      if (method === "bilinear") {
        const axes = size.map((output, i) => ({ output, scale: output / lengths[i] }));
        return [builder.emit({ kind: "interpolate", coordinates: "half_pixel", axes }, ready, { name })];
      }
      const factors = size.map((output, i) => output / lengths[i]);
      if (!factors.every((factor) => Number.isInteger(factor))) {
        throw new Refusal(`it resizes [${lengths}] to [${size}], supported by nearest are whole factors`);
      }
      return [builder.emit({ kind: "upsample", factors }, ready, { name })];
    };
  },
};

/** `image.pad_images`, `image.crop_images` by sizes of the borders. */
export function border(kind: "padding" | "cropping"): KerasOperation {
  const sides = ["top", "left", "bottom", "right"].map((side) => `${side}_${kind}`);
  return {
    kinds: ["pad"],
    limits: "sizes of the borders",
    parameters: ["images", ...sides, "data_format"],
    read(call) {
      const [top, left, bottom, right] = sides.map((key) => call.config.sizes(key, 1, 0)[0]);
      const first = channelsFirst(call.config);
      const sign = kind === "padding" ? 1 : -1;
      if ([top, left, bottom, right].some((size) => size < 0)) throw new Refusal("its borders are negative");
      return (inputs, emission) => {
        const ready = asMap(call.signal("images", inputs), { first, emission });
        const axes = [[top, bottom], [left, right], [0, 0]].map(([before, after]) => ({
          before: 0 + sign * before,
          after: 0 + sign * after,
        }));
        return [emission.builder.emit({ kind: "pad", axes, value: 0 }, ready, { name: emission.name })];
      };
    },
  };
}

/** `matmul`, `dot` with a constant matrix on the right. */
export const matmul: KerasOperation = {
  kinds: ["dense"],
  limits: "a constant matrix on the right",
  parameters: ["x1", "x2"],
  read(call) {
    const [left, right] = [call.operand("x1"), call.operand("x2")];
    return (inputs, emission) => [applied(emission, [left(inputs), right(inputs)], { op: "MatMul" })];
  },
};

function channelsFirst(config: KerasConfig): boolean {
  const format = config.word("data_format", ["channels_last", "channels_first"], "channels_last");
  return format === "channels_first";
}

/** Height, width and channels. */
function asMap(
  signal: Signal,
  { first, emission }: { readonly first: boolean; readonly emission: Emission },
): Signal {
  if (signal.shape.length !== 3 || sizeOf(signal.shape) === 0) {
    throw new Refusal(`it reads samples of shape [${signal.shape}], expected 3 axes`);
  }
  return reorder(signal, first ? [1, 2, 0] : plainOrder(3), emission);
}
