import { InterlaceError } from "../../base/errors.ts";
import { isBetween, isCount, isObject, type OptionRules } from "../../base/options.ts";
import type { Goal, GoalKind } from "./goal.ts";

/** What the value of a goal may be. */
export const GOAL_RULES: OptionRules<Record<GoalKind, number>> = {
  interval: isCount,
  // As slow as an image a month, or so.
  rate: isBetween(1e-6, 1e12),
  fit: isBetween(1e-6, 1),
  dsp: isCount,
  multipliers: isCount,
};

/**
 * Checks a goal as a script gives it.
 * @throws {InterlaceError} for one that is none, or several.
 */
export function checkGoal(goal: Goal): void {
  isObject(GOAL_RULES)(goal, { action: "choose factors", path: "goal" });
  const given = Object.entries(goal).filter(([, value]) => value !== undefined);
  if (given.length === 1) return;
  throw new InterlaceError(`Cannot choose factors: ${given.length} goals are given, expected one`, {
    code: "option-invalid",
    place: { field: "goal" },
    hint: `Give one of ${Object.keys(GOAL_RULES).join(", ")}.`,
  });
}
