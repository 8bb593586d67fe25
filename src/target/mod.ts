/**
 * What designs are built for, as values.
 *
 * @module
 */
export { dspOf, type DspSize, dspsOf, factorBits } from "./dsp.ts";
export {
  type Capacity,
  capacityFor,
  capacityOf,
  countsOtherTables,
  hasFourInputTables,
  knownPartsFor,
} from "./parts.ts";
export { chosenTarget, DEFAULT_TARGET, TARGET_NAMES, targetOf, TARGETS } from "./table.ts";
export {
  type ElasticTiming,
  HLS_TOOL_NAMES,
  type HlsBackend,
  type HlsToolName,
  IO_TYPES,
  type IoType,
  MEMORY_RESOURCES,
  type MemoryResource,
  MULTIPLIER_RESOURCES,
  type MultiplierResource,
  type RtlBackend,
  type StallingTiming,
  STRATEGIES,
  type Strategy,
  type Target,
  type TargetBackend,
  type TargetLimits,
  type TargetMemories,
  type TargetTiming,
} from "./target.ts";
