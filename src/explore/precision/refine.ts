import type { Judge } from "./judge.ts";
import { cheaper, type Found, judged, type SearchRules, walk } from "./search.ts";

/** Rounds of a search for what a walk from bit to bit does not find. */
const MOST_ROUNDS = 3;

/** Types that are given a bit back, in a round: those that gain most. */
const MOST_RAISED = 4;

/**
 * Finds what a walk does not, which takes a bit at a time and never gives one back: bits of several types together, and bits
 * of one type for a bit of another. Ends where neither saves anything.
 */
export async function refine(judge: Judge, start: Found, rules: SearchRules): Promise<Found> {
  let best = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = best.cost;
    for (const group of groupsOf(judge)) {
      const next = cheaper(judge, best, group);
      if (!await rules.goOn(best)) return best;
      if (next !== null && rules.budget.keeps(next.measured)) best = next;
    }
    for (const raised of await worthRaising(judge, best, rules)) {
      if (!await rules.goOn(best)) return best;
      const others = best.widths.flatMap((_, knob) => knob === raised.knob ? [] : [knob]);
      const spent = await walk(judge, raised.found, rules, others);
      if (spent.cost < best.cost && rules.budget.keeps(spent.measured)) best = spent;
    }
    if (best.cost >= before) break;
  }
  return best;
}

/** Types that belong together: those of a layer, and those of a kind. */
function groupsOf({ request: { knobs } }: Judge): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  knobs.forEach(({ layer, field }, i) => {
    for (const name of [`layer ${layer}`, `field ${field}`]) groups.set(name, [...groups.get(name) ?? [], i]);
  });
  return [...groups.values()].filter(({ length }) => length > 1);
}

interface Raised {
  readonly knob: number;
  /** With a bit more of it. */
  readonly found: Found;
}

/** What a bit more makes best, for what it costs. */
async function worthRaising(judge: Judge, best: Found, rules: SearchRules): Promise<readonly Raised[]> {
  const gains: (Raised & { readonly worth: number })[] = [];
  for (const knob of best.widths.keys()) {
    const found = judged(judge, best.widths.map((width, i) => i === knob ? width + 1 : width), Infinity);
    if (!await rules.goOn(best)) return [];
    if (found === null) continue;
    const gain = rules.budget.loss(best.measured).value - rules.budget.loss(found.measured).value;
    const price = Math.max(found.cost - best.cost, best.cost * 1e-6);
    if (gain > 0) gains.push({ knob, found, worth: gain / price });
  }
  return gains.toSorted((a, b) => b.worth - a.worth || a.knob - b.knob).slice(0, MOST_RAISED);
}
