import type { Model } from "../../model/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import type { ProblemOptions } from "../precision/problem.ts";

/** What is explored: all that a candidate follows from but its point. Plain data but for the metric's function. */
export interface ExploreTask {
  /** Whose designs are looked at. */
  readonly model: Model;
  /** Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one. */
  readonly data: ReadonlyMap<string, NdArray>;
  /** By what they are judged. */
  readonly problem: ProblemOptions;
}
