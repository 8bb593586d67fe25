import type { ParameterTypes } from "../../../layers/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { batchNormalization, dense } from "../layers/affine.ts";
import { conv, convTranspose, depthwiseConv, separableConv } from "../layers/convolution.ts";
import { type KerasOperator, only } from "../layers/layer.ts";
import { foldedBatchNorm } from "./folded.ts";
import { averagePool } from "./pooling.ts";
import { type Quantiser, readQuantiser } from "./quantiser.ts";

const LIMITS = 'quantisers of alpha 1 or "auto_po2", powers of two, binary and ternary';

/** Keys of the quantisers of a layer's kernel and bias. */
const KERNEL = ["kernel_quantizer", "bias_quantizer"];
const DEPTHWISE = ["depthwise_quantizer", "bias_quantizer"];

/** A layer whose kernel and bias training has quantised. */
function weighted(base: KerasOperator, keys: readonly string[]): KerasOperator {
  return {
    ...base,
    kinds: [...base.kinds, "quantize"],
    limits: LIMITS,
    read(layer) {
      const quantisers = keys.map((key) => readQuantiser(layer.config.any(key)));
      const [kernel, bias] = quantisers;
      return base.read({
        ...layer,
        types: parameterTypes(kernel, bias),
        variables: () => quantised(layer.variables(), quantisers),
      });
    },
  };
}

/** A separable convolution, each of whose parameters may be quantised. */
function separable(base: KerasOperator): KerasOperator {
  return {
    ...base,
    kinds: [...base.kinds, "quantize"],
    limits: LIMITS,
    read(layer) {
      const quantisers = ["depthwise_quantizer", "pointwise_quantizer", "bias_quantizer"]
        .map((key) => readQuantiser(layer.config.any(key)));
      const [depthwise, pointwise, bias] = quantisers;
      return base.read({
        ...layer,
        depthwiseTypes: parameterTypes(depthwise, null),
        types: parameterTypes(pointwise, bias),
        variables: () => quantised(layer.variables(), quantisers),
      });
    },
  };
}

/** A convolution with the batch normalisation behind it folded in, and the result quantised. */
function normalised(base: KerasOperator, keys: readonly string[]): KerasOperator {
  const plain = weighted(base, keys);
  return {
    ...plain,
    read(layer) {
      const folded = foldedBatchNorm(layer);
      // The folded bias is there whether the convolution had one or not.
      return plain.read({ ...layer, variables: () => folded });
    },
  };
}

function parameterTypes(weights: Quantiser | null, bias: Quantiser | null): ParameterTypes {
  return {
    ...(weights?.type ? { weights: weights.type } : {}),
    ...(bias?.type ? { bias: bias.type } : {}),
  };
}

function quantised(
  variables: readonly RealTensor[],
  quantisers: readonly (Quantiser | null)[],
): readonly RealTensor[] {
  return variables.map((variable, i) => quantisers[i]?.apply(variable) ?? variable);
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
    const variables = () => quantised(layer.variables(), quantisers);
    return batchNormalization.read({ ...layer, variables });
  },
};

/** `QActivation`: any of QKeras's quantisers, with the function that belongs to it. */
const qActivation: KerasOperator = {
  kinds: ["quantize", "tanh", "sigmoid", "hard_sigmoid", "batch_norm"],
  limits: "quantized_bits of alpha 1, quantized_relu, quantized_tanh, quantized_sigmoid, binary",
  read({ config }) {
    const quantiser = readQuantiser(config.any("activation"));
    return (inputs, emission) => quantiser?.activate(only(inputs), emission) ?? only(inputs);
  },
};

/** QKeras's layer classes. */
export const QKERAS_CLASSES: readonly (readonly [string, KerasOperator])[] = [
  ["QActivation", qActivation],
  ["QAveragePooling2D", averagePool("window")],
  ["QBatchNormalization", qBatchNormalization],
  ["QConv1D", weighted(conv(1), KERNEL)],
  ["QConv2D", weighted(conv(2), KERNEL)],
  ["QConv2DBatchnorm", normalised(conv(2), KERNEL)],
  ["QConv2DTranspose", weighted(convTranspose(2), KERNEL)],
  ["QDense", weighted(dense, KERNEL)],
  ["QDepthwiseConv2D", weighted(depthwiseConv(2), DEPTHWISE)],
  ["QDepthwiseConv2DBatchnorm", normalised(depthwiseConv(2), DEPTHWISE)],
  ["QGlobalAveragePooling2D", averagePool("map")],
  ["QSeparableConv1D", separable(separableConv(1))],
  ["QSeparableConv2D", separable(separableConv(2))],
];
