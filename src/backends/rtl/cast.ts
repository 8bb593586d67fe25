import { type FixedType, fractionBits, OVERFLOW_MODES, QUANTIZATION_MODES } from "../../fixed/mod.ts";
import type { Parameter } from "./module.ts";

/** What a number is before a cast: any mantissa of so many fraction bits. */
export interface CastSource {
  readonly fraction: number;
}

/** Parameters by which a module casts to a type: `PREFIX_SHIFT` and so on. */
export function castParameters(prefix: string, from: CastSource, to: FixedType): readonly Parameter[] {
  return [
    [`${prefix}_SHIFT`, from.fraction - fractionBits(to)],
    [`${prefix}_WIDTH`, to.width],
    [`${prefix}_SIGNED`, to.signed],
    [`${prefix}_QUANTIZATION`, QUANTIZATION_MODES.indexOf(to.quantization)],
    [`${prefix}_OVERFLOW`, OVERFLOW_MODES.indexOf(to.overflow)],
  ];
}
