import type { TargetLimits } from "../target/mod.ts";

/** Bits of the widest dividend of an exact average: the rounded quotient is two bits wider, and signed. */
export function widestDividend({ intermediateBits }: TargetLimits): number {
  return intermediateBits - 3;
}
