import type { BuiltCandidate, Candidate, Metric } from "../explore/mod.ts";
import { renderExplorationPage } from "../view/mod.ts";
import { configurationText } from "./explore_members.ts";
import { writeFileAtomically } from "./files.ts";

/** Writes the page of an exploration. */
export async function writeExplorationPage(
  output: string,
  { name, part, metric, candidates, isComplete }: {
    readonly name: string;
    readonly part: string;
    readonly metric: Metric;
    readonly candidates: readonly Candidate[];
    readonly isComplete: boolean;
  },
): Promise<void> {
  const textOf = await configurationText();
  const page = await renderExplorationPage({
    name,
    part,
    metric,
    candidates,
    notes: isComplete ? [] : ["The exploration was interrupted: there are more candidates than these."],
    textOf: (candidate: BuiltCandidate) => textOf(candidate, metric.name),
  });
  await writeFileAtomically(output, new TextEncoder().encode(page));
}
