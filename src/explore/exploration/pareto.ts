import type { Metric } from "../precision/metrics.ts";
import type { Candidate, CandidateFigures } from "./candidate.ts";

/** A candidate that can be built. */
export interface BuiltCandidate extends Candidate {
  /** What came of it. */
  readonly figures: CandidateFigures;
}

/** Whether a candidate can be built. */
export function isBuilt(candidate: Candidate): candidate is BuiltCandidate {
  return candidate.figures !== null;
}

/**
 * The candidates that no other one beats: none has a metric as good, costs as little and is as fast, and one of these better. As
 * fast is, too, what keeps the interval that a candidate was asked for: a cycle less of it, by the chance of factors, is
 * worth nothing. Of those that are equal in all the first.
 *
 * @category Exploring
 */
export function paretoSet(
  candidates: readonly Candidate[],
  better: Metric["better"],
): readonly BuiltCandidate[] {
  const sign = better === "higher" ? -1 : 1;
  const built = candidates.filter(isBuilt).filter(({ figures: { metric } }) => !Number.isNaN(metric));
  const axes = ({ figures: { metric, cost, cycles } }: BuiltCandidate) => [sign * metric, cost, cycles];
  const placed = built.map(axes);
  return built.filter((candidate, i) => {
    const mine = placed[i];
    const limits = [mine[0], mine[1], Math.max(mine[2], candidate.interval)];
    return !placed.some((its, j) => {
      if (i === j) return false;
      const isAsGood = its.every((value, axis) => value <= limits[axis]);
      const isSame = its.every((value, axis) => value === mine[axis]);
      return isAsGood && (its.some((value, axis) => value < mine[axis]) || isSame && j < i);
    });
  });
}
