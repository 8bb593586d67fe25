import { checkOptions } from "../../base/options.ts";
import { checkGoal } from "../../design/options/goal_rules.ts";
import type { Model } from "../../model/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { budgetOf } from "./budget.ts";
import { TUNE_RULES } from "./option_rules.ts";
import { precisionProblem } from "./problem.ts";
import { searchTypes } from "./search_types.ts";
import type { PrecisionChoice, TuneOptions } from "./tune_options.ts";
import { Workbench } from "./workbench.ts";

/**
 * Looks for the types of a network that cost least and keep a budget of a metric. What the hardware computes with each
 * candidate is simulated, bit for bit.
 *
 * Bits before the binary point come from a float64 pass over the samples, and are never more than types and weights
 * allow. Bits behind it: first the narrowest number of bits that all types can have, then bit by bit where a bit saves
 * most of the estimated cost for what it loses, then groups of types together, and bits of one for a bit of another. The
 * budget is kept by a margin of the loss's standard error, since what is found is lucky on the samples of the search. A
 * quarter of the samples is kept back, and tells how good the result is. Types of a quantised model that training has found
 * stay; those that it left open are tuned.
 *
 * @param data Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one.
 * @returns The types, what they are worth on samples that the search did not see, and the narrowest single type beside.
 * @throws {InterlaceError} of kind `"failure"` where no types of at most 24 bits, and with
 * `safe` the headroom of their ranges, keep the budget; for data that do not fit, a
 * model of whose types none is open, a metric without the labels or the budget that it needs.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { buildModel, createDesign, tunePrecision } from "../../../mod.ts";
 *
 * const weights = { shape: [2, 3], data: Float64Array.of(0.5, -0.25, 1, 0.75, -1.5, 0.125) };
 * const model = buildModel("tiny", (b) => b.dense(b.input({ features: 2 }), { weights }));
 * const data = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i));
 * const choice = await tunePrecision(model, new Map([["", { shape: [32, 2], data }]]), { budget: 30 });
 * assert(choice.tuned.searched >= 30); // dB
 * createDesign(model, choice.options);
 * ```
 * @category Exploring
 */
export async function tunePrecision(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  tuning: TuneOptions = {},
): Promise<PrecisionChoice> {
  checkOptions("tune", tuning, TUNE_RULES);
  if (tuning.goal !== undefined) checkGoal(tuning.goal);
  const { budget, goal, signal, progress, ...problem } = tuning;
  const prepared = precisionProblem(model, data, problem);
  const most = budgetOf(prepared.metric, { budget, labels: problem.labels });
  return await searchTypes(prepared, { budget: most, goal, signal, progress, bench: new Workbench() });
}
