import type { Design } from "../design/mod.ts";
import { estimateDesign } from "./estimate.ts";
import { fittingFactor, overfull } from "./fit.ts";
import { type Report, RESOURCE_KINDS } from "../reports/report.ts";

/** A table of text: headings and rows of as many cells. */
export interface EstimateTable {
  /** One heading a column. */
  readonly head: readonly string[];
  /** Cells, as many a row as there are headings. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Cycles and resources of every stage and of the whole, as {@linkcode estimateDesign} estimates them. */
export function estimateTable(design: Design): EstimateTable {
  const report = estimateDesign(design);
  const row = (
    name: string,
    { latency, interval, resources }: Pick<Report, "latency" | "interval" | "resources">,
  ) => [
    name,
    latency.maxCycles ?? "?",
    interval.maxCycles ?? "?",
    ...RESOURCE_KINDS.map((kind) => resources[kind].used ?? "?"),
  ];
  const available = RESOURCE_KINDS.map((kind) => report.resources[kind].available);
  return {
    head: ["estimated", "latency", "interval", ...RESOURCE_KINDS],
    rows: [
      ...report.modules.map((module) => row(module.name, module)),
      row("whole design", report),
      ...available.includes(null) ? [] : [[`available in ${design.part}`, "", "", ...available.map(Number)]],
    ],
  };
}

/**
 * One sentence for every resource of which the part has too little, and what would choose factors that fit: a goal, and the
 * least model-wide reuse factor with which the design is estimated to fit, if there is one. Empty where everything fits or
 * the part is not known.
 *
 * @param report The estimate of the design, where it is known already.
 */
export function estimateWarnings(design: Design, report: Report = estimateDesign(design)): readonly string[] {
  const lacking = overfull(report);
  if (lacking.length === 0) return [];
  const warnings = lacking.map((kind) => {
    const { used, available } = report.resources[kind];
    return `${design.part} is overfull: an estimated ${used} ${kind} of ${available}`;
  });
  const factor = fittingFactor(design);
  return [
    ...warnings,
    factor === null
      ? "no model-wide reuse factor is estimated to make it fit: --fit 100% chooses one for every layer, if any fit; " +
        "else choose a larger part or narrower types"
      : "--fit 100% chooses factors layer by layer that are estimated to fit; with one for the whole model, as a rule " +
        `far slower, it is estimated to fit with --strategy resource --reuse-factor ${factor}`,
  ];
}
