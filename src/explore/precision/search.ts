import type { Budget } from "./budget.ts";
import type { Judge } from "./judge.ts";
import { LEAST_WIDTH, MOST_WIDTH, type Widths } from "./knobs.ts";
import type { Measured } from "./measure.ts";

/** Types that keep the budget, and what comes of them. */
export interface Found {
  readonly widths: Widths;
  readonly measured: Measured;
  /** Shares of the part, summed, without FIFOs. */
  readonly cost: number;
}

/** What a search must keep to. */
export interface SearchRules {
  readonly budget: Budget;
  /** Called after each candidate; false ends the search. */
  readonly goOn: (best: Found | null) => Promise<boolean>;
}

/** Bits that are taken at once where fewer save nothing. */
const MOST_AT_ONCE = 8;

/**
 * A loss that is less than this part of the figure is none: sums of float64 differ by as much, and a search that follows them
 * would not end twice at the same types.
 */
const NOISE = 1e-9;

/**
 * The narrowest width for all knobs, each with its headroom on top, that keeps the budget; null where none does. Headroom
 * comes on top because a type of nothing else has no bit left for what samples are made of.
 */
export async function narrowestUniform(judge: Judge, rules: SearchRules): Promise<Found | null> {
  const { knobs } = judge.request;
  let best: Found | null = null;
  for (let low = LEAST_WIDTH, high = MOST_WIDTH; low <= high;) {
    const middle = (low + high) >> 1;
    const found = judged(judge, knobs.map(({ headroom }) => middle + headroom), Infinity);
    if (found !== null && rules.budget.keeps(found.measured)) {
      best = found;
      high = middle - 1;
    } else low = middle + 1;
    if (!await rules.goOn(best)) return best;
  }
  return best;
}

/**
 * Takes bits away as long as the budget is kept: each time of the type that saves most for what it loses. What was measured
 * of a type with other types around it is only where to look first; it is measured anew before it is taken.
 *
 * @param open Knobs that may lose bits.
 */
export async function walk(
  judge: Judge,
  start: Found,
  rules: SearchRules,
  open: readonly number[] = start.widths.map((_, knob) => knob),
): Promise<Found> {
  let best = start;
  const queue = open.map((knob) => ({ knob, worth: Infinity }));
  while (queue.length > 0) {
    queue.sort((a, b) => a.worth === b.worth ? a.knob - b.knob : b.worth - a.worth);
    const [first, second] = queue;
    const next = cheaper(judge, best, [first.knob]);
    if (!await rules.goOn(best)) return best;
    if (next === null || !rules.budget.keeps(next.measured)) {
      // What does not fit now will not fit with fewer bits around it.
      queue.shift();
      continue;
    }
    first.worth = (best.cost - next.cost) / lossBetween(rules, best, next);
    if (second === undefined || first.worth >= second.worth) best = next;
  }
  return best;
}

/** How much worse one is than the other, at least what is no noise. */
function lossBetween({ budget }: SearchRules, from: Found, to: Found): number {
  const loss = budget.loss(to.measured).value - budget.loss(from.measured).value;
  const least = NOISE * Math.max(1e-3, Math.abs(to.measured.value));
  // Of what is without error, the first bit that is lost is infinitely much.
  return Number.isNaN(loss) ? least : Math.max(loss, least);
}

/** Widths with what comes of them; null where no design can be made of them, or none of less cost. */
export function judged(judge: Judge, widths: Widths, below: number): Found | null {
  const cost = judge.cost(widths);
  return cost === null || cost >= below ? null : { widths, cost, measured: judge.measure(widths) };
}

/** The same with fewer bits of some types: one less of each, or as many as it takes to save anything; null where none do. */
export function cheaper(judge: Judge, { widths, cost }: Found, knobs: readonly number[]): Found | null {
  for (let bits = 1; bits <= MOST_AT_ONCE; bits++) {
    const fewer = widths.map((width, i) => knobs.includes(i) ? width - bits : width);
    if (knobs.some((knob) => fewer[knob] < LEAST_WIDTH)) return null;
    const found = judged(judge, fewer, cost);
    if (found !== null) return found;
  }
  return null;
}
