import type { SerialisedOptions } from "../../design/mod.ts";
import type { ResourceCounts } from "../../estimate/counts.ts";

/**
 * How the types of a candidate come about: by a search that keeps a budget, or all of as many bits.
 *
 * @category Exploring
 */
export type TypeRule =
  | {
    /** How much worse than the float64 model the metric may be; where that is perfect, the least figure. */
    readonly budget: number;
  }
  | {
    /** Bits of every type. */
    readonly width: number;
  };

/**
 * What a candidate is asked to be.
 *
 * @category Exploring
 */
export interface ExplorePoint {
  /** Cycles from one image to the next, at the most. */
  readonly interval: number;
  /** How its types come about. */
  readonly types: TypeRule;
}

/**
 * What came of a candidate.
 *
 * @category Exploring
 */
export interface CandidateFigures {
  /** The metric on the samples of the search. */
  readonly searched: number;
  /** The metric on samples that no search saw: by this candidates are compared. */
  readonly metric: number;
  /** Standard deviation of that over eight parts of them. */
  readonly spread: number;
  /** By how much it is worse than float64, or than the least figure that was asked for. */
  readonly loss: number;
  /** Cycles from one image to the next. */
  readonly cycles: number;
  /** Shares of the part, summed, without FIFOs. */
  readonly cost: number;
  /** Estimated, without FIFOs. */
  readonly resources: ResourceCounts;
  /** Of all layers together. */
  readonly multipliers: number;
  /** Of the types, over all numbers that have one. */
  readonly averageBits: number;
  /** A configuration: every type and factor, by the name of its layer. */
  readonly configuration: SerialisedOptions;
}

/**
 * A point of an exploration, and what came of it.
 *
 * @category Exploring
 */
export interface Candidate extends ExplorePoint {
  /** SHA-256 of all that it follows from: model, options, data, metric and version. */
  readonly key: string;
  /** Null where no such design can be built. */
  readonly figures: CandidateFigures | null;
  /** Why not; null where it can. */
  readonly reason: string | null;
}

/** A name for people and files: `interval-1550-budget-0.001`. */
export function candidateName({ interval, types }: ExplorePoint): string {
  return `interval-${interval}-${"budget" in types ? `budget-${types.budget}` : `width-${types.width}`}`;
}
