/**
 * A figure of merit of one's own, for `tune` and `explore`: the share of the cells that a particle crossed that are selected.
 *
 *     deno run -A cli.ts tune MODEL --data X.npy --labels Y.npy --metric examples/hit_efficiency.ts --budget 0.005 -o tuned.yml
 */
import type { MetricInput } from "../src/explore/mod.ts";
import { measure } from "./metrics.ts";

/** Whether more is better. */
export const better = "higher";

/** The figure, from outputs of all samples and what is right for them. */
export default function hitEfficiency({ outputs: [output], labels }: MetricInput): number {
  if (labels === null) return NaN;
  return measure({ values: output.data, targets: labels.data, threshold: 0.5 }).efficiency;
}
