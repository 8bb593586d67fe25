import { InterlaceError } from "../base/errors.ts";
import { smallest } from "../base/numbers/extremes.ts";
import { inThousands } from "../base/text/thousands.ts";
import type { Goal } from "../design/options/goal.ts";
import { namedSettings } from "../design/options/layer_names.ts";
import { type Design, Memo } from "../design/mod.ts";
import { NONE, type ResourceCounts } from "../estimate/counts.ts";
import { RESOURCE_KINDS } from "../reports/report.ts";
import { type Weigh, weighFor } from "./cost.ts";
import { type StageChoices, stageChoices } from "./fold_choices.ts";
import type { ChosenStage } from "./hold.ts";
import { openSettings } from "./open_settings.ts";
import {
  amountOf,
  cheapest,
  fastest,
  leastCycles,
  type LimitKind,
  type Limits,
  paceOf,
  selectWithin,
  settled,
  spend,
} from "./select.ts";
import { sharedCapacity } from "./shared_capacity.ts";

/** Every way to build the stages of a design, and how they are weighed. */
export interface Foldings {
  readonly stages: readonly StageChoices[];
  readonly weigh: Weigh;
}

/**
 * Every way to share the multipliers of a design that its options leave open.
 *
 * @param memo What of stages is known already from designs with the same options but for types.
 */
export function foldingsOf(design: Design, memo: Memo<StageChoices> = new Memo()): Foldings {
  const { layers } = namedSettings(design.model, design.options);
  const types = new Map(design.settings.map(({ layer, typeName }) => [layer, typeName]));
  const weigh = weighFor(design);
  const stages = stageChoices(
    design,
    weigh,
    {
      memo,
      openOf: ({ name }) =>
        openSettings({ layer: name, typeName: types.get(name) ?? "" }, { options: design.options, layers }),
    },
  );
  return { stages, weigh };
}

/**
 * What of every stage suits a goal.
 *
 * @param beside What the design takes beside its stages.
 * @throws {InterlaceError} of kind `"failure"` for a goal that cannot be reached, naming what is in the way.
 */
export function foldFor(
  design: Design,
  { stages }: Foldings,
  { goal, beside = NONE }: { readonly goal: Goal; readonly beside?: ResourceCounts },
): readonly ChosenStage[] {
  const most = mostCycles(goal, design);
  const chosen = most === null
    ? settled(() => fastestWithin(stages, limitsOf(design, goal, beside)))
    : settled(() => cheapestWithin(stages, most));
  return stages.map((stage, i) => ({ stage, choice: chosen[i] }));
}

/** Cycles that a goal allows an image; null where it asks for something else. */
function mostCycles(goal: Goal, { clockPeriod }: Design): number | null {
  if ("interval" in goal) return goal.interval;
  // A hair more than what is asked for is still that.
  return "rate" in goal ? Math.floor(1e9 / (clockPeriod * goal.rate) * (1 + 1e-12)) : null;
}

function cheapestWithin(stages: readonly StageChoices[], most: number) {
  const chosen = cheapest(stages, most);
  if (paceOf(chosen) <= most) return chosen;
  const least = leastCycles(stages);
  const slowest = stages.filter((stage) => fastest(stage).cycles === least).map(({ name }) => `"${name}"`);
  throw new InterlaceError(
    `Cannot reach an interval of ${inThousands(most)} cycles: ${slowest.join(", ")} ${
      slowest.length > 1 ? "take" : "takes"
    } ${inThousands(least)} with any factor that is open`,
    {
      kind: "failure",
      code: "goal-unreachable",
      hint: `The least interval is ${least} cycles.`,
    },
  );
}

function limitsOf(design: Design, goal: Goal, beside: ResourceCounts): Limits {
  if ("dsp" in goal) return [["DSP", goal.dsp]];
  if ("multipliers" in goal) return [["multipliers", goal.multipliers]];
  if (!("fit" in goal)) return [];
  const capacity = sharedCapacity(design);
  return RESOURCE_KINDS.map((kind) => [kind, Math.floor(capacity[kind] * goal.fit) - beside[kind]]);
}

/** The shortest interval that keeps within limits, by bisection, and what is left over spent. */
function fastestWithin(stages: readonly StageChoices[], limits: Limits) {
  let found = selectWithin(stages, Infinity, limits);
  let low = stages.reduce((most, { choices }) => Math.max(most, choices[0].leastCycles), 1);
  for (let high = found === null ? low : paceOf(found); low < high;) {
    const middle = low + Math.floor((high - low) / 2);
    const chosen = selectWithin(stages, middle, limits);
    if (chosen === null) low = middle + 1;
    else {
      found = chosen;
      high = Math.min(middle, paceOf(chosen));
    }
  }
  if (found !== null) return spend(stages, found, limits);
  const least = limits.map(([kind, most]) => ({
    kind,
    most,
    taken: leastOf(stages, kind),
  })).filter(({ taken, most }) => taken > most);
  throw new InterlaceError(
    `Cannot build this within ${limits.map(([kind, most]) => `${inThousands(most)} ${kind}`).join(", ")}: ${
      least.length === 0
        ? "no factors were found that keep to all of these"
        : `it takes at least ${least.map(({ kind, taken }) => `${inThousands(taken)} ${kind}`).join(", ")}`
    }`,
    {
      kind: "failure",
      code: "goal-unreachable",
      hint: "Allow more, choose a larger part or narrower types.",
    },
  );
}

function leastOf(stages: readonly StageChoices[], kind: LimitKind): number {
  return stages.reduce(
    (sum, { choices }) => sum + smallest(choices.map((choice) => amountOf(choice, kind))),
    0,
  );
}
