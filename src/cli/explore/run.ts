import { InterlaceError } from "../../base/errors.ts";
import type { Candidate, explore } from "../../explore/mod.ts";
import { candidateLine } from "./text.ts";
import type { CliIo } from "../terminal/io.ts";
import { withAbort } from "../terminal/signals.ts";

/** What an exploration came to, however it ended. */
export interface EndedExploration {
  /** In the order of their intervals. */
  readonly candidates: readonly Candidate[];
  readonly isComplete: boolean;
  /** Why jobs are not done; null where they are, and where somebody interrupted it. */
  readonly failure: InterlaceError | null;
}

/** Runs an exploration; Ctrl-C ends it with what there is. Every candidate is told on standard error. */
export async function exploreUntilEnd(
  start: (signal: AbortSignal) => ReturnType<typeof explore>,
  metric: string,
  io: CliIo,
): Promise<EndedExploration> {
  const candidates: Candidate[] = [];
  let left = 1;
  let failure: InterlaceError | null = null;
  try {
    await withAbort(async (signal) => {
      for await (const { candidate, isKnown, done, total } of start(signal)) {
        candidates.push(candidate);
        left = total - done;
        const known = isKnown ? ", known already" : "";
        io.stderr.write(`${done}/${total} ${candidateLine(candidate, metric)}${known}\n`);
      }
    });
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    if (error.code === "jobs-failed") failure = error;
    else if (error.code !== "interrupted") throw error;
  }
  // Whatever the order in which they were ready.
  const sorted = candidates.toSorted((a, b) => a.interval - b.interval || rank(a) - rank(b));
  return { candidates: sorted, isComplete: left === 0, failure };
}

/** Budgets in front of widths, each ascending. */
function rank({ types }: Candidate): number {
  return "budget" in types ? -1 / (1 + types.budget) : types.width;
}
