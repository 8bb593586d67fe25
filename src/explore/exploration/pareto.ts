import type { Metric } from "../precision/metrics.ts";
import type { Candidate, CandidateFigures } from "./candidate.ts";

/** A candidate that can be built. */
export interface BuiltCandidate extends Candidate {
  readonly figures: CandidateFigures;
}

/** Whether a candidate can be built. */
export function isBuilt(candidate: Candidate): candidate is BuiltCandidate {
  return candidate.figures !== null;
}

/**
 * The candidates that no other one beats: none has a metric as good, as few cycles and as little cost, and one of them
 * better. Of those that are equal in all three the first.
 *
 * @category Exploring
 */
export function paretoSet(
  candidates: readonly Candidate[],
  better: Metric["better"],
): readonly BuiltCandidate[] {
  const sign = better === "higher" ? -1 : 1;
  const axes = ({ figures: { metric, cycles, cost } }: BuiltCandidate) => [sign * metric, cycles, cost];
  const built = candidates.filter(isBuilt).filter(({ figures: { metric } }) => !Number.isNaN(metric))
    .map((candidate) => ({ candidate, at: axes(candidate) }));
  return built.filter(({ at }, i) =>
    !built.some((other, j) =>
      other.at.every((value, axis) => value <= at[axis]) &&
      (j < i || other.at.some((value, axis) => value < at[axis]))
    )
  ).map(({ candidate }) => candidate);
}
