import type { BuiltCandidate, Candidate, Metric } from "../../explore/mod.ts";
import { renderExplorationPage } from "../../view/mod.ts";
import { configurationText } from "./members.ts";
import { writeFileAtomically } from "../files.ts";
import { type SearchParts, unknownPartText } from "../design/part_text.ts";

/** Writes the page of an exploration. */
export async function writeExplorationPage(
  output: string,
  { name, metric, candidates, isComplete, ...parts }: SearchParts & {
    readonly name: string;
    readonly metric: Metric;
    readonly candidates: readonly Candidate[];
    readonly isComplete: boolean;
  },
): Promise<void> {
  const unknown = unknownPartText(parts);
  const textOf = await configurationText();
  const page = await renderExplorationPage({
    name,
    part: parts.part,
    metric,
    candidates,
    notes: [
      ...unknown === null ? [] : [`The cost of candidates: ${unknown}.`],
      ...isComplete ? [] : ["The exploration was interrupted: there are more candidates than these."],
    ],
    textOf: (candidate: BuiltCandidate) => textOf(candidate, metric.name),
  });
  await writeFileAtomically(output, new TextEncoder().encode(page));
}
