import { InterlaceError } from "../base/mod.ts";
import { createDesign, type Design, draftDesign, nearestFactor, type Stage } from "../design/mod.ts";
import { estimateDesign } from "./estimate.ts";
import { countsOf, NONE, type ResourceCounts, sum } from "./counts.ts";
import { leastDsps } from "./gates/mac_parts.ts";
import { leastShared } from "./mac.ts";
import { eachFifo, logicResources } from "./resources.ts";
import { siteOf } from "./site.ts";
import { type Report, RESOURCE_KINDS, type ResourceKind } from "../reports/report.ts";
import { type Capacity, capacityFor } from "../target/mod.ts";

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
  const capacity = capacityFor(design);
  const stages = design.stages.map((stage) => siteResources(design, stage));
  const factors = new Set(stages.flatMap(({ valid }) => valid));
  const own = [design.options.layers, design.options.layerTypes]
    .flatMap((entries) => Object.values(entries ?? {}))
    .some(({ strategy, reuseFactor }) => strategy !== undefined || reuseFactor !== undefined);
  for (const reuseFactor of [...factors].sort((a, b) => a - b)) {
    // Less than what the design takes with this factor: FIFOs count for nothing.
    const least = sum(stages.map(({ now, shared }) => {
      const counts = shared?.(reuseFactor) ?? now;
      return own ? lesser(counts, now) : counts;
    }));
    if (capacity !== null && !isWithin(least, capacity)) continue;
    if (fits(design, reuseFactor)) return reuseFactor;
  }
  return null;
}

/** Whether the design is estimated to fit with another model-wide factor; not if it cannot be made with it. */
function fits({ model, options }: Design, reuseFactor: number): boolean {
  const changed = { ...options, strategy: "resource", reuseFactor, snap: true } as const;
  try {
    const { bare, withFifos } = draftDesign(model, changed);
    const capacity = capacityFor(bare);
    if (capacity === null) return true;
    // Only where it depends on the FIFOs are their depths worth the time that they take.
    if (!isWithin(fifoBounds(bare).least, capacity)) return false;
    const { least, most } = fifoBounds(withFifos());
    if (isWithin(most, capacity)) return true;
    return isWithin(least, capacity) && overfull(estimateDesign(createDesign(model, changed))).length === 0;
  } catch (error) {
    // A FIFO that was set may be too shallow for another pace.
    if (error instanceof InterlaceError) return false;
    throw error;
  }
}

/**
 * What a design takes at the most, with FIFOs that are as deep as those of a draft or shallower, and at the least, however
 * deep they are.
 */
function fifoBounds(draft: Design): { readonly least: ResourceCounts; readonly most: ResourceCounts } {
  const logic = sum(draft.stages.map((stage) => logicResources(draft, stage)));
  const least = draft.stages.flatMap((stage) => eachFifo(draft, stage, "least"));
  return {
    least: sum([logic, ...least]),
    most: sum([logic, mostOfFifos(draft)]),
  };
}

/** What the FIFOs of a design take at the most, being as deep as those of a draft or shallower. */
export function mostOfFifos(draft: Design): ResourceCounts {
  return sum(draft.stages.flatMap((stage) => eachFifo(draft, stage, "most")));
}

/** Whether there is enough of every kind. */
export function isWithin(counts: ResourceCounts, capacity: Capacity): boolean {
  return RESOURCE_KINDS.every((kind) => counts[kind] <= capacity[kind]);
}

/** What a stage takes, and would take. */
interface SiteResources {
  /** As it is. */
  readonly now: ResourceCounts;
  /** Valid reuse factors; none for a stage without multipliers to share. */
  readonly valid: readonly number[];
  /** The least with a model-wide factor. */
  readonly shared?: (factor: number) => ResourceCounts;
}

function siteResources(design: Design, stage: Stage): SiteResources {
  const site = siteOf(design, stage);
  const now = logicResources(design, stage);
  if (site.kind !== "dense" && site.kind !== "convolution") return { now, valid: [] };
  const { plan } = site;
  const valid = plan.commonFactors;
  const isModule = design.target.timing.pipelines === "elastic";
  const shared = (asked: number) => {
    const reuseFactor = nearestFactor(valid, asked);
    return isModule
      ? { ...NONE, DSP: leastDsps(plan, site.inputs[0], { reuseFactor, part: design.part }) }
      : leastShared(plan, site, reuseFactor);
  };
  return { now, valid, shared };
}

function lesser(a: ResourceCounts, b: ResourceCounts): ResourceCounts {
  return countsOf((kind) => Math.min(a[kind], b[kind]));
}
