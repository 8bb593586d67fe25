import { kerasConvAxis, type PoolFunction } from "../../../layers/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { wrong } from "../config.ts";
import { arrangement, type KerasOperator, only } from "./layer.ts";

/** `MaxPooling1D`, `AveragePooling2D` and so on. */
export function pool(kind: PoolFunction, rank: 1 | 2): KerasOperator {
  return {
    kinds: ["pool"],
    read(layer) {
      const { config } = layer;
      const size = config.sizes("pool_size", rank, 2);
      const strides = config.has("strides") ? config.sizes("strides", rank, null) : size;
      const padding = config.word("padding", ["valid", "same"], "valid");
      for (const [key, sizes] of [["pool_size", size], ["strides", strides]] as const) {
        if (sizes.some((value) => value < 1)) throw wrong(key, sizes, "numbers of at least 1");
      }
      const arrange = arrangement(layer, rank);
      return (inputs, emission) => {
        const ready = arrange(only(inputs), emission);
        const axes = size.map((kernel, i) =>
          kerasConvAxis({
            input: ready.shape[ready.axes[i]],
            kernel,
            stride: strides[i],
            dilation: 1,
            padding,
          })
        );
        const spec = { kind: "pool", function: kind, axes, ceilMode: false, countsPadding: false } as const;
        return emission.builder.emit(spec, ready, { name: emission.name });
      };
    },
  };
}

/** `GlobalMaxPooling1D`, `GlobalAveragePooling2D` and so on. */
export function globalPool(kind: PoolFunction, rank: 1 | 2): KerasOperator {
  return {
    kinds: ["global_pool"],
    read(layer) {
      const keepsAxes = layer.config.boolean("keepdims", false);
      const arrange = arrangement(layer, rank);
      return (inputs, { builder, name }) => {
        const ready = arrange(only(inputs), { builder, name });
        const spec = { kind: "global_pool", function: kind, rank, keepsAxes } as const;
        return builder.emit(spec, ready, { name, axes: keepsAxes ? ready.axes : [0] });
      };
    },
  };
}

/** `UpSampling1D` and `UpSampling2D`: nearest, and bilinear between the centres of pixels. */
export function upSampling(rank: 1 | 2): KerasOperator {
  return {
    kinds: rank === 1 ? ["upsample"] : ["upsample", "interpolate"],
    limits: rank === 1 ? "" : "nearest and bilinear",
    read(layer) {
      const { config } = layer;
      const factors = config.sizes("size", rank, 2);
      if (factors.some((factor) => factor < 1)) throw wrong("size", factors, "numbers of at least 1");
      const method = config.text("interpolation", "nearest");
      if (method !== "nearest" && method !== "bilinear") {
        throw new Refusal(`its interpolation is "${method}", supported are nearest and bilinear`);
      }
      const arrange = arrangement(layer, rank);
      return (inputs, { builder, name }) => {
        const ready = arrange(only(inputs), { builder, name });
        if (method === "nearest") return builder.emit({ kind: "upsample", factors }, ready, { name });
        const axes = factors.map((scale, i) => ({ output: ready.shape[ready.axes[i]] * scale, scale }));
        return builder.emit({ kind: "interpolate", coordinates: "half_pixel", axes }, ready, { name });
      };
    },
  };
}
