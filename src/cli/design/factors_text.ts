import { inThousands } from "../../base/text/thousands.ts";
import { type Design, lanesText } from "../../design/mod.ts";
import type { FactorChoice } from "../../explore/choose_factors.ts";
import { factorSaving } from "../../explore/saving.ts";
import { printTable } from "./text.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import type { TextTable } from "../terminal/table.ts";

/** What of a choice of factors is for programs. */
export type FactorSummary = Omit<FactorChoice, "options">;

/** What of a choice of factors is for programs; null where nothing was chosen. */
export function factorSummary(choice: FactorChoice | null): FactorSummary | null {
  if (choice === null) return null;
  const { options: _, ...summary } = choice;
  return summary;
}

/** Prints what was chosen for a goal, layer by layer, and what keeps the interval from being shorter. */
export async function printFactors(choice: FactorChoice, io: CliIo): Promise<void> {
  await printTable("Factors for the goal", factorsTable(choice), io);
  for (const hold of choice.holds) io.stdout.write(`${shown(hold)}\n`);
}

function factorsTable({ layers, interval, multipliers, resources }: FactorChoice): TextTable {
  const parallel = layers.some(({ windows }) => windows > 1);
  return {
    head: [
      "layer",
      "strategy",
      "reuse",
      ...parallel ? ["windows"] : [],
      "interval",
      "multipliers",
      "lanes",
      "DSP",
      "BRAM",
      "LUT",
      "FF",
      "",
    ],
    rows: [
      ...layers.map((each) => [
        each.layer,
        each.strategy,
        each.reuseFactor,
        ...parallel ? [each.windows] : [],
        each.cycles,
        each.multipliers,
        lanesText(each.lanes),
        each.resources.DSP,
        each.resources.BRAM_18K,
        each.resources.LUT,
        each.resources.FF,
        each.isChosen ? "chosen" : "set",
      ]),
      [
        "all stages",
        "",
        "",
        ...parallel ? [""] : [],
        interval,
        multipliers,
        "",
        resources.DSP,
        resources.BRAM_18K,
        resources.LUT,
        resources.FF,
        "",
      ],
    ],
  };
}

/** Says what a choice of factors would save in a design that nobody gave a goal; nothing where that is nothing. */
export function printSaving(design: Design, io: CliIo): void {
  const saving = factorSaving(design);
  if (saving === null) return;
  const { interval, multipliers: { now, chosen } } = saving;
  io.stdout.write(
    `the same interval with ${inThousands(chosen)} instead of ${
      inThousands(now)
    } multipliers: --interval ${interval}\n`,
  );
}
