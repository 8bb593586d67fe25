import { printable } from "../base/errors.ts";
import { shortNumber } from "../base/short_number.ts";
import { parseFixedType, printFixedType, widenedTo } from "../fixed/mod.ts";
import type { LayerReport } from "../verify/mod.ts";

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
  const type = widenedTo(parseFixedType(worst.type), { min, max });
  return type === null ? found : `${found}; ${printFixedType(type)} can`;
}
