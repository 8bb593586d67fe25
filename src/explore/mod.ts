/**
 * The tool chooses: factors for a goal, types for a budget.
 *
 * @module
 */
export { type FactorSaving, factorSaving } from "./saving.ts";
export { chooseFactors, type FactorChoice, type LayerFactors } from "./choose_factors.ts";
export { type Metric, METRIC_NAMES, type MetricInput, METRICS } from "./precision/metrics.ts";
export type { TensorProfile } from "./precision/profile.ts";
export {
  type PrecisionChoice,
  type TunedFigure,
  type TunedTensor,
  type TuneOptions,
  tunePrecision,
} from "./precision/tune_precision.ts";
