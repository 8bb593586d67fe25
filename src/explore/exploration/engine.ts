import type { ExplorePoint } from "./candidate.ts";
import type { PointResult } from "./run_point.ts";
import type { ExploreTask } from "./task.ts";

/**
 * What computes candidates: this thread, workers, or machines of a cluster. Points depend on nothing but their task, so that
 * any part of them can be computed anywhere, in any order.
 */
export interface ExploreEngine {
  /**
   * Computes points, each when there is room for it.
   *
   * @param points Those that are not known yet.
   * @param signal Ends the work; what is under way is lost.
   * @returns Results as they come, with the index of the point.
   */
  readonly run: (
    task: ExploreTask,
    points: readonly ExplorePoint[],
    signal?: AbortSignal,
  ) => AsyncIterable<EngineResult>;
}

/** What came of a point. */
export interface EngineResult {
  /** Of the point among those that the engine was given. */
  readonly index: number;
  /** Figures, or why there are none. */
  readonly result: PointResult;
}
