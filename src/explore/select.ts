import type { ResourceKind } from "../reports/report.ts";
import type { FoldChoice, StageChoices } from "./fold_choices.ts";

/** What a limit is of. */
export type LimitKind = ResourceKind | "multipliers";

/** The most that all stages together may take of some kinds. */
export type Limits = readonly (readonly [kind: LimitKind, most: number])[];

/** Rounds in which what is short gets dearer, and how much dearer in each. */
const ROUNDS = 64;
const DEARER = 1.5;

/** Price of the whole of what is short in the first of them, in shares of the part. */
const FIRST_PRICE = 1e-3;

/** Where the interval can be no shorter: of every stage the fastest choice, and of these the slowest. */
export function leastCycles(stages: readonly StageChoices[]): number {
  return stages.reduce((most, stage) => Math.max(most, fastest(stage).cycles), 1);
}

/** The choice of a stage that takes the fewest cycles. */
export function fastest({ choices }: StageChoices): FoldChoice {
  let best = choices[0];
  for (const choice of choices) {
    if (choice.leastCycles >= best.cycles) break;
    if (choice.cycles < best.cycles) best = choice;
  }
  return best;
}

/** The cycles of the slowest of some choices, as far as they are known. */
export function paceOf(chosen: readonly FoldChoice[]): number {
  return chosen.reduce((most, { knownCycles }) => Math.max(most, knownCycles), 1);
}

/**
 * Choices that are the same when they are made again with the exact cycles of each of them: it takes a run of a stage to
 * know these, and of most choices it is enough that they take no fewer than they are known to take.
 *
 * @param choose Chooses by what is known; of choices by such cycles none is better than those by the exact ones.
 */
export function settled(choose: () => readonly FoldChoice[]): readonly FoldChoice[] {
  for (;;) {
    const chosen = choose();
    const known = chosen.map(({ knownCycles }) => knownCycles);
    if (chosen.every(({ cycles }, i) => cycles === known[i])) return chosen;
  }
}

/**
 * Of every stage the cheapest way to take no more than so many cycles, as far as they are known, and where there is none the
 * fastest: none is missing from {@linkcode leastCycles} on.
 */
export function cheapest(
  stages: readonly StageChoices[],
  cycles: number,
  price: (choice: FoldChoice) => number = ({ cost }) => cost,
): readonly FoldChoice[] {
  return stages.map((stage) => {
    let best: FoldChoice | null = null;
    let least = Infinity;
    for (const choice of stage.choices) {
      if (choice.leastCycles > cycles) break;
      const own = price(choice);
      if (own >= least || choice.knownCycles > cycles) continue;
      best = choice;
      least = own;
    }
    return best ?? fastest(stage);
  });
}

/**
 * Choices of no more than so many cycles that keep within limits together, null if there are none: what is short gets dearer until everything fits.
 * With one limit they are found if there are any, since in the end its price alone decides; with several perhaps not.
 */
export function selectWithin(
  stages: readonly StageChoices[],
  cycles: number,
  limits: Limits,
): readonly FoldChoice[] | null {
  const prices = limits.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = cheapest(
      stages,
      cycles,
      (choice) => limits.reduce((sum, limit, i) => sum + prices[i] * shareOf(choice, limit), choice.cost),
    );
    if (paceOf(chosen) > cycles) return null;
    const short = limits.map(([kind, most]) => takenOf(chosen, kind) > most);
    if (!short.includes(true)) return cheapen(stages, chosen, { cycles, limits });
    short.forEach((isShort, i) => {
      if (isShort) prices[i] = Math.max(FIRST_PRICE, prices[i] * DEARER);
    });
  }
  return null;
}

/** Takes back what was too dear: of every stage the cheapest choice for which there is room. */
function cheapen(
  stages: readonly StageChoices[],
  chosen: readonly FoldChoice[],
  { cycles, limits }: { readonly cycles: number; readonly limits: Limits },
): readonly FoldChoice[] {
  const kept = [...chosen];
  stages.forEach(({ choices }, stage) => {
    for (const choice of choices) {
      if (choice.leastCycles > cycles) break;
      if (choice.cost >= kept[stage].cost || !fitsInstead(kept, { stage, choice }, limits)) continue;
      if (choice.knownCycles <= cycles) kept[stage] = choice;
    }
  });
  return kept;
}

/** Whether limits are kept with another choice for one stage. */
function fitsInstead(
  chosen: readonly FoldChoice[],
  { stage, choice }: { readonly stage: number; readonly choice: FoldChoice },
  limits: Limits,
): boolean {
  return limits.every(([kind, most]) =>
    takenOf(chosen, kind) - amountOf(chosen[stage], kind) + amountOf(choice, kind) <= most
  );
}

/** How much choices take of a kind. */
export function takenOf(chosen: readonly FoldChoice[], kind: LimitKind): number {
  return chosen.reduce((sum, choice) => sum + amountOf(choice, kind), 0);
}

/** How much a choice takes of a kind. */
export function amountOf(choice: FoldChoice, kind: LimitKind): number {
  return kind === "multipliers" ? choice.multipliers : choice.counts[kind];
}

/**
 * Spends what limits leave over: again and again the step that saves most cycles for its cost, as long as one fits.
 */
export function spend(
  stages: readonly StageChoices[],
  chosen: readonly FoldChoice[],
  limits: Limits,
): readonly FoldChoice[] {
  const spent = [...chosen];
  for (;;) {
    const step = bestStep(stages, spent, limits);
    if (step === null) return spent;
    spent[step.stage] = step.choice;
  }
}

function bestStep(stages: readonly StageChoices[], chosen: readonly FoldChoice[], limits: Limits) {
  let best: { readonly stage: number; readonly choice: FoldChoice } | null = null;
  let worthOfBest = 0;
  for (const [stage, { choices }] of stages.entries()) {
    const now = chosen[stage];
    for (const choice of choices) {
      if (choice.leastCycles >= now.knownCycles) break;
      const saved = now.knownCycles - choice.knownCycles;
      const worth = saved / Math.max(Number.EPSILON, choice.cost - now.cost);
      if (worth <= worthOfBest || !fitsInstead(chosen, { stage, choice }, limits)) continue;
      best = { stage, choice };
      worthOfBest = worth;
    }
  }
  return best;
}

/** Part of a limit that a choice takes. */
function shareOf(choice: FoldChoice, [kind, most]: Limits[number]): number {
  return amountOf(choice, kind) / Math.max(1, most);
}
