import { type Figure, RESOURCE_KINDS } from "../../src/reports/mod.ts";
import type { KernelFigures, KernelResults } from "./figures.ts";

/** What a difference means. */
export type Verdict = "regression" | "improvement" | "new" | "noise" | "not measured";

/** A difference between results and their baseline. */
export interface Change {
  /** Kernel or figure of the simulator. */
  readonly subject: string;
  /** Which of its figures. */
  readonly figure: string;
  readonly before: Figure | string;
  readonly now: Figure | string;
  readonly verdict: Verdict;
}

/** Compares figures of kernels: less is better, and nothing is noise. */
export function compareKernels(baseline: KernelResults, results: KernelResults): readonly Change[] {
  const names = new Set([...Object.keys(baseline.kernels), ...Object.keys(results.kernels)]);
  return [...names].flatMap((subject) => {
    const [before, now] = [baseline.kernels[subject], results.kernels[subject]];
    if (now === undefined) {
      return [{ subject, figure: "kernel", before: "there", now: "gone", verdict: "regression" }];
    }
    if (before === undefined) {
      return [{ subject, figure: "kernel", before: "", now: "there", verdict: "new" }];
    }
    return compareKernel(subject, before, now);
  });
}

function compareKernel(subject: string, before: KernelFigures, now: KernelFigures): readonly Change[] {
  const words = [
    ["design", before.design.slice(0, 12), now.design.slice(0, 12)],
    ["source of cycles", before.sources.cycles, now.sources.cycles],
    ["source of resources", before.sources.resources, now.sources.resources],
  ] as const;
  // What was asked for, or how it is known, differs: figures beside each other would say nothing.
  const other = words.filter(([, a, b]) => a !== b);
  if (other.length > 0) {
    return other.map(([figure, a, b]) => ({ subject, figure, before: a, now: b, verdict: "regression" }));
  }
  const figures = [
    ["latency", before.latency, now.latency],
    ["interval", before.interval, now.interval],
    ...RESOURCE_KINDS.map((kind) => [kind, before.resources[kind], now.resources[kind]] as const),
    ["clock (ns)", before.clockNs ?? null, now.clockNs ?? null],
  ] as const;
  return figures.filter(([, a, b]) => a !== b).map(([figure, a, b]) => ({
    subject,
    figure,
    before: a,
    now: b,
    verdict: b === null || (a !== null && b > a) ? "regression" : "improvement",
  }));
}

/** Ratios by name: more is better. Null for what cannot be measured on this machine, which is no regression. */
export type Ratios = Readonly<Record<string, number | null>>;

/** Shares of the baseline, below 1; beyond their inverses a ratio is as much better. */
export interface NoiseBounds {
  /** Below it a ratio is worth a line. */
  readonly noise: number;
  /** Below it a ratio is a regression. */
  readonly regression: number;
}

/** Compares ratios of the simulator, which are measured: what lies between the bounds is told and means nothing. */
export function compareRatios(baseline: Ratios, results: Ratios, bounds: NoiseBounds): readonly Change[] {
  const names = new Set([...Object.keys(baseline), ...Object.keys(results)]);
  return [...names].flatMap((subject): readonly Change[] => {
    const [before, now] = [baseline[subject], results[subject]];
    const change = { subject, figure: "ratio", before: before ?? null, now: now ?? null };
    if (now === undefined) return [{ ...change, verdict: "regression" }];
    if (now === null) return [{ ...change, verdict: "not measured" }];
    if (before === undefined || before === null) return [{ ...change, verdict: "new" }];
    const share = now / before;
    if (share < bounds.regression) return [{ ...change, verdict: "regression" }];
    if (share > 1 / bounds.regression) return [{ ...change, verdict: "improvement" }];
    return share < bounds.noise || share > 1 / bounds.noise ? [{ ...change, verdict: "noise" }] : [];
  });
}
