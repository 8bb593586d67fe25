import { inThousands } from "../base/text/thousands.ts";
import { NONE } from "../estimate/counts.ts";
import { RESOURCE_KINDS } from "../reports/report.ts";
import type { FoldChoice, StageChoices } from "./fold_choices.ts";
import type { Weigh } from "./cost.ts";

/** A stage, and what was chosen for it. */
export interface ChosenStage {
  readonly stage: StageChoices;
  readonly choice: FoldChoice;
}

/** Most stages that are named of those that are equally slow. */
const MOST_NAMED = 4;

/**
 * What keeps the interval from being shorter, one sentence a stage: the stages that take all of it, and what the next step
 * of each of them would cost.
 */
export function holdTexts(chosen: readonly ChosenStage[], weigh: Weigh): readonly string[] {
  const slowest = chosen.reduce((most, { choice }) => Math.max(most, choice.cycles), 0);
  return chosen.filter(({ choice }) => choice.cycles === slowest).slice(0, MOST_NAMED)
    .map(({ stage, choice }) =>
      `${stage.name} holds ${inThousands(slowest)}: ${nextText({ stage, choice }, weigh)}`
    );
}

function nextText({ stage, choice }: ChosenStage, weigh: Weigh): string {
  if (choice.fold === null) return "it has no multipliers to share";
  const next = stage.choices.filter(({ leastCycles }) => leastCycles < choice.cycles)
    .toSorted((a, b) => a.cost - b.cost)
    .find(({ cycles }) => cycles < choice.cycles);
  if (next === undefined) return stage.isOpen ? "it has no faster factor" : "its factor was set";
  return `its next step, ${inThousands(next.cycles)}, ${priceText({ from: choice, to: next }, weigh)}`;
}

/** What a step costs, by the resource that takes most of it. */
function priceText(
  { from, to }: { readonly from: FoldChoice; readonly to: FoldChoice },
  weigh: Weigh,
): string {
  const steps = RESOURCE_KINDS.map((kind) => {
    const more = to.counts[kind] - from.counts[kind];
    return { kind, more, share: weigh({ ...NONE, [kind]: more }) };
  });
  const dearest = steps.reduce((most, each) => each.share > most.share ? each : most);
  return dearest.more > 0 ? `costs ${inThousands(dearest.more)} ${dearest.kind}` : "costs nothing";
}
