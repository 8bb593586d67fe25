import {
  castMantissa,
  castReal,
  type FixedType,
  fractionBits,
  laneOf,
  mantissaRange,
  realOf,
} from "../fixed/mod.ts";
import type { TableKernel } from "../layers/mod.ts";
import type { Mantissas } from "../tensor/mod.ts";
import type { TablePlan } from "./plan.ts";

/** Most entries of a table that nobody set otherwise. */
export const DEFAULT_TABLE_SIZE = 1024;

/**
 * Builds the table of an odd function or of one with f(−x) = 1 − f(x), over non-negative arguments.
 *
 * An argument's magnitude u = |x| is a mantissa of the input type. Its entry is min(u >> shift, entries − 1); shift is
 * the least that keeps the table within `maxEntries` entries. Entry i is f at the middle of the arguments that share
 * it, rounded to nearest (half to even) and saturated to the result type. The table ends where f no longer changes in
 * the result type, or at the largest argument. A negative argument gives −entry or 1 − entry, saturated.
 */
export function planTable(
  kernel: TableKernel,
  types: { readonly x: FixedType; readonly result: FixedType },
  maxEntries: number,
): TablePlan {
  const { x, result } = types;
  const fraction = fractionBits(x);
  const { min, max } = mantissaRange(x);
  const largest = -min > max ? -min : max as bigint;
  const entryType = tableEntryType(result);
  const valueAt = (twiceU: bigint) => kernel.evaluate(Number(twiceU) * 2 ** (-fraction - 1));
  const entryAt = (twiceU: bigint) => castReal(valueAt(twiceU), entryType);

  const end = firstConstant(largest, (u) => entryAt(2n * u));
  let shift = 0;
  while ((end >> BigInt(shift)) >= BigInt(maxEntries)) shift++;
  const count = Number(end >> BigInt(shift)) + 1;
  const data = new BigInt64Array(count) as Mantissas;
  let worstError = 0;
  for (let i = 0; i < count; i++) {
    const first = BigInt(i) << BigInt(shift);
    const next = BigInt(i + 1) << BigInt(shift);
    const last = i === count - 1 || next > largest ? largest : next - 1n;
    const entry = entryAt(first + next - 1n);
    data[i] = laneOf(entry);
    for (const u of [first, last]) {
      const error = Math.abs(realOf(entry, result) - valueAt(2n * u)) * 2 ** fractionBits(result);
      worstError = Math.max(worstError, error);
    }
  }
  return {
    kind: "table",
    function: kernel.function,
    symmetry: kernel.symmetry,
    shift,
    entries: { shape: [count], type: result, data },
    worstError,
  };
}

/** The result type with the rounding and saturation of table entries. */
export function tableEntryType(result: FixedType): FixedType {
  return { ...result, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}

/** Entry for a negative argument: −entry or 1 − entry, saturated to the result type. */
export function foldEntry(entry: bigint, symmetry: TablePlan["symmetry"], result: FixedType): bigint {
  const fraction = fractionBits(result);
  if (symmetry === "odd") return castMantissa(-entry, fraction, tableEntryType(result));
  const common = Math.max(fraction, 0);
  const one = 1n << BigInt(common);
  return castMantissa(one - (entry << BigInt(common - fraction)), common, tableEntryType(result));
}

/** The least argument from which on a monotone function has the value that it has at the largest one. */
function firstConstant(largest: bigint, valueAt: (u: bigint) => bigint): bigint {
  const final = valueAt(largest);
  let low = 0n;
  let high = largest;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (valueAt(middle) === final) high = middle;
    else low = middle + 1n;
  }
  return low;
}
