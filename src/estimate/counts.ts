import type { ResourceKind } from "../reports/report.ts";

/** Estimated number of each resource. */
export type ResourceCounts = Readonly<Record<ResourceKind, number>>;

/** Nothing of any kind. */
export const NONE: ResourceCounts = { BRAM_18K: 0, DSP: 0, FF: 0, LUT: 0, URAM: 0 };

/** So much of each kind. */
export function countsOf(amount: (kind: ResourceKind) => number): ResourceCounts {
  return {
    BRAM_18K: amount("BRAM_18K"),
    DSP: amount("DSP"),
    FF: amount("FF"),
    LUT: amount("LUT"),
    URAM: amount("URAM"),
  };
}

/** The sum of resources. */
export function sum(counts: readonly ResourceCounts[]): ResourceCounts {
  return countsOf((kind) => counts.reduce((total, count) => total + count[kind], 0));
}

/** Of each resource the most that any of them takes. */
export function most(counts: readonly ResourceCounts[]): ResourceCounts {
  return counts.reduce((most, count) => ({
    BRAM_18K: Math.max(most.BRAM_18K, count.BRAM_18K),
    DSP: Math.max(most.DSP, count.DSP),
    FF: Math.max(most.FF, count.FF),
    LUT: Math.max(most.LUT, count.LUT),
    URAM: Math.max(most.URAM, count.URAM),
  }), NONE);
}

/** The same several times. */
export function scale(counts: ResourceCounts, factor: number): ResourceCounts {
  return countsOf((kind) => counts[kind] * factor);
}
