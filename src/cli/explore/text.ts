import { exactPercent } from "../../base/text/percent.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import { inThousands } from "../../base/text/thousands.ts";
import {
  type BuiltCandidate,
  type Candidate,
  candidateName,
  isBuilt,
  type Metric,
} from "../../explore/mod.ts";
import { printTable } from "../design/text.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import type { SearchParts } from "../design/part_text.ts";

/** What there is to tell of an exploration. */
export interface Exploration {
  readonly metric: Metric;
  readonly candidates: readonly Candidate[];
  /** Those that no other one beats. */
  readonly members: readonly BuiltCandidate[];
  /** Paths of their configurations by their names. */
  readonly files: ReadonlyMap<string, string>;
}

/** A candidate in a line. */
export function candidateLine(candidate: Candidate, metric: string): string {
  const name = candidateName(candidate);
  if (!isBuilt(candidate)) return `${name}: ${shown(candidate.reason ?? "")}`;
  const { metric: value, cycles, cost } = candidate.figures;
  return `${name}: ${shown(metric)} ${shortNumber(value)}, ${inThousands(cycles)} cycles, ${
    exactPercent(cost)
  } of the part`;
}

/** Prints the candidates that are worth it, and how many others there are. */
export async function printExploration(
  exploration: Exploration,
  { weighedBy }: SearchParts,
  io: CliIo,
): Promise<void> {
  const { metric, candidates, members } = exploration;
  if (candidates.length === 0) {
    io.stdout.write("nothing was computed\n");
    return;
  }
  if (members.length > 0) await printMembers(exploration, io);
  const failed = candidates.filter((candidate) => !isBuilt(candidate));
  for (const candidate of failed) io.stdout.write(`${candidateLine(candidate, metric.name)}\n`);
  io.stdout.write(`${members.length} of ${candidates.length} candidates\n`);
  if (members.length === 0) return;
  io.stdout.write(`cost: shares of ${shown(weighedBy)}, summed; it and resources without FIFOs\n`);
}

async function printMembers({ metric, members }: Exploration, io: CliIo): Promise<void> {
  await printTable("Pareto set: what no other candidate beats in metric, cycles and cost", {
    head: ["design", metric.name, "±", "cycles", "cost", "multipliers", "DSP", "BRAM", "LUT", "FF", "bits"],
    rows: members.map((member) => {
      const { figures } = member;
      const { DSP, BRAM_18K, LUT, FF } = figures.resources;
      return [
        candidateName(member),
        shortNumber(figures.metric),
        shortNumber(figures.spread),
        figures.cycles,
        exactPercent(figures.cost),
        figures.multipliers,
        DSP,
        BRAM_18K,
        Math.round(LUT),
        Math.round(FF),
        figures.averageBits.toFixed(1),
      ];
    }),
  }, io);
}

/** The same for programs. */
export function explorationSummary({ metric, candidates, members, files }: Exploration) {
  return {
    metric: metric.name,
    better: metric.better,
    candidates: candidates.map((candidate) => ({ name: candidateName(candidate), ...candidate })),
    pareto: members.map((member) => {
      const name = candidateName(member);
      return { name, configuration: files.get(name) };
    }),
  };
}
