import { turnCounters } from "./counters.ts";
import type { MacPlan, MacSchedule, TurnsSchedule, UnrolledSchedule } from "./mac_plans.ts";
import type { Strategy, Target } from "../target/mod.ts";
import type { MatrixSize } from "./reuse.ts";

/** The strategy that each kind of schedule is made for. */
export const STRATEGY_OF: Readonly<Record<MacSchedule["kind"], Strategy>> = {
  unrolled: "latency",
  turns: "resource",
};

/** What a schedule is made for. */
export interface ScheduleRequest extends MatrixSize {
  readonly strategy: Strategy;
  /** A valid reuse factor of the matrix. */
  readonly factor: number;
  /** Additions that a cycle holds of a sum that is carried from turn to turn; `Infinity` where any order gives the same. */
  readonly additions: number;
}

/** Additions that a cycle holds of the sums of a target's kernels ({@linkcode ScheduleRequest.additions}). */
export function additionsOf(
  { orderFree }: Pick<MacPlan, "orderFree">,
  { timing }: Pick<Target, "timing">,
): number {
  return orderFree || timing.pipelines === "elastic" ? Infinity : timing.orderedAdditions;
}

/** How a valid reuse factor shares the multipliers of a matrix. */
export function planSchedule(request: ScheduleRequest): MacSchedule {
  const { strategy, factor, inputs, outputs } = request;
  switch (strategy) {
    case "latency":
      return {
        kind: "unrolled",
        factor,
        interval: factor,
        multipliers: multipliersOf({ factor, inputs, outputs }),
        inputLanes: inputs,
        outputLanes: outputs,
        turns: 1,
        outputTurns: 1,
        iterations: 1,
        counters: turnCounters({ turns: 1, outputTurns: 1, iterations: 1 }),
        shared: planTurns(request),
      } satisfies UnrolledSchedule;
    case "resource":
      return planTurns(request);
  }
}

/** How a valid reuse factor shares multipliers in turns. */
function planTurns(
  { factor, inputs, outputs, additions }: Omit<ScheduleRequest, "strategy">,
): TurnsSchedule {
  const outputTurns = Math.max(1, factor / inputs);
  const inputLanes = factor <= inputs ? inputs / factor : 1;
  const turns = inputs / inputLanes;
  const iterations = turns * outputTurns;
  return {
    kind: "turns",
    factor,
    // Whatever is done in one turn waits for none.
    interval: turns === 1 ? 1 : Math.max(1, Math.ceil(inputLanes / additions)),
    multipliers: multipliersOf({ factor, inputs, outputs }),
    inputLanes,
    outputLanes: outputs / outputTurns,
    turns,
    outputTurns,
    iterations,
    counters: turnCounters({ turns, outputTurns, iterations }),
  };
}

function multipliersOf(
  { factor, inputs, outputs }: Pick<ScheduleRequest, "factor" | "inputs" | "outputs">,
): number {
  return Math.ceil((inputs * outputs) / factor);
}

/** Turns in which so many inputs are multiplied; none for no inputs. */
export function turnsOf(inputs: number, { inputLanes }: Pick<MacSchedule, "inputLanes">): number {
  return Math.ceil(inputs / inputLanes);
}

/**
 * What a phase of fewer inputs, with multipliers of its own, gets of the schedule of the largest phase: it ends no later,
 * and has as many multipliers as its own size needs.
 */
export function planOwnLanes(
  inputs: number,
  schedule: MacSchedule,
): Pick<MacSchedule, "inputLanes" | "multipliers"> & { readonly turns: number } {
  const { kind, factor, outputLanes, outputTurns } = schedule;
  const inputLanes = Math.max(1, kind === "unrolled" ? inputs : Math.ceil(inputs / factor));
  return {
    inputLanes,
    turns: turnsOf(inputs, { inputLanes }),
    multipliers: Math.ceil((inputs * outputLanes * outputTurns) / factor),
  };
}
