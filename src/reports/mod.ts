/**
 * Readers of what the vendors' tools report, and one schema for it.
 *
 * @module
 */
export { MAX_REPORT_BYTES, type ReadFile, readReportFile } from "./read.ts";
export {
  type CountedResources,
  countedResources,
  type KnownClock,
  knownClock,
  type Step,
} from "./counted.ts";
export { findings, findingsBesideFit } from "./findings.ts";
export { mergeReports } from "./merge.ts";
export { isUnread, readReports } from "./folder.ts";
export { type LeftFile, partRuns, type ReportRun } from "./runs.ts";
export type { PlacedPart, ReportPart } from "./part.ts";
export type * from "./report.ts";
export { RESOURCE_KINDS } from "./report.ts";
