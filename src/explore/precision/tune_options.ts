import type { Goal } from "../../design/options/goal.ts";
import type { DesignOptions } from "../../design/mod.ts";
import type { ProblemOptions } from "./problem.ts";
import type { TensorProfile } from "./profile.ts";

/**
 * How types are looked for.
 *
 * @category Exploring
 */
export interface TuneOptions extends ProblemOptions {
  /**
   * How much worse than the float64 model the metric may be; where that is perfect, as for the signal-to-noise ratio against
   * it, the least figure. Default: the metric's own.
   */
  readonly budget?: number;
  /** Costs are those with the factors that are chosen for it; they are not part of the options that come out. */
  readonly goal?: Goal;
  /** Ends the search with the best that it found so far. */
  readonly signal?: AbortSignal;
  /** Is told of every candidate. */
  readonly progress?: (state: { readonly candidates: number; readonly cost: number | null }) => void;
}

/**
 * The type of one tensor, and where it comes from.
 *
 * @category Exploring
 */
export interface TunedTensor {
  /** Its name. */
  readonly layer: string;
  /** What of it has the type. */
  readonly field: "weight" | "bias" | "result";
  /** `ap_fixed<…>` */
  readonly type: string;
  /** Bits of it. */
  readonly width: number;
  /** On the samples of the search; of parameters, all of them. */
  readonly profile: TensorProfile;
  /** Samples that were kept back in which a number is out of the type's range, and saturates. */
  readonly overflows: number;
}

/**
 * A figure of the metric with what types cost.
 *
 * @category Exploring
 */
export interface TunedFigure {
  /** On the samples of the search. */
  readonly searched: number;
  /** On the samples that were kept back. */
  readonly heldOut: number;
  /** Standard deviation of that over eight parts of them. */
  readonly spread: number;
  /** By how much it is worse than float64 there, or than the least figure that was asked for; negative where it is better. */
  readonly loss: number;
  /** Standard error of that, over the same parts. */
  readonly lossError: number;
  /** Of the types, over all numbers that have one: those of a sample and all parameters. */
  readonly averageBits: number;
  /** Shares of the part, summed, without FIFOs. */
  readonly cost: number;
}

/**
 * Types that keep a budget.
 *
 * @category Exploring
 */
export interface PrecisionChoice {
  /** The options with every type, by the name of its layer. */
  readonly options: DesignOptions;
  /** In the order of the data, of each layer weights, bias, result. */
  readonly tensors: readonly TunedTensor[];
  /** Name of the metric. */
  readonly metric: string;
  /** The metric of the float64 model, on the samples of the search and on the others. */
  readonly float: Pick<TunedFigure, "searched" | "heldOut">;
  /** The worst figure that keeps the budget, on the samples of the search. */
  readonly limit: number;
  /** The largest loss that keeps it: 0 where it is a least figure. */
  readonly budget: number;
  /** With the types that were found. */
  readonly tuned: TunedFigure;
  /** The narrowest single type for the whole network that keeps the budget; null where none of those that are tried does. */
  readonly single: TunedFigure & { readonly type: string } | null;
  /** With the types that the options ask for where nothing is tuned; null where no design can be made of them. */
  readonly given: Omit<TunedFigure, "averageBits"> | null;
  /** Types that were tried: designs that were made and simulated. */
  readonly candidates: number;
  /** Whether the search came to its end. */
  readonly isComplete: boolean;
}
