import type { Primitive } from "./primitive.ts";

/** What a kind of primitives has, for passes and planners that have nothing to say of most kinds. */
export interface PrimitiveFacts {
  /** Whether it multiplies with trained numbers, which are its own. */
  readonly trained: boolean;
  /** Whether it has numbers of its own that get a type of weights, slopes or summands. */
  readonly numbers: boolean;
  /**
   * What an element of its result is: one of the input's, a bound or a constant (`element`); a sum or difference of some,
   * as far off as these are at most (`mixture`); one or the other, as its function says (`pooled`); or anything else
   * (`new`): a number that was not there, or a view, which is the input itself.
   */
  readonly result: "element" | "mixture" | "pooled" | "new";
}

const SUM = { trained: true, numbers: true, result: "new" } as const;

const NEW = { trained: false, numbers: false, result: "new" } as const;

const ELEMENT = { ...NEW, result: "element" } as const;

/** The facts of every kind; one without an entry does not compile. */
export const PRIMITIVE_FACTS = {
  convolution: SUM,
  dense: SUM,
  affine: SUM,
  rectifier: SUM,
  relu: ELEMENT,
  clip: ELEMENT,
  table: { ...NEW, numbers: true },
  view: NEW,
  permute: ELEMENT,
  merge: { ...NEW, result: "mixture" },
  concatenate: ELEMENT,
  select: ELEMENT,
  shuffle: ELEMENT,
  pool: { ...NEW, result: "pooled" },
  global_pool: { ...NEW, result: "pooled" },
  upsample: ELEMENT,
  interpolate: { ...NEW, result: "mixture" },
  hard_sigmoid: { ...NEW, numbers: true },
  softmax: NEW,
  formula: NEW,
  quantize: NEW,
} as const satisfies { readonly [Kind in Primitive["kind"]]: PrimitiveFacts };

/** Primitives whose kind has a fact. */
type PrimitivesWith<Fact extends keyof PrimitiveFacts, Value extends PrimitiveFacts[Fact]> = {
  readonly [Kind in Primitive["kind"]]: (typeof PRIMITIVE_FACTS)[Kind][Fact] extends Value
    ? Extract<Primitive, { readonly kind: Kind }>
    : never;
}[Primitive["kind"]];

/** Whether a primitive multiplies with trained numbers; a `switch` behind it lists the kinds that do, and no others. */
export function isTrained(primitive: Primitive): primitive is PrimitivesWith<"trained", true> {
  return PRIMITIVE_FACTS[primitive.kind].trained;
}

/** Whether a primitive has numbers of its own that get a type; a `switch` behind it lists the kinds that do, and no others. */
export function hasNumbers(primitive: Primitive): primitive is PrimitivesWith<"numbers", true> {
  return PRIMITIVE_FACTS[primitive.kind].numbers;
}

/** Whether it pools: what its result is made of says its function. */
export function isPooled(primitive: Primitive): primitive is PrimitivesWith<"result", "pooled"> {
  return PRIMITIVE_FACTS[primitive.kind].result === "pooled";
}
