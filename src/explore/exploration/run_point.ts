import { InterlaceError } from "../../base/errors.ts";
import { type DesignOptions, serialiseOptions } from "../../design/mod.ts";
import { chooseFactors } from "../choose_factors.ts";
import { costModel } from "../precision/cost_model.ts";
import { Judge } from "../precision/judge.ts";
import { type Knob, withWidths } from "../precision/knobs.ts";
import type { PrecisionProblem } from "../precision/problem.ts";
import type { Found } from "../precision/search.ts";
import { Figures, findTypes, singleType } from "../precision/search_types.ts";
import type { Workbench } from "../precision/workbench.ts";
import type { CandidateFigures, ExplorePoint, TypeRule } from "./candidate.ts";

/** What points are computed with. */
export interface PointSite {
  readonly problem: PrecisionProblem;
  readonly bench: Workbench;
  readonly signal?: AbortSignal;
}

/** What came of a point: figures, or why there are none. */
export type PointResult =
  | { readonly figures: CandidateFigures; readonly reason: null }
  | { readonly figures: null; readonly reason: string };

/**
 * Computes a candidate.
 * @throws {InterlaceError} of code `"interrupted"` where it was ended before.
 */
export async function runPoint(point: ExplorePoint, site: PointSite): Promise<PointResult> {
  try {
    const figures = await figuresOf(point, site);
    if (site.signal?.aborted) throw interrupted();
    return { figures, reason: null };
  } catch (error) {
    if (!(error instanceof InterlaceError) || error.code !== "goal-unreachable") throw error;
    return { figures: null, reason: error.summary };
  }
}

async function figuresOf({ interval, types }: ExplorePoint, site: PointSite): Promise<CandidateFigures> {
  const { problem, bench } = site;
  const { model, layers } = problem;
  const options: DesignOptions = { ...problem.options, reuseFactor: "auto" };
  const goal = { interval };
  const open = { ...problem, options };
  const { knobs, found } = await typesFor(types, { ...site, problem: open, goal });
  const cost = costModel(options, goal, bench.choices);
  // Of types of one width nobody asks how much they lose: the loss is that against float64.
  const budget = "budget" in types ? types.budget : 0;
  const figure = new Figures({ problem: open, cost, bench, budget }).ofFound(knobs, found);
  const choice = chooseFactors(model, goal, withWidths(options, { layers, knobs, widths: found.widths }));
  return {
    searched: figure.searched,
    metric: figure.heldOut,
    spread: figure.spread,
    loss: figure.loss,
    cycles: choice.interval,
    cost: figure.cost,
    resources: choice.resources,
    multipliers: choice.multipliers,
    averageBits: figure.averageBits,
    configuration: serialiseOptions(choice.options),
  };
}

async function typesFor(
  types: TypeRule,
  site: PointSite & { readonly goal: { readonly interval: number } },
): Promise<{ readonly knobs: readonly Knob[]; readonly found: Found }> {
  const { problem, bench, goal, signal } = site;
  if ("budget" in types) {
    const { found } = await findTypes(problem, { budget: types.budget, goal, bench, signal });
    return { knobs: problem.knobs, found };
  }
  const knobs = singleType(problem.knobs);
  const widths = knobs.map(() => types.width);
  const cost = costModel(problem.options, goal, bench.choices);
  const judge = new Judge({ problem, knobs, samples: problem.searched, cost, bench });
  const price = judge.cost(widths);
  if (price !== null) return { knobs, found: { widths, cost: price, measured: judge.measure(widths) } };
  judge.checkGoal(widths);
  throw new InterlaceError(
    `Cannot build types of ${types.width} bits for an interval of ${goal.interval} cycles`,
    { kind: "failure", code: "goal-unreachable" },
  );
}

function interrupted(): InterlaceError {
  return new InterlaceError("Cannot finish a candidate: it was interrupted", {
    kind: "failure",
    code: "interrupted",
  });
}
