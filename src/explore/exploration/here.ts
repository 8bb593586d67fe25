import { precisionProblem } from "../precision/problem.ts";
import { Workbench } from "../precision/workbench.ts";
import type { ExploreEngine } from "./engine.ts";
import { runPoint } from "./run_point.ts";

/** Computes candidates in this thread, one after the other. */
export const hereEngine: ExploreEngine = {
  async *run({ model, data, problem: options }, points, signal) {
    const problem = precisionProblem(model, data, options);
    const bench = new Workbench();
    for (const [index, point] of points.entries()) {
      if (signal?.aborted) return;
      yield { index, result: await runPoint(point, { problem, bench, signal }) };
    }
  },
};
