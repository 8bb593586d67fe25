import type { ParameterTypes } from "../../../layers/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { batchNormalization, dense } from "../layers/affine.ts";
import { conv, convTranspose, depthwiseConv } from "../layers/convolution.ts";
import { type KerasLayer, type KerasOperator, only } from "../layers/layer.ts";
import { type Quantiser, readQuantiser } from "./quantiser.ts";

const LIMITS = 'quantisers of alpha 1 or "auto_po2", and powers of two';

/** Keys of the quantisers of a layer's kernel and bias. */
const KERNEL = ["kernel_quantizer", "bias_quantizer"];

/** A layer whose kernel and bias training has quantised. */
function weighted(base: KerasOperator, keys: readonly string[]): KerasOperator {
  return {
    ...base,
    kinds: [...base.kinds, "quantize"],
    limits: LIMITS,
    read(layer) {
      const [kernel, bias] = keys.map((key) => readQuantiser(layer.config.any(key)));
      const types: ParameterTypes = {
        ...(kernel?.type ? { weights: kernel.type } : {}),
        ...(bias?.type ? { bias: bias.type } : {}),
      };
      return base.read({ ...layer, types, variables: () => quantised(layer, [kernel, bias]) });
    },
  };
}

function quantised(
  layer: KerasLayer,
  quantisers: readonly (Quantiser | null | undefined)[],
): readonly RealTensor[] {
  return layer.variables().map((variable, i) => quantisers[i]?.apply(variable) ?? variable);
}

/** `QBatchNormalization`: each of its parameters and statistics may be quantised. */
const qBatchNormalization: KerasOperator = {
  kinds: ["batch_norm"],
  limits: "no quantiser of the inverse",
  read(layer) {
    const { config } = layer;
    if (config.has("inverse_quantizer")) throw new Refusal("a quantiser of its inverse is not supported");
    const keys = [
      config.boolean("scale", true) ? "gamma" : null,
      config.boolean("center", true) ? "beta" : null,
      "mean",
      "variance",
    ].filter((key) => key !== null);
    const quantisers = keys.map((key) => readQuantiser(config.any(`${key}_quantizer`)));
    return batchNormalization.read({ ...layer, variables: () => quantised(layer, quantisers) });
  },
};

/** `QActivation`: any of QKeras's quantisers, with the function that belongs to it. */
const qActivation: KerasOperator = {
  kinds: ["quantize", "tanh", "sigmoid", "hard_sigmoid"],
  limits: "quantized_bits of alpha 1, quantized_relu, quantized_tanh, quantized_sigmoid",
  read({ config }) {
    const quantiser = readQuantiser(config.any("activation"));
    return (inputs, emission) => quantiser?.activate(only(inputs), emission) ?? only(inputs);
  },
};

/** QKeras's layer classes. */
export const QKERAS_CLASSES: readonly (readonly [string, KerasOperator])[] = [
  ["QActivation", qActivation],
  ["QBatchNormalization", qBatchNormalization],
  ["QConv1D", weighted(conv(1), KERNEL)],
  ["QConv2D", weighted(conv(2), KERNEL)],
  ["QConv2DTranspose", weighted(convTranspose(2), KERNEL)],
  ["QDense", weighted(dense, KERNEL)],
  ["QDepthwiseConv2D", weighted(depthwiseConv(2), ["depthwise_quantizer", "bias_quantizer"])],
];
