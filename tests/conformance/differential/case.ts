import type { Design } from "../../../src/design/mod.ts";
import { explainSimulation, type StageExplanation } from "../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { Choices } from "./choices.ts";
import type { Goal, Sort } from "./goals.ts";
import type { DrawnNetwork } from "./layer.ts";
import { designOf, drawSamples } from "./network.ts";

/** What the cases of a run are drawn from. */
export const SEED = Deno.env.get("INTERLACE_SEED") ?? "1";

/** A drawn network as a design, and samples for it. */
export interface DrawnCase {
  readonly network: DrawnNetwork;
  readonly design: Design;
  readonly samples: readonly FixedTensor[];
  /** Stages that take the path that it was drawn for; none if it missed. */
  readonly hits: readonly StageExplanation[];
}

/** Which sort of a goal a case is of: they take turns. */
export function sortOf({ sorts }: Goal, number: number): Sort {
  return sorts[number % sorts.length];
}

/** The case of a number among those of a goal, whatever came before it; null where types or shapes are refused. */
export function drawCase(goal: Goal, number: number): DrawnCase | null {
  const choose = new Choices(`${SEED} ${goal.path} ${number}`);
  const sort = sortOf(goal, number);
  const network = sort.draw(choose);
  const design = designOf(network, {
    io: choose.of(["io_stream", "io_parallel"]),
    strategy: choose.of(["latency", "resource"]),
    reuseFactor: choose.integer(1, 6),
  });
  if (design === null) return null;
  const counts = sort.counts ?? (() => true);
  const hits = explainSimulation(design).filter((stage) => stage.path === goal.path && counts(stage));
  return { network, design, samples: drawSamples(choose, network), hits };
}
