export {
  deserialiseOptions,
  type SerialisedOptions,
  serialiseGoal,
  serialiseOptions,
} from "./options/configuration_json.ts";
export { mergeOptions } from "./options/configuration_merge.ts";
export type { Warn } from "./options/configuration_reader.ts";
export * from "./plans/convolution_plans.ts";
export * from "./create.ts";
export * from "./types/defaults.ts";
export { DesignMemo } from "./design_memo.ts";
export {
  type Fold,
  foldOf,
  foldStage,
  isMacStage,
  type MacStage,
  multipliersOf,
  sharingChoices,
  strategyChoices,
  windowChoices,
} from "./planners/fold.ts";
export * from "./plans/function_plans.ts";
export { type Goal, type GoalKind } from "./options/goal.ts";
export * from "./plans/graph_plans.ts";
export { INTERPOLATION_SHARE } from "./planners/interpolate.ts";
export { factorOf, lanesOf, lanesText, validLanes } from "./multipliers/lanes.ts";
export * from "./plans/mac_plans.ts";
export { type BusyShare, busyShare, busyShareAt } from "./multipliers/busy.ts";
export { STRATEGY_OF } from "./plans/mac_schedule.ts";
export type { ProductPairs } from "./multipliers/product_pairs.ts";
export { sharingText } from "./multipliers/sharing_text.ts";
export { fifoMemory } from "./memories/memories.ts";
export * from "./modules/map_forms.ts";
export * from "./plans/map_plan.ts";
export { Memo } from "./memo.ts";
export { type ModuleInterval, moduleInterval } from "./modules/module_interval.ts";
export * from "./modules/exact_sums.ts";
export * from "./plans/module_plans.ts";
export type { ConstantMemory } from "./memories/constant_memory.ts";
export {
  isConstant,
  type MemoryRequest,
  type MemoryRule,
  memoryRuleOf,
  mostShifted,
  withKind,
} from "./memories/memory_kind.ts";
export * from "./plans/memory_plans.ts";
export { memoriesOfDesign, memoryText, type NamedMemory } from "./memories/memory_text.ts";
export {
  blockRams,
  LUT_WORDS,
  type MemorySize,
  ramLuts,
  romLuts,
  SHIFT_PLACES,
  ultraRams,
} from "./memories/memory_sizes.ts";
export * from "./plans/number_plans.ts";
export * from "./options/options.ts";
export * from "./plans/plan.ts";
export * from "./plans/plan_base.ts";
export {
  divisors,
  type FactorRequest,
  type MatrixSize,
  nearestFactor,
  resolveFactor,
  validReuseFactors,
} from "./multipliers/reuse.ts";
export { resolvedOptions } from "./options/resolved.ts";
export { ARITY, type KnownKind, type OneInput, type Operands, type Tuples } from "./planners/arity.ts";
export { stageTitle } from "./stage_title.ts";
export * from "./plans/stage_work.ts";
export { networkOf, type NetworkParts, streamPassages, traceStreams } from "./streams/streams.ts";
export {
  inputTensors,
  type Maker,
  outputsOf,
  outputTensors,
  portionsOf,
  streamNamed,
  streamOf,
  streamsOf,
  tensorOf,
  type WithTensors,
} from "./stage_tensors.ts";
export type { FunctionTable } from "./tables/table.ts";
export * from "./plans/tensor_plan.ts";
export * from "./plans/walk_plans.ts";
export { loopOf } from "./planners/walks.ts";
export * from "./plans/window_plans.ts";
