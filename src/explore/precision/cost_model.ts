import { InterlaceError } from "../../base/errors.ts";
import type { Goal } from "../../design/options/goal.ts";
import { type Design, type DesignOptions, Memo } from "../../design/mod.ts";
import { logicResources } from "../../estimate/resources.ts";
import type { StageChoices } from "../fold_choices.ts";
import { foldFor, foldingsOf } from "../fold_design.ts";
import { leastDesign, withoutFactors } from "../open_settings.ts";
import { weighFor } from "../cost.ts";

/** What a design costs that has other types: shares of the part, summed, without FIFOs. */
export interface CostModel {
  /** With which designs are made. */
  readonly options: DesignOptions;
  /** Null where a goal cannot be reached. */
  readonly of: (design: Design) => number | null;
  /** @throws {InterlaceError} of kind `"failure"` where a goal cannot be reached, saying why. */
  readonly checkGoal: (design: Design) => void;
}

/**
 * The cost of designs with the factors that options set, or with those that are chosen for a goal.
 *
 * @param choices What of stages is known already from designs with the same options but for types.
 */
export function costModel(
  options: DesignOptions,
  goal: Goal | null,
  choices: Memo<StageChoices> = new Memo(),
): CostModel {
  return goal === null ? builtCost(options) : goalCost(options, goal, choices);
}

function builtCost(options: DesignOptions): CostModel {
  const costs = new Memo<{ readonly cost: number }>();
  return {
    options,
    of(design) {
      const weigh = weighFor(design);
      return design.stages.reduce((sum, stage) => {
        const { cost } = costs.of(stage, "", () => ({ cost: weigh(logicResources(design, stage)) }));
        return sum + cost;
      }, 0);
    },
    checkGoal() {},
  };
}

function goalCost(options: DesignOptions, goal: Goal, choices: Memo<StageChoices>): CostModel {
  const folded = (design: Design) => foldFor(design, foldingsOf({ ...design, options }, choices), { goal });
  return {
    options: leastDesign(withoutFactors(options)),
    of(design) {
      try {
        return folded(design).reduce((sum, { choice }) => sum + choice.cost, 0);
      } catch (error) {
        if (error instanceof InterlaceError && error.code === "goal-unreachable") return null;
        throw error;
      }
    },
    checkGoal: (design) => void folded(design),
  };
}
