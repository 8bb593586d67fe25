import type { ResourceKind } from "./report.ts";

/** Estimated number of each resource. */
export type ResourceCounts = Readonly<Record<ResourceKind, number>>;

/** Nothing of any kind. */
export const NONE: ResourceCounts = { BRAM_18K: 0, DSP: 0, FF: 0, LUT: 0, URAM: 0 };

/** The sum of resources. */
export function sum(counts: readonly ResourceCounts[]): ResourceCounts {
  return counts.reduce((total, count) => ({
    BRAM_18K: total.BRAM_18K + count.BRAM_18K,
    DSP: total.DSP + count.DSP,
    FF: total.FF + count.FF,
    LUT: total.LUT + count.LUT,
    URAM: total.URAM + count.URAM,
  }), NONE);
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
export function scale({ BRAM_18K, DSP, FF, LUT, URAM }: ResourceCounts, factor: number): ResourceCounts {
  return {
    BRAM_18K: BRAM_18K * factor,
    DSP: DSP * factor,
    FF: FF * factor,
    LUT: LUT * factor,
    URAM: URAM * factor,
  };
}
