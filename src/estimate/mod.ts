/**
 * What a design takes of a part, and for how long, before any tool has built it: a report like those of tools.
 *
 * @module
 */
export { estimateBasis } from "./basis.ts";
export type { ResourceCounts } from "./counts.ts";
export { ESTIMATED, estimateDesign } from "./estimate.ts";
export { type EstimateTable, estimateTable, estimateWarnings } from "./table.ts";
