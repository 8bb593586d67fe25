/**
 * The tool chooses: factors for a goal, types for a budget.
 *
 * @module
 */
export { type FactorSaving, factorSaving } from "./saving.ts";
export { chooseFactors, type FactorChoice, type LayerFactors } from "./choose_factors.ts";
export { type Metric, METRIC_NAMES, type MetricInput, METRICS } from "./precision/metrics.ts";
export { metricFromModule } from "./precision/metric_module.ts";
export type { TensorProfile } from "./precision/profile.ts";
export type { ProblemOptions } from "./precision/problem.ts";
export type { PrecisionChoice, TunedFigure, TunedTensor, TuneOptions } from "./precision/tune_options.ts";
export { tunePrecision } from "./precision/tune_precision.ts";
export {
  type Candidate,
  type CandidateFigures,
  candidateName,
  type ExplorePoint,
  type TypeRule,
} from "./exploration/candidate.ts";
export type { EngineResult, ExploreEngine } from "./exploration/engine.ts";
export {
  explore,
  type ExploreOptions,
  explorePoints,
  type ExplorePointsOptions,
  type ExploreStep,
} from "./exploration/explore.ts";
export { keysOf } from "./exploration/key.ts";
export { type BuiltCandidate, isBuilt, paretoSet } from "./exploration/pareto.ts";
export type { PointChoice } from "./exploration/points.ts";
export { formatRecord, parseRecord } from "./exploration/record.ts";
export type { PointResult } from "./exploration/run_point.ts";
export { type ExploreStore, type OpenedStore, openStore } from "./exploration/store.ts";
export type { ExploreTask } from "./exploration/task.ts";
