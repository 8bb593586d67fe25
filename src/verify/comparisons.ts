import { type ComparisonName, COMPARISONS } from "../backends/mod.ts";
import type { Comparisons, MantissaComparison } from "./mismatch.ts";

const NAMES = Object.keys(COMPARISONS) as ComparisonName[];

/** The comparisons of a report of which nothing ran. */
export const NOT_RUN = Object.fromEntries(NAMES.map((name) => [name, null])) as Record<ComparisonName, null>;

/** What was compared with the simulator: what people call it, and how it went. */
export interface NamedComparison extends MantissaComparison {
  /** `C++`. */
  readonly title: string;
  /** Where the two first differ, the other one's mantissa; null if nowhere. */
  readonly executed: string | null;
}

/** The comparisons of a report of which something ran. */
export function comparisonsOf(report: Comparisons): readonly NamedComparison[] {
  return NAMES.flatMap((name) => {
    const comparison = report[name];
    if (comparison === null) return [];
    const { mantissa, title } = COMPARISONS[name];
    return [{ ...comparison, title, executed: comparison.first?.[mantissa] ?? null }];
  });
}
