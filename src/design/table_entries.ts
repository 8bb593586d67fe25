import { castMantissa, type FixedType, fractionBits, type Mantissa } from "../fixed/mod.ts";

/** A type with the rounding and saturation of table entries. */
export function tableEntryType(type: FixedType): FixedType {
  return { ...type, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}

/** Types of the entries of a table and of its result. */
export interface EntryTypes {
  /** What the table holds. */
  readonly entry: FixedType;
  /** What the stage gives. */
  readonly result: FixedType;
}

/** The result for an entry and an argument that is not negative: the entry, saturated. */
export function castEntry(entry: bigint, { entry: type, result }: EntryTypes): Mantissa {
  return castMantissa(entry, fractionBits(type), tableEntryType(result));
}

/** The result for the entry of a negative argument: −entry or 1 − entry, saturated. */
export function foldEntry(entry: bigint, symmetry: "odd" | "complement", types: EntryTypes): Mantissa {
  if (symmetry === "odd") return castEntry(-entry, types);
  const fraction = fractionBits(types.entry);
  const common = Math.max(fraction, 0);
  const one = 1n << BigInt(common);
  return castMantissa(one - (entry << BigInt(common - fraction)), common, tableEntryType(types.result));
}
