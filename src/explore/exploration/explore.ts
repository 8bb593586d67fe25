import { checkOptions, hasFunctions, isAmount, isCount, isListOf, isSignal } from "../../base/options.ts";
import type { Model } from "../../model/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { METRICS } from "../precision/metrics.ts";
import { PROBLEM_RULES } from "../precision/option_rules.ts";
import { precisionProblem, type ProblemOptions } from "../precision/problem.ts";
import type { Candidate, ExplorePoint } from "./candidate.ts";
import type { ExploreEngine } from "./engine.ts";
import { hereEngine } from "./here.ts";
import { keysOf } from "./key.ts";
import { type PointChoice, pointsOf } from "./points.ts";
import { type ExploreStore, memoryStore } from "./store.ts";
import type { ExploreTask } from "./task.ts";
import { sentMetric, workersEngine } from "./workers.ts";

/**
 * How points are explored.
 *
 * @category Exploring
 */
export interface ExplorePointsOptions extends ProblemOptions {
  /** Where candidates are kept; what is there already is not computed. Default: nowhere. */
  readonly store?: ExploreStore;
  /** Threads that compute; 1 is this one alone. Default: the machine's; 1 for a metric that is a function of no module. */
  readonly threads?: number;
  /** What computes instead of threads. */
  readonly engine?: ExploreEngine;
  /** Ends the exploration; what is under way is lost. */
  readonly signal?: AbortSignal;
}

/**
 * What is explored.
 *
 * @category Exploring
 */
export interface ExploreOptions extends ExplorePointsOptions, PointChoice {}

/** What the options of {@linkcode explorePoints} must be. */
const POINTS_RULES = {
  ...PROBLEM_RULES,
  store: hasFunctions("get", "add"),
  threads: isCount,
  engine: hasFunctions("run"),
  signal: isSignal,
};

/**
 * A candidate as it comes.
 *
 * @category Exploring
 */
export interface ExploreStep {
  /** With what came of it. */
  readonly candidate: Candidate;
  /** Whether it was in the store. */
  readonly isKnown: boolean;
  /** Candidates so far, this one included. */
  readonly done: number;
  /** Candidates in all. */
  readonly total: number;
}

/**
 * Crosses folding and types: for every interval the cheapest factors, for every budget the types that cost least with them, or
 * types of one width. Every candidate has metric, cycles and cost; `paretoSet()` tells which of them are worth it.
 *
 * @param data Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one.
 * @returns Candidates as they come: first those of the store.
 * @throws {InterlaceError} as `tunePrecision()` does; for a goal that cannot be reached the candidate says so.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { buildModel, explore, paretoSet } from "../../../mod.ts";
 *
 * const weights = { shape: [3, 2, 4], data: Float64Array.from({ length: 24 }, (_, i) => Math.sin(i)) };
 * const model = buildModel("tiny", (b) => b.conv1d(b.input({ length: 8, channels: 2 }), { weights }));
 * const data = new Map([["", { shape: [32, 8, 2], data: Float64Array.from({ length: 512 }, (_, i) => Math.sin(i)) }]]);
 * const candidates = [];
 * for await (const { candidate } of explore(model, data, { intervals: [40, 90], budgets: [30], threads: 1 })) {
 *   candidates.push(candidate);
 * }
 * const best = paretoSet(candidates, "higher");
 * assert(best.some(({ types }) => "budget" in types));
 * ```
 * @category Exploring
 */
export async function* explore(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  options: ExploreOptions = {},
): AsyncGenerator<ExploreStep, void> {
  checkOptions("explore", options, {
    ...POINTS_RULES,
    intervals: isListOf(isCount),
    budgets: isListOf(isAmount),
    widths: isListOf(isCount),
  });
  const { intervals, budgets, widths, ...others } = options;
  const points = pointsOf(precisionProblem(model, data, others), { intervals, budgets, widths });
  yield* explorePoints(model, data, points, others);
}

/**
 * Computes candidates whose points are known, as a part of an exploration that runs elsewhere.
 *
 * @param data Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one.
 * @returns Candidates as they come: first those of the store.
 * @throws {InterlaceError} as {@linkcode explore} does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { buildModel } from "../../../mod.ts";
 * import { explorePoints } from "../mod.ts";
 *
 * const weights = { shape: [3, 2, 4], data: Float64Array.from({ length: 24 }, (_, i) => Math.sin(i)) };
 * const model = buildModel("tiny", (b) => b.conv1d(b.input({ length: 8, channels: 2 }), { weights }));
 * const data = new Map([["", { shape: [32, 8, 2], data: Float64Array.from({ length: 512 }, (_, i) => Math.sin(i)) }]]);
 * const steps = explorePoints(model, data, [{ interval: 90, types: { width: 8 } }], { threads: 1 });
 * const [{ candidate, total }] = await Array.fromAsync(steps);
 * assertEquals([candidate.interval, total], [90, 1]);
 * ```
 * @category Exploring
 */
export async function* explorePoints(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  points: readonly ExplorePoint[],
  options: ExplorePointsOptions = {},
): AsyncGenerator<ExploreStep, void> {
  checkOptions("explore", options, POINTS_RULES);
  const { store = memoryStore(), threads, engine, signal, ...problem } = options;
  const task: ExploreTask = { model, data, problem };
  const keyOf = await keysOf(task);
  const total = points.length;
  let done = 0;
  const open = [];
  for (const point of points) {
    const candidate = store.get(keyOf(point));
    if (candidate === undefined) open.push(point);
    else yield { candidate, isKnown: true, done: ++done, total };
  }
  for await (const { index, result } of engineFor(task, threads, engine).run(task, open, signal)) {
    const point = open[index];
    const candidate: Candidate = { key: keyOf(point), ...point, ...result };
    await store.add(candidate);
    yield { candidate, isKnown: false, done: ++done, total };
  }
}

function engineFor(
  { problem: { metric = METRICS.snr } }: ExploreTask,
  threads: number | undefined,
  engine: ExploreEngine | undefined,
): ExploreEngine {
  if (engine !== undefined) return engine;
  const count = sentMetric(metric) === null ? 1 : threads ?? navigator.hardwareConcurrency;
  return count === 1 ? hereEngine : workersEngine(count);
}
