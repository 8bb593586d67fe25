/**
 * What designs are built for, as values.
 *
 * @module
 */
export { chosenTarget, DEFAULT_TARGET, TARGET_NAMES, targetOf, TARGETS } from "./table.ts";
export {
  type ElasticTiming,
  HLS_TOOL_NAMES,
  type HlsBackend,
  type HlsToolName,
  IO_TYPES,
  type IoType,
  type RtlBackend,
  type StallingTiming,
  STRATEGIES,
  type Strategy,
  type Target,
  type TargetBackend,
  type TargetLimits,
  type TargetTiming,
  type TimingBase,
} from "./target.ts";
