import type { Judge, Verdict } from "./judge.ts";
import { LEAST_WIDTH, MOST_WIDTH, type Widths } from "./knobs.ts";

/** Types that keep the budget, and what comes of them. */
export interface Found extends Verdict {
  readonly widths: Widths;
}

/** What a search must keep to. */
export interface SearchRules {
  /** Whether a figure of the metric keeps the budget. */
  readonly keeps: (value: number) => boolean;
  /** By how much the second figure is worse than the first. */
  readonly loss: (from: number, to: number) => number;
  /** Called after each candidate; false ends the search. */
  readonly goOn: (best: Found | null) => Promise<boolean>;
}

/** The narrowest width for all knobs that keeps the budget; null where none does. */
export async function narrowestUniform(judge: Judge, rules: SearchRules): Promise<Found | null> {
  const { knobs } = judge.request;
  let best: Found | null = null;
  for (let low = LEAST_WIDTH, high = MOST_WIDTH; low <= high;) {
    const middle = (low + high) >> 1;
    const widths = knobs.map(() => middle);
    const verdict = judge.judge(widths);
    if (verdict !== null && rules.keeps(verdict.value)) {
      best = { ...verdict, widths };
      high = middle - 1;
    } else low = middle + 1;
    if (!await rules.goOn(best)) return best;
  }
  return best;
}

/**
 * Takes bits away as long as the budget is kept: each time one bit of the type that saves most for what it loses. What was
 * measured of a type with other types around it is only where to look first; it is measured anew before it is taken.
 */
export async function walk(judge: Judge, start: Found, rules: SearchRules): Promise<Found> {
  let best = start;
  const open = start.widths.map((_, knob) => ({ knob, worth: Infinity }));
  while (open.length > 0) {
    open.sort((a, b) => b.worth - a.worth || a.knob - b.knob);
    const [first, second] = open;
    const next = lowered(judge, best, first.knob);
    if (!await rules.goOn(best)) return best;
    if (next === null || !rules.keeps(next.value) || next.cost >= best.cost) {
      // What does not fit now will not fit with fewer bits around it.
      open.shift();
      continue;
    }
    const loss = Math.max(rules.loss(best.value, next.value), Number.EPSILON);
    first.worth = (best.cost - next.cost) / loss;
    if (second === undefined || first.worth >= second.worth) best = next;
  }
  return best;
}

/** The same with a bit less of one type; null where it has none to lose. */
function lowered(judge: Judge, { widths }: Found, knob: number): Found | null {
  if (widths[knob] <= LEAST_WIDTH) return null;
  const fewer = widths.map((width, i) => i === knob ? width - 1 : width);
  const verdict = judge.judge(fewer);
  return verdict === null ? null : { ...verdict, widths: fewer };
}
