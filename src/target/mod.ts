/**
 * What designs are built for, as values.
 *
 * @module
 */
export { chosenTarget, DEFAULT_TARGET, TARGET_NAMES, targetOf, TARGETS } from "./table.ts";
export type {
  HlsToolName,
  IoType,
  Strategy,
  Target,
  TargetBackend,
  TargetLimits,
  TargetTiming,
} from "./target.ts";
