import type { Kernel } from "./kernel.ts";

/** Whether kernels of a kind multiply with trained numbers, which are their own. */
export const MULTIPLIES_TRAINED = {
  convolution: true,
  dense: true,
  affine: true,
  relu: false,
  rectifier: true,
  clip: false,
  table: false,
  view: false,
  permute: false,
  merge: false,
  concatenate: false,
  select: false,
  shuffle: false,
  pool: false,
  global_pool: false,
  upsample: false,
  interpolate: false,
  hard_sigmoid: false,
  softmax: false,
  formula: false,
  quantize: false,
} as const satisfies { readonly [Kind in Kernel["kind"]]: boolean };

/** A kernel that multiplies with trained numbers. */
export type TrainedKernel = {
  readonly [Kind in Kernel["kind"]]: (typeof MULTIPLIES_TRAINED)[Kind] extends true
    ? Extract<Kernel, { readonly kind: Kind }>
    : never;
}[Kernel["kind"]];

/** Whether a kernel multiplies with trained numbers; a `switch` behind it lists the kinds that do, and no others. */
export function isTrained(kernel: Kernel): kernel is TrainedKernel {
  return MULTIPLIES_TRAINED[kernel.kind];
}
