import type { KerasConfig } from "./config.ts";

/** A variable that a layer makes. */
export interface KerasVariable {
  /** The last part of the name that Keras 2 gives it. */
  readonly name: string;
  /** Whether training would change it; those that it would not stand behind all others in `.h5` files. */
  readonly trainable: boolean;
}

type Rule = (config: KerasConfig) => readonly (KerasVariable | null)[];

const trained = (name: string): KerasVariable => ({ name, trainable: true });
const counted = (name: string): KerasVariable => ({ name, trainable: false });

const bias = (config: KerasConfig) => config.boolean("use_bias", true) ? trained("bias") : null;
const weighted: Rule = (config) => [trained("kernel"), bias(config)];
const depthwise: Rule = (config) => [trained("depthwise_kernel"), bias(config)];
const separable: Rule = (config) => [trained("depthwise_kernel"), trained("pointwise_kernel"), bias(config)];
const batchNorm: Rule = (config) => [
  config.boolean("scale", true) ? trained("gamma") : null,
  config.boolean("center", true) ? trained("beta") : null,
  counted("moving_mean"),
  counted("moving_variance"),
];

/** A convolution of QKeras that holds a batch normalisation; it counts the steps of training. */
const normalised = (kernel: string): Rule => (config) => [
  trained(kernel),
  bias(config),
  config.boolean("scale", true) ? trained("batchnorm/gamma") : null,
  config.boolean("center", true) ? trained("batchnorm/beta") : null,
  counted("iteration"),
  counted("batchnorm/moving_mean"),
  counted("batchnorm/moving_variance"),
];

/** HGQ's layers count bits in training. */
const measured: Rule = (config) => [
  ...weighted(config),
  ...(config.boolean("enable_ebops", true) ? [counted("beta"), counted("ebops")] : []),
];

/** What each class makes, in order; classes that are not here make nothing, or are not known. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["BatchNormalization", batchNorm],
  ["Conv1D", weighted],
  ["Conv1DTranspose", weighted],
  ["Conv2D", weighted],
  ["Conv2DTranspose", weighted],
  ["Dense", weighted],
  ["DepthwiseConv1D", depthwise],
  ["DepthwiseConv2D", depthwise],
  ["hgq>QConv1D", measured],
  ["hgq>QConv2D", measured],
  ["hgq>QDense", measured],
  ["Normalization", (config) => config.has("mean") ? [] : ["mean", "variance", "count"].map(counted)],
  ["PReLU", () => [trained("alpha")]],
  ["QBatchNormalization", batchNorm],
  ["QConv1D", weighted],
  ["QConv2D", weighted],
  ["QConv2DBatchnorm", normalised("kernel")],
  ["QConv2DTranspose", weighted],
  ["QDense", weighted],
  ["QDepthwiseConv2D", depthwise],
  ["QDepthwiseConv2DBatchnorm", normalised("depthwise_kernel")],
  ["QSeparableConv1D", separable],
  ["QSeparableConv2D", separable],
  ["SeparableConv1D", separable],
  ["SeparableConv2D", separable],
]);

/** Variables of a layer of a supported class, in the order that it makes them. */
export function variablesOf(className: string, config: KerasConfig): readonly KerasVariable[] {
  return (RULES.get(className)?.(config) ?? []).filter((variable) => variable !== null);
}
