import { castReal, type FixedType, type Overflow, type Quantization, realOf } from "../../../fixed/mod.ts";
import { type RealTensor, sizeOf } from "../../../tensor/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { KerasConfig } from "../config.ts";
import { roundHalfEven } from "../round_half_even.ts";

/** Fixed-point types of the elements of a tensor, as HGQ trains them: sign, integer and fraction bits of each. */
export interface ElementTypes {
  /** Sizes along which types differ; 1 along axes that share them. */
  readonly shape: readonly number[];
  /** In row-major order; null where an element has no bits and is 0. */
  readonly types: readonly (FixedType | null)[];
}

/** Most bits of an element. */
const MAX_BITS = 64;

const ROUNDINGS: ReadonlyMap<string, Quantization> = new Map<string, Quantization>([
  ["RND", "AP_RND"],
  ["RND_CONV", "AP_RND_CONV"],
  ["RND_INF", "AP_RND_INF"],
  ["RND_MIN_INF", "AP_RND_MIN_INF"],
  ["RND_ZERO", "AP_RND_ZERO"],
  ["TRN", "AP_TRN"],
  ["TRN_ZERO", "AP_TRN_ZERO"],
]);

const OVERFLOWS: ReadonlyMap<string, Overflow> = new Map<string, Overflow>([
  ["SAT", "AP_SAT"],
  ["SAT_SYM", "AP_SAT_SYM"],
  ["WRAP", "AP_WRAP"],
]);

/** Names of the variables of a quantiser in the order of an archive: those that training changes stand in front. */
export function quantiserVariables(config: KerasConfig): readonly string[] {
  const kind = config.text("q_type", "kif");
  const wraps = config.text("overflow_mode", "WRAP").toUpperCase() === "WRAP";
  if (!config.boolean("trainable", true)) {
    throw new Refusal("a quantiser that is not trainable is not supported");
  }
  if (config.has("scaler") || config.has("affine")) {
    throw new Refusal("a quantiser with a scale or an offset is not supported");
  }
  if (kind === "kif") return wraps ? ["f", "k", "i", "i_decay_speed"] : ["i", "f", "k"];
  if (kind === "kbi") return wraps ? ["b", "k", "i", "i_decay_speed"] : ["b", "i", "k"];
  throw new Refusal(`a quantiser of type "${kind}" is not supported, only kif and kbi`);
}

/** The types that a quantiser's variables, in the order of {@linkcode quantiserVariables}, come to. */
export function elementTypes(config: KerasConfig, variables: readonly RealTensor[]): ElementTypes {
  const named = new Map(quantiserVariables(config).map((name, i) => [name, variables[i]]));
  const bits = (name: string, at: number) => {
    const values = named.get(name)?.data;
    const value = values?.[at];
    if (value === undefined || !Number.isFinite(value)) {
      throw new Refusal("a quantiser has no bits for an element");
    }
    return roundHalfEven(value);
  };
  const [k] = [named.get("k")];
  if (k === undefined) throw new Refusal("a quantiser has no bits");
  const quantization = wordOf(config, "round_mode", ROUNDINGS);
  const overflow = wordOf(config, "overflow_mode", OVERFLOWS);
  const types = Array.from(k.data, (_, at) => {
    const sign = bits("k", at);
    const inner = bits("i", at);
    const fraction = named.has("f") ? bits("f", at) : bits("b", at) - inner;
    const integer = Math.max(inner, -fraction) + sign;
    const width = sign + inner + fraction;
    if (width <= 0) return null;
    if (width > MAX_BITS) throw new Refusal(`a quantiser has ${width} bits for an element`);
    return { width, integer, signed: sign === 1, quantization, overflow } satisfies FixedType;
  });
  return { shape: k.shape, types };
}

/** The type that all elements share; a refusal if they differ. */
export function sharedType({ types }: ElementTypes): FixedType {
  const [first] = types;
  const differs = types.some((type) =>
    type?.width !== first?.width || type?.integer !== first?.integer ||
    type?.signed !== first?.signed
  );
  if (first === undefined || first === null) throw new Refusal("a quantiser leaves nothing of a tensor");
  if (!differs) return first;
  throw new Refusal(
    "a quantiser of computed numbers has different types for different elements; supported is one for all " +
      "(heterogeneous_axis=())",
  );
}

/** Parameters as training has rounded them, each to its own type; `wraps` is whether overflow applies to them. */
export function roundParameters(
  { shape, data }: RealTensor,
  { shape: own, types }: ElementTypes,
  { wraps }: { readonly wraps: boolean },
): RealTensor {
  const fits = own.length === shape.length && own.every((size, i) => size === 1 || size === shape[i]);
  if (!fits) throw new Refusal(`a quantiser of shape [${own}] does not fit weights of shape [${shape}]`);
  const place = (index: number) => {
    let rest = index;
    let at = 0;
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (own[axis] > 1) at += rest % shape[axis] * step;
      rest = Math.floor(rest / shape[axis]);
      step *= own[axis];
    }
    return at;
  };
  const rounded = data.map((value, i) => {
    const type = types[sizeOf(own) === data.length ? i : place(i)];
    if (type === null) return 0;
    // Room for every number: the cast only rounds.
    const room = wraps ? type : { ...type, width: MAX_BITS, integer: MAX_BITS - (type.width - type.integer) };
    return realOf(castReal(value, room), room);
  });
  return { shape, data: rounded };
}

function wordOf<Mode>(config: KerasConfig, key: string, modes: ReadonlyMap<string, Mode>): Mode {
  const word = config.text(key, "").toUpperCase();
  // Stochastic rounding is for training only.
  const mode = modes.get(word.replace(/^S_/, ""));
  if (mode === undefined) throw new Refusal(`a quantiser with ${key} "${word}" is not supported`);
  return mode;
}
