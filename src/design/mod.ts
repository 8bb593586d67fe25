export {
  deserialiseOptions,
  type SerialisedOptions,
  serialiseGoal,
  serialiseOptions,
} from "./configuration_json.ts";
export { mergeOptions } from "./configuration_merge.ts";
export type { Warn } from "./configuration_reader.ts";
export * from "./convolution_plans.ts";
export * from "./create.ts";
export * from "./defaults.ts";
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
} from "./fold.ts";
export * from "./function_plans.ts";
export { type Goal, type GoalKind } from "./goal.ts";
export * from "./graph_plans.ts";
export { INTERPOLATION_SHARE } from "./interpolate.ts";
export { factorOf, lanesOf, lanesText, validLanes } from "./lanes.ts";
export * from "./mac_plans.ts";
export { type BusyShare, busyShare, busyShareAt } from "./busy.ts";
export { STRATEGY_OF } from "./mac_schedule.ts";
export type { ProductPairs } from "./product_pairs.ts";
export { sharingText } from "./sharing_text.ts";
export { fifoMemory } from "./memories.ts";
export * from "./map_forms.ts";
export * from "./map_plan.ts";
export { Memo } from "./memo.ts";
export { type ModuleInterval, moduleInterval } from "./module_interval.ts";
export * from "./exact_sums.ts";
export * from "./module_plans.ts";
export type { ConstantMemory } from "./constant_memory.ts";
export {
  isConstant,
  type MemoryRequest,
  type MemoryRule,
  memoryRuleOf,
  mostShifted,
  withKind,
} from "./memory_kind.ts";
export * from "./memory_plans.ts";
export { memoriesOfDesign, memoryText, type NamedMemory } from "./memory_text.ts";
export {
  blockRams,
  LUT_WORDS,
  type MemorySize,
  ramLuts,
  romLuts,
  SHIFT_PLACES,
  ultraRams,
} from "./memory_sizes.ts";
export * from "./number_plans.ts";
export * from "./options.ts";
export * from "./plan.ts";
export * from "./plan_base.ts";
export {
  divisors,
  type FactorRequest,
  type MatrixSize,
  nearestFactor,
  resolveFactor,
  validReuseFactors,
} from "./reuse.ts";
export { resolvedOptions } from "./resolved.ts";
export { ARITY, type KnownKind, type OneInput, type Operands, type Tuples } from "./arity.ts";
export { stageTitle } from "./stage_title.ts";
export * from "./stage_work.ts";
export { networkOf, type NetworkParts, streamPassages, traceStreams } from "./streams.ts";
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
export type { FunctionTable } from "./table.ts";
export * from "./tensor_plan.ts";
export * from "./walk_plans.ts";
export { loopOf } from "./walks.ts";
export * from "./window_plans.ts";
