import { type Design, moduleInterval, type Stage } from "../design/mod.ts";
import { loopCycles } from "../estimate/cycles.ts";

/** Cycles that a stage takes for an image if it never waits. */
export interface StageCycles {
  /** No fewer than these, which are known at once. */
  readonly leastCycles: number;
  /** The exact ones where they are known by now, else the least. */
  readonly knownCycles: number;
  /** As the schedule of the target counts them: where pipelines are elastic, those of a run that is made when it is asked for. */
  readonly cycles: number;
}

/** Intervals of runs of a stage that were made, by what of the sharing of its multipliers they follow from. */
export type KnownRuns = Map<string, number>;

/** Cycles of a stage of a design. */
export function stageCycles(design: Design, stage: Stage, runs: KnownRuns = new Map()): StageCycles {
  const { work } = stage;
  if (work.kind === "parallel" || work.build.kind === "kernel") {
    const cycles = loopCycles(work);
    return { leastCycles: cycles, knownCycles: cycles, cycles };
  }
  const { leastCycles } = work.build;
  if (stage.plan.kind === "input") return { leastCycles, knownCycles: leastCycles, cycles: leastCycles };
  const { key, exact } = moduleInterval(design, stage);
  return {
    leastCycles,
    get knownCycles() {
      return runs.get(key) ?? leastCycles;
    },
    get cycles() {
      const cycles = runs.get(key) ?? exact();
      runs.set(key, cycles);
      return cycles;
    },
  };
}
