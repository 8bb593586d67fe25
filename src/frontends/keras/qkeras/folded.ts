import type { RealTensor } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { checkShape, type KerasLayer } from "../layers/layer.ts";
import { variablesOf } from "../variables.ts";

const { fround } = Math;

/**
 * Kernel and bias of a convolution with its batch normalisation folded in, as QKeras folds at inference whatever its
 * `folding_mode`: with the moving statistics, in float32, before anything is quantised
 * (`QConv2DBatchnorm.get_folded_weights`).
 */
export function foldedBatchNorm(layer: KerasLayer): readonly RealTensor[] {
  const { config, className } = layer;
  const names = variablesOf(className, config).map(({ name }) => name);
  const variables = new Map(
    layer.variables().map((variable, i) => [names[i].replace(/^.*\//, ""), variable]),
  );
  const kernel = variables.get(names[0]);
  const [mean, variance] = ["moving_mean", "moving_variance"].map((name) => variables.get(name));
  if (kernel === undefined || mean === undefined || variance === undefined) {
    throw new Refusal("its variables are not those of a convolution with batch normalisation");
  }
  // QKeras adds it in any case.
  const beta = variables.get("beta");
  if (beta === undefined) throw new Refusal("a batch normalisation without beta is not supported");
  const channels = variance.data.length;
  const [bias, gamma] = [variables.get("bias"), variables.get("gamma")];
  for (const variable of [mean, variance, beta, ...[bias, gamma].filter((each) => each !== undefined)]) {
    checkShape(variable, [channels], "statistics");
  }
  // The last axes of either kernel are those of the outputs: [inputs, filters], or [inputs, multiplier] of a depthwise one.
  if (kernel.data.length % channels !== 0) {
    checkShape(kernel, [...kernel.shape.slice(0, -1), channels], "kernel");
  }
  const [axis] = Array.isArray(config.any("axis")) ? config.integers("axis") : config.sizes("axis", 1, -1);
  const own = config.any("data_format") === "channels_first" ? [1, -3] : [3, -1];
  if (!own.includes(axis)) {
    throw new Refusal(`it normalises along axis ${axis}, which is not that of the channels`);
  }
  const epsilon = config.number("epsilon", 1e-3);
  const inverse = Array.from(variance.data, (value, c) => {
    const root = fround(1 / Math.sqrt(fround(value + epsilon)));
    return gamma === undefined ? root : fround(root * gamma.data[c]);
  });
  return [
    { shape: kernel.shape, data: kernel.data.map((value, i) => fround(value * inverse[i % channels])) },
    {
      shape: [channels],
      data: mean.data.map((value, c) =>
        fround(fround(inverse[c] * fround((bias?.data[c] ?? 0) - value)) + beta.data[c])
      ),
    },
  ];
}
