import { exactPercent } from "../../base/text/percent.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import type { PrecisionChoice, TunedFigure } from "../../explore/mod.ts";
import { printTable } from "../design/text.ts";
import { type CliIo, shown, warn } from "../terminal/io.ts";
import type { SearchParts } from "../design/part_text.ts";

/** What of a figure is there for any types. */
type Figure = Omit<TunedFigure, "averageBits">;

/** Prints what types were found, why, and how good they are on samples that were kept back. */
export async function printTuned(
  choice: PrecisionChoice,
  { weighedBy }: SearchParts,
  io: CliIo,
): Promise<void> {
  await printTable("Types", {
    head: ["layer", "of", "type", "bits", "least", "1 %", "99 %", "largest"],
    rows: choice.tensors.map(({ layer, field, type, width, profile: { min, max, quantiles } }) => [
      layer,
      field,
      type,
      width,
      ...[min, quantiles[0], quantiles[2], max].map(shortNumber),
    ]),
  }, io);
  const { single, tuned, float, metric } = choice;
  const row = (name: string, figure: Figure, bits: number | null) => [
    name,
    bits === null ? "" : bits.toFixed(1),
    shortNumber(figure.searched),
    `${shortNumber(figure.heldOut)} ± ${shortNumber(figure.spread)}`,
    // Against what is perfect nothing can be lost but all.
    Number.isFinite(float.heldOut) ? `${shortNumber(figure.loss)} ± ${shortNumber(figure.lossError)}` : "",
    exactPercent(figure.cost),
  ];
  await printTable("Result", {
    head: ["types", "bits", `${metric}, searched`, "kept back", "lost there", "cost"],
    rows: [
      ["float64", "", shortNumber(float.searched), shortNumber(float.heldOut), "", ""],
      row("found", tuned, tuned.averageBits),
      ...single === null ? [] : [row(`one type, ${single.type}`, single, single.averageBits)],
      ...choice.given === null ? [] : [row("as set", choice.given, null)],
    ],
  }, io);
  io.stdout.write(`cost: shares of ${shown(weighedBy)}, summed, without FIFOs\n`);
  io.stdout.write(
    `${choice.candidates} candidates; the budget ends at ${shortNumber(choice.limit)}${
      single === null ? "" : `; ${percentLess(tuned.cost, single.cost)} less than with one type`
    }\n`,
  );
  if (tuned.loss > choice.budget) {
    warn(
      io,
      `the budget is not kept on the samples that were kept back: ${
        shortNumber(tuned.loss - choice.budget)
      } ± ${shortNumber(tuned.lossError)} too much is lost; more samples help, or a smaller budget`,
    );
  }
  for (const { layer, type, overflows } of choice.tensors) {
    if (overflows > 0) {
      warn(io, `${layer}: ${type} saturates in ${overflows} of the samples that were kept back`);
    }
  }
  if (!choice.isComplete) warn(io, "the search was interrupted: these are the best types that it had found");
}

function percentLess(cost: number, than: number): string {
  return `${Math.round(100 * (1 - cost / than))} %`;
}
