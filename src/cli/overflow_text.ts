import { type FixedType, MAX_INTEGER, MAX_WIDTH, parseFixedType, printFixedType } from "../fixed/mod.ts";
import { printable } from "../base/errors.ts";
import type { LayerReport } from "../verify/mod.ts";
import { shortNumber } from "./table.ts";

/**
 * Which layers lose values beyond the ends of their types, and a type that would hold those of the worst one with as many
 * fraction bits. Null if none does.
 */
export function overflowText(layers: readonly LayerReport[]): string | null {
  const lossy = layers.filter(({ overflows }) => overflows !== null && overflows > 0);
  const reach = ({ floatRange }: LayerReport) => Math.max(-floatRange!.min, floatRange!.max);
  if (lossy.length === 0) return null;
  const worst = lossy.reduce((a, b) => reach(b) > reach(a) ? b : a);
  const { min, max } = worst.floatRange!;
  const counted = lossy.length === 1
    ? "1 layer leaves the range of its type"
    : `${lossy.length} layers leave the range of their types`;
  const found = `Overflow: ${counted}; "${printable(worst.name)}" is between ${shortNumber(min)} and ${
    shortNumber(max)
  } in float64, which ${worst.type} cannot hold`;
  const type = wideEnough(parseFixedType(worst.type), { min, max });
  return type === null ? found : `${found}; ${printFixedType(type)} can`;
}

/** The type with more integer bits and as many fraction bits that holds a range, unless it is too wide. */
function wideEnough(
  type: FixedType,
  { min, max }: { readonly min: number; readonly max: number },
): FixedType | null {
  const signed = type.signed || min < 0;
  for (let integer = type.integer; integer <= MAX_INTEGER; integer++) {
    const width = type.width + integer - type.integer;
    if (width > MAX_WIDTH) return null;
    const end = 2 ** (integer - (signed ? 1 : 0));
    if (max < end && min >= (signed ? -end : 0)) return { ...type, signed, width, integer };
  }
  return null;
}
