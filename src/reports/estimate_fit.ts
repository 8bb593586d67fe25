import { InterlaceError } from "../base/mod.ts";
import { createDesign, type Design, resolveFactor, type Stage, validReuseFactors } from "../design/mod.ts";
import { estimateDesign } from "./estimate.ts";
import { type ResourceCounts, sum } from "./estimate_counts.ts";
import { leastShared } from "./estimate_mac.ts";
import { capacityOf } from "./estimate_parts.ts";
import { logicResources } from "./estimate_resources.ts";
import { siteOf } from "./estimate_site.ts";
import { type Report, RESOURCE_KINDS, type ResourceKind } from "./report.ts";

/** Resources of which a part has too little. */
export function overfull({ resources }: Pick<Report, "resources">): readonly ResourceKind[] {
  return RESOURCE_KINDS.filter((kind) => {
    const { used, available } = resources[kind];
    return used !== null && available !== null && used > available;
  });
}

/**
 * The least model-wide reuse factor of the resource strategy with which a design is estimated to fit its part, among those
 * that are valid for one of its layers; null if there is none. What is set for layers and layer types stays. Designs that
 * cannot fit are told without making them.
 */
export function fittingFactor(design: Design): number | null {
  const capacity = capacityOf(design.part);
  const sizes = design.stages.flatMap((stage) => matrixOf(stage) ?? []);
  const factors = [...new Set(sizes.flatMap(validReuseFactors))].sort((a, b) => a - b);
  for (const reuseFactor of factors) {
    const least = leastResources(design, reuseFactor);
    if (capacity !== null && RESOURCE_KINDS.some((kind) => least[kind] > capacity[kind])) continue;
    if (fits(design, reuseFactor)) return reuseFactor;
  }
  return null;
}

/** Whether the design is estimated to fit with another model-wide factor; not if it cannot be made with it. */
function fits({ model, options }: Design, reuseFactor: number): boolean {
  try {
    const design = createDesign(model, { ...options, strategy: "resource", reuseFactor, snap: true });
    return overfull(estimateDesign(design)).length === 0;
  } catch (error) {
    // A FIFO that was set may be too shallow for another pace.
    if (error instanceof InterlaceError) return false;
    throw error;
  }
}

/** The matrix that the reuse factor of a stage is validated on; null for a stage without one. */
function matrixOf({ plan }: Stage) {
  if (plan.kind === "dense") return { inputs: plan.inputs, outputs: plan.outputs };
  if (plan.kind === "convolution") return { inputs: plan.inputs, outputs: plan.channels.output };
  return null;
}

/** Less than what the design takes with a model-wide factor: FIFOs count for nothing. */
function leastResources(design: Design, factor: number): ResourceCounts {
  const own = [design.options.layers, design.options.layerTypes].flatMap((entries) =>
    Object.values(entries ?? {})
  )
    .some(({ strategy, reuseFactor }) => strategy !== undefined || reuseFactor !== undefined);
  return sum(design.stages.map((stage) => {
    const now = logicResources(design, stage);
    const { plan } = stage;
    const size = matrixOf(stage);
    if (size === null || (plan.kind !== "dense" && plan.kind !== "convolution")) return now;
    const valid = validReuseFactors(size);
    const used = resolveFactor({
      layer: stage.name,
      what: "reuse factor",
      asked: factor,
      valid,
      snap: true,
    });
    const shared = leastShared(plan, siteOf(design, stage), used);
    return own ? lesser(shared, now) : shared;
  }));
}

function lesser(a: ResourceCounts, b: ResourceCounts): ResourceCounts {
  const least = (kind: ResourceKind) => Math.min(a[kind], b[kind]);
  return {
    BRAM_18K: least("BRAM_18K"),
    DSP: least("DSP"),
    FF: least("FF"),
    LUT: least("LUT"),
    URAM: least("URAM"),
  };
}
