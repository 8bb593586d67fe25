/**
 * How many tensors the stages of each kind read; of a map its plan says it. What joins more than two is a tree of stages. A
 * kind that is forgotten here has no {@linkcode Operands}, and the compiler says so.
 */
export const ARITY = {
  input: 0,
  convolution: 1,
  dense: 1,
  map: "several",
  permute: 1,
  concatenate: 2,
  select: 1,
  shuffle: 1,
  pool: 1,
  global_pool: 1,
  upsample: 1,
  interpolate: 1,
  softmax: 1,
  repack: 1,
  clone: 1,
} as const;

/** A kind of stages whose arity is known. */
export type KnownKind = keyof typeof ARITY;

/** Something of each tensor that a stage of a kind reads, in the order of its operands. */
export type Operands<Kind extends KnownKind, Each> = Kind extends KnownKind
  ? Tuples<Each>[(typeof ARITY)[Kind]]
  : never;

/** Kinds of stages that read one tensor. */
export type OneInput = {
  readonly [Kind in KnownKind]: (typeof ARITY)[Kind] extends 1 ? Kind : never;
}[KnownKind];

/** Lists of something, by their length. */
export interface Tuples<Each> {
  /** None. */
  readonly 0: readonly [];
  /** One. */
  readonly 1: readonly [Each];
  /** Two. */
  readonly 2: readonly [Each, Each];
  /** One or more. */
  readonly several: readonly [Each, ...Each[]];
}
