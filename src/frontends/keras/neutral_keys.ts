/** Keys of configurations that change nothing of what a layer computes at inference, whatever the layer. */
const NEUTRAL: ReadonlySet<string> = new Set([
  "adjustment",
  "autocast",
  "batch_input_shape",
  "batch_shape",
  "beta0",
  "dtype",
  "ebops_factor",
  "ema_freeze_delay",
  "folding_mode",
  "fused",
  "implementation",
  "input_dim",
  "input_dtype",
  "input_shape",
  "momentum",
  "name",
  "parallelization_factor",
  "quantization_config",
  "renorm_clipping",
  "renorm_momentum",
  "seed",
  "shared_axes",
  "synchronized",
  "trainable",
  "virtual_batch_size",
]);

/** How keys end that say how parameters start, or what training holds them to. */
const TRAINING = /_(initializer|regularizer|constraint|range)$/;

/** Whether a key that nobody has asked for may mean something. */
export function isMeaningful(key: string): boolean {
  return !NEUTRAL.has(key) && !TRAINING.test(key);
}
