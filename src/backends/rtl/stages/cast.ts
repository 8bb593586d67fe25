import type { ModuleCast } from "../../../design/mod.ts";
import { type FixedType, OVERFLOW_MODES, QUANTIZATION_MODES } from "../../../fixed/mod.ts";
import type { Parameter } from "../text/module.ts";

/** Parameters by which a module casts to a type: `PREFIX_SHIFT` and so on. */
export function castParameters(prefix: string, { dropped, to }: ModuleCast): readonly Parameter[] {
  return [[`${prefix}_SHIFT`, dropped], ...typeParameters(prefix, to)];
}

/** The same of a module that shifts by itself. */
export function typeParameters(prefix: string, to: FixedType): readonly Parameter[] {
  return [
    [`${prefix}_WIDTH`, to.width],
    [`${prefix}_SIGNED`, to.signed],
    [`${prefix}_QUANTIZATION`, QUANTIZATION_MODES.indexOf(to.quantization)],
    [`${prefix}_OVERFLOW`, OVERFLOW_MODES.indexOf(to.overflow)],
  ];
}
