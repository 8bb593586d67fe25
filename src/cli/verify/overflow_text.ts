import { printable } from "../../base/errors.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import { parseFixedType, printFixedType, widenedTo } from "../../fixed/mod.ts";
import type { LayerReport } from "../../verify/mod.ts";

/** A tensor whose real numbers were compared with its type, as far as it matters here. */
type ComparedTensor = Pick<LayerReport, "name" | "type" | "floatRange" | "overflows">;

/**
 * Which tensors lose values beyond the ends of their types, how many, and a type that would hold those of the worst one
 * with as many fraction bits. Null if none does.
 *
 * @param what What the tensors are of.
 */
export function overflowText(
  tensors: readonly ComparedTensor[],
  what: "layer" | "input" = "layer",
): string | null {
  const lossy = tensors.filter(({ overflows }) => overflows !== null && overflows > 0);
  const reach = ({ floatRange }: ComparedTensor) => Math.max(-floatRange!.min, floatRange!.max);
  if (lossy.length === 0) return null;
  const worst = lossy.reduce((a, b) => reach(b) > reach(a) ? b : a);
  const { min, max } = worst.floatRange!;
  const counted = lossy.length === 1
    ? `1 ${what} leaves the range of its type`
    : `${lossy.length} ${what}s leave the range of their types`;
  const values = lossy.reduce((sum, { overflows }) => sum + overflows!, 0);
  const found = `Overflow: ${counted}, with ${values} value${values === 1 ? "" : "s"}; "${
    printable(worst.name)
  }" is between ${shortNumber(min)} and ${shortNumber(max)} in float64, which ${worst.type} cannot hold`;
  const type = widenedTo(parseFixedType(worst.type), { min, max });
  return type === null ? found : `${found}; ${printFixedType(type)} can`;
}
