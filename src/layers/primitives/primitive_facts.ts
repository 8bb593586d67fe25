import type { Primitive } from "./primitive.ts";

/** Whether primitives of a kind multiply with trained numbers, which are their own. */
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
} as const satisfies { readonly [Kind in Primitive["kind"]]: boolean };

/** A primitive that multiplies with trained numbers. */
export type TrainedPrimitive = {
  readonly [Kind in Primitive["kind"]]: (typeof MULTIPLIES_TRAINED)[Kind] extends true
    ? Extract<Primitive, { readonly kind: Kind }>
    : never;
}[Primitive["kind"]];

/** Whether a primitive multiplies with trained numbers; a `switch` behind it lists the kinds that do, and no others. */
export function isTrained(primitive: Primitive): primitive is TrainedPrimitive {
  return MULTIPLIES_TRAINED[primitive.kind];
}
