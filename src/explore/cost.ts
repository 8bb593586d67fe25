import type { Design } from "../design/mod.ts";
import type { ResourceCounts } from "../estimate/counts.ts";
import { capacityFor } from "../target/mod.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../reports/report.ts";

/** One number for resources: their shares of a part, summed. */
export type Weigh = (counts: ResourceCounts) => number;

/**
 * The part whose shares cost is counted in: that of a design, or in place of one that is not known the part that its target
 * takes by itself. It compares choices; no part is filled by it.
 */
export function weighingPart({ part, target }: Pick<Design, "part" | "target">): string {
  return capacityFor({ part, target }) === null ? target.part : part;
}

/** Weighs resources by what a part has of them; a kind that it has nothing of, or that nobody knows, counts for nothing. */
export function weighFor(design: Pick<Design, "part" | "target">): Weigh {
  const capacity = capacityFor({ ...design, part: weighingPart(design) });
  const weights = RESOURCE_KINDS.map((kind): readonly [ResourceKind, number] => [
    kind,
    capacity !== null && capacity[kind] > 0 ? 1 / capacity[kind] : 0,
  ]);
  return (counts) => weights.reduce((sum, [kind, weight]) => sum + counts[kind] * weight, 0);
}
