import type { Report, Resources } from "./report.ts";

/** What is known best of a design's resources: what HLS says, or what the netlist has where no HLS ran, routed if it was. */
export function countedResources({ resources, implementation }: Report): Resources {
  if (resources.LUT.used !== null || implementation === null) return resources;
  return (implementation.route ?? implementation.synthesis)?.resources ?? resources;
}
