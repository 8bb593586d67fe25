import { type FixedType, printFixedType } from "../../../fixed/mod.ts";
import type { Counter } from "../../../walk/mod.ts";

/**
 * A type as generated C++ spells it. Never `ap_uint`: assigning a negative fraction to one truncates towards zero, in
 * the vendor's headers as in ours, where `ap_ufixed<W,W>` rounds down before it wraps.
 */
export function cppType(type: FixedType): string {
  return printFixedType(type).replace(/^ap_uint<(\d+)>$/, "ap_ufixed<$1,$1>");
}

/** The integer that holds a counter: hardware would build a C++ `int` in full where it stands in a recurrence. */
export function counterType({ width, signed }: Counter): string {
  return `ap_${signed ? "" : "u"}int<${width}>`;
}
