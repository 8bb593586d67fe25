import type { Design } from "../design/mod.ts";
import type { ResourceCounts } from "../reports/estimate_counts.ts";
import { type Capacity, capacityOf } from "../target/mod.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../reports/report.ts";

/** One number for resources: their shares of a part, summed. */
export type Weigh = (counts: ResourceCounts) => number;

/** What a design may use: its part, or in place of one that is not known the part that its target takes by itself. */
export function capacityFor({ part, target }: Design): Capacity | null {
  return capacityOf(part) ?? capacityOf(target.part);
}

/** Weighs resources by what a part has of them; a kind that it has nothing of, or that nobody knows, counts for nothing. */
export function weighBy(capacity: Capacity | null): Weigh {
  const weights = RESOURCE_KINDS.map((kind): readonly [ResourceKind, number] => [
    kind,
    capacity !== null && capacity[kind] > 0 ? 1 / capacity[kind] : 0,
  ]);
  return (counts) => weights.reduce((sum, [kind, weight]) => sum + counts[kind] * weight, 0);
}
