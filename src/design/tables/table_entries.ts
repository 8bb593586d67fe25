import type { FixedType } from "../../fixed/mod.ts";

/** A type with the rounding and saturation of table entries. */
export function tableEntryType(type: FixedType): FixedType {
  return { ...type, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}
