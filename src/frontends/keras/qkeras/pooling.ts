import { sizeOf } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { activated } from "../layers/activation.ts";
import { type KerasOperator, only } from "../layers/layer.ts";
import { globalPool, pool } from "../layers/windows.ts";
import { readQuantiser } from "./quantiser.ts";

/**
 * `QAveragePooling2D` and `QGlobalAveragePooling2D`: the average, times the number of elements, times their quantised
 * reciprocal.
 */
export function averagePool(over: "window" | "map"): KerasOperator {
  const base = over === "window" ? pool("average", 2) : globalPool("average", 2);
  return {
    kinds: [...base.kinds, "batch_norm", "quantize"],
    limits: "an average_quantizer of a fixed-point type",
    read(layer) {
      const { config } = layer;
      const quantiser = readQuantiser(config.any("average_quantizer"));
      if (quantiser !== null && quantiser.type === null) {
        throw new Refusal(`its average_quantizer ${quantiser.name} has no fixed-point type`);
      }
      const emit = base.read(layer);
      const activate = activated(config, layer.generation);
      const window = over === "window" ? sizeOf(config.sizes("pool_size", 2, 2)) : null;
      return (inputs, emission) => {
        const averages = emit(inputs, emission);
        const { shape } = only(inputs);
        const first = config.any("data_format") === "channels_first";
        const area = window ?? (first ? shape[1] * shape[2] : shape[0] * shape[1]);
        const reciprocal = { shape: [1], data: Float64Array.of(Math.fround(1 / area)) };
        const factor = quantiser === null ? 1 : area * quantiser.apply(reciprocal).data[0];
        if (factor === 1) return activate(averages, emission);
        const channels = averages.shape[averages.axes[averages.axes.length - 1]];
        emission.builder.reserve(2 * channels);
        const scale = new Float64Array(channels).fill(factor);
        const spec = { kind: "batch_norm", scale, shift: new Float64Array(channels) } as const;
        const scaled = emission.builder.emit(spec, averages, { name: `${emission.name}_average` });
        return activate(scaled, emission);
      };
    },
  };
}
