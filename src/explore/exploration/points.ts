import { InterlaceError } from "../../base/errors.ts";
import { draftDesign } from "../../design/mod.ts";
import { foldingsOf } from "../fold_design.ts";
import { leastDesign, withoutFactors } from "../open_settings.ts";
import { budgetOf } from "../precision/budget.ts";
import type { PrecisionProblem } from "../precision/problem.ts";
import { cheapest, leastCycles } from "../select.ts";
import type { ExplorePoint, TypeRule } from "./candidate.ts";

/** Which points are looked at. */
export interface PointChoice {
  /** Cycles from one image to the next. Default: four from the least that there is to where nothing gets cheaper. */
  readonly intervals?: readonly number[];
  /** Losses that are accepted. Default: the metric's own, where it has one. */
  readonly budgets?: readonly number[];
  /** Bits of types that are all of one width. Default: 8, 12 and 16. */
  readonly widths?: readonly number[];
}

/** Intervals where nobody names any. */
const INTERVALS = 4;

const WIDTHS = [8, 12, 16];

/**
 * Every interval with every way to find types, what is cheap to compute first.
 * @throws {InterlaceError} if there are none.
 */
export function pointsOf(problem: PrecisionProblem, choice: PointChoice): readonly ExplorePoint[] {
  const { intervals = intervalsOf(problem), widths = WIDTHS } = choice;
  const types: readonly TypeRule[] = [
    ...unique(widths).map((width) => ({ width })),
    ...unique(choice.budgets ?? ownBudgets(problem)).map((budget) => ({ budget })),
  ];
  const points = types.flatMap((types) => unique(intervals).map((interval) => ({ interval, types })));
  if (points.length > 0) return points;
  throw new InterlaceError("Cannot explore: there are no intervals, or neither budgets nor widths", {
    code: "option-invalid",
    place: { field: intervals.length === 0 ? "intervals" : "budgets" },
    hint: "Leave them out, and the tool chooses some.",
  });
}

function unique(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

function ownBudgets({ metric, searched: { labels } }: PrecisionProblem): readonly number[] {
  return [budgetOf(metric, { labels: labels ?? undefined })];
}

/** As far apart from one another as can be, by factor. */
function intervalsOf({ model, options }: PrecisionProblem): readonly number[] {
  const base = draftDesign(model, leastDesign(withoutFactors(options))).bare;
  const { stages } = foldingsOf({ ...base, options: { ...options, reuseFactor: "auto" } });
  const least = leastCycles(stages);
  const most = cheapest(stages, Infinity).reduce((most, { cycles }) => Math.max(most, cycles), least);
  return Array.from(
    { length: INTERVALS },
    (_, i) => Math.round(least * (most / least) ** (i / (INTERVALS - 1))),
  );
}
