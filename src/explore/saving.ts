import { type Design, isMacStage, multipliersOf } from "../design/mod.ts";
import { sum } from "../estimate/counts.ts";
import { isWithin, mostOfFifos } from "../estimate/fit.ts";
import { capacityFor } from "../target/mod.ts";
import { foldFor, foldingsOf } from "./fold_design.ts";
import { stageCycles } from "./stage_cycles.ts";

/** What another choice of factors would save. */
export interface FactorSaving {
  /** Cycles from one image to the next, as they are. */
  readonly interval: number;
  /** Multipliers as they are, and with the factors that `chooseFactors` chooses for the same interval. */
  readonly multipliers: { readonly now: number; readonly chosen: number };
}

/**
 * What a design would save if its factors were chosen for the interval that it has; null where that is nothing, where its
 * part is not known to have enough for what would be left, and where a FIFO that was set makes the interval longer than any
 * stage does: what other factors would come to with it is not known.
 */
export function factorSaving(design: Design): FactorSaving | null {
  const interval = design.stages.reduce(
    (most, stage) => Math.max(most, stageCycles(design, stage).cycles),
    1,
  );
  if (design.schedule !== null && design.schedule.intervalCycles > interval) return null;
  const now = design.stages.filter(isMacStage).reduce(
    (total, stage) => total + multipliersOf(stage),
    0,
  );
  if (now === 0) return null;
  const choices = foldFor(design, foldingsOf(design), { goal: { interval } }).map(({ choice }) => choice);
  const chosen = choices.reduce((total, { multipliers }) => total + multipliers, 0);
  const capacity = capacityFor(design);
  const needed = sum([...choices.map(({ counts }) => counts), mostOfFifos(design)]);
  if (capacity === null || !isWithin(needed, capacity)) return null;
  return chosen < now ? { interval, multipliers: { now, chosen } } : null;
}
