import { fractionBits, type Interval, mantissaAt } from "../fixed/mod.ts";
import type { FixedTensor } from "./tensor.ts";

/** The smallest interval that holds all numbers of a tensor, which has at least one. */
export function intervalOfTensor({ data, type }: FixedTensor): Interval {
  let lo: bigint = mantissaAt(data, 0, type);
  let hi = lo;
  for (let i = 1; i < data.length; i++) {
    const value = mantissaAt(data, i, type);
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  return { lo, hi, fraction: fractionBits(type) };
}
