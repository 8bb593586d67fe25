import { InterlaceError } from "../../base/errors.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { type Measured, standardError } from "./measure.ts";
import type { Metric } from "./metrics.ts";

/** By how much a figure is worse than that of float64. */
export interface Loss {
  /** At most 0 where it is no worse. */
  readonly value: number;
  /** Its standard error, from parts of the samples. */
  readonly error: number;
}

/**
 * What a search may spend. Where float64 is not perfect that is a loss against it; where it is, as for the signal-to-noise
 * ratio against float64, a loss against the least figure that is asked for, of which nothing is left to spend.
 */
export class Budget {
  /** The worst figure that keeps the budget. */
  readonly limit: number;
  readonly #isLoss: boolean;

  constructor(readonly metric: Metric, readonly reference: Measured, readonly budget: number) {
    this.#isLoss = Number.isFinite(reference.value);
    const sign = metric.better === "higher" ? -1 : 1;
    this.limit = this.#isLoss ? reference.value + sign * budget : budget;
  }

  /** By how much a figure is worse than it might be, with what the parts of the samples tell of that. */
  loss({ value, parts }: Measured): Loss {
    const worse = (from: number, to: number) => this.metric.better === "higher" ? from - to : to - from;
    const reference = this.reference;
    return {
      value: worse(this.#isLoss ? reference.value : this.limit, value),
      // Of each part, both figures are of the same samples: most of what these differ in is gone.
      error: standardError(
        parts.map((part, i) => worse(this.#isLoss ? reference.parts[i] : this.limit, part)),
      ),
    };
  }

  /**
   * Whether a figure keeps the budget by a margin of its standard error: of thousands of candidates those are found that
   * are lucky on these samples, and others would be worse.
   */
  keeps(measured: Measured): boolean {
    const { value, error } = this.loss(measured);
    return value + error <= this.most;
  }

  /** The largest loss that is allowed. */
  get most(): number {
    return this.#isLoss ? this.budget : 0;
  }
}

/**
 * The budget that was asked for, or the metric's own.
 * @throws {InterlaceError} for a metric without the budget that it needs.
 */
export function budgetOf(
  metric: Metric,
  { budget, labels }: { readonly budget?: number; readonly labels?: NdArray },
): number {
  const chosen = budget ?? (labels === undefined ? metric.budget.without : metric.budget.withLabels);
  if (chosen !== null && Number.isFinite(chosen) && chosen >= 0) return chosen;
  throw new InterlaceError(
    chosen === null
      ? `Cannot tune by ${metric.name}: it has no budget of its own`
      : `Cannot tune with a budget of ${chosen}: it is not a number of at least 0`,
    {
      code: "option-invalid",
      place: { field: "budget" },
      hint: "Say by --budget how much worse than float64 it may be.",
    },
  );
}
