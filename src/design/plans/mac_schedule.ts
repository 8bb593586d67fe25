import { turnCounters } from "../work/counters.ts";
import type { MacPlan, MacSchedule, TurnsSchedule, UnrolledSchedule } from "./mac_plans.ts";
import type { Strategy, Target } from "../../target/mod.ts";
import { areSameLanes, factorOf, type Lanes, lanesOf } from "../multipliers/lanes.ts";
import { pairedLanesOf, type ProductPairs } from "../multipliers/product_pairs.ts";
import type { MatrixSize } from "../multipliers/reuse.ts";

/** The strategy that each kind of schedule is made for. */
export const STRATEGY_OF: Readonly<Record<MacSchedule["kind"], Strategy>> = {
  unrolled: "latency",
  turns: "resource",
};

/** What a schedule is made for. */
export interface ScheduleRequest extends MatrixSize {
  readonly strategy: Strategy;
  /** Valid ones of the matrix. */
  readonly lanes: Lanes;
  /** Additions that a cycle holds of a sum that is carried from turn to turn; `Infinity` where any order gives the same. */
  readonly additions: number;
  /** How products pair; null where each has a multiplier. */
  readonly pairs: ProductPairs | null;
}

/** Additions that a cycle holds of the sums of a target's kernels ({@linkcode ScheduleRequest.additions}). */
export function additionsOf(
  { orderFree }: Pick<MacPlan, "orderFree">,
  { timing }: Pick<Target, "timing">,
): number {
  return orderFree || timing.pipelines === "elastic" ? Infinity : timing.orderedAdditions;
}

/**
 * The strategy that a target builds where one was asked for: without a tool that decides which products share a multiplier, as
 * where pipelines are elastic, all of them share in turns.
 */
export function builtStrategy(asked: Strategy, { timing }: Pick<Target, "timing">): Strategy {
  return timing.pipelines === "elastic" ? "resource" : asked;
}

/** How valid lanes share the multipliers of a matrix. */
export function planSchedule(request: ScheduleRequest): MacSchedule {
  const { strategy, lanes, inputs, outputs, pairs } = request;
  const factor = factorOf(lanes, request);
  switch (strategy) {
    case "latency": {
      const pairedLanes = pairedLanesOf(outputs, pairs);
      return {
        kind: "unrolled",
        factor,
        interval: factor,
        products: lanes.inputs * lanes.outputs,
        multipliers: Math.ceil(inputs * multipliersOf({ outputLanes: outputs, pairedLanes }) / factor),
        pairedLanes,
        inputLanes: inputs,
        outputLanes: outputs,
        turns: 1,
        outputTurns: 1,
        iterations: 1,
        counters: turnCounters({ turns: 1, outputTurns: 1, iterations: 1 }),
        lanes,
      } satisfies UnrolledSchedule;
    }
    case "resource":
      return planTurns(request);
  }
}

/** Multipliers that an input lane has for all output lanes. */
function multipliersOf(
  { outputLanes, pairedLanes }: Pick<MacSchedule, "outputLanes" | "pairedLanes">,
): number {
  return outputLanes / pairedLanes * Math.ceil(pairedLanes / 2);
}

/** How valid lanes share multipliers in turns. */
function planTurns(
  { lanes, inputs, outputs, additions, pairs }: Omit<ScheduleRequest, "strategy">,
): TurnsSchedule {
  const turns = inputs / lanes.inputs;
  const outputTurns = outputs / lanes.outputs;
  const iterations = turns * outputTurns;
  const pairedLanes = pairedLanesOf(lanes.outputs, pairs);
  return {
    kind: "turns",
    factor: iterations,
    // Whatever is done in one turn waits for none.
    interval: turns === 1 ? 1 : Math.max(1, Math.ceil(lanes.inputs / additions)),
    products: lanes.inputs * lanes.outputs,
    multipliers: lanes.inputs * multipliersOf({ outputLanes: lanes.outputs, pairedLanes }),
    pairedLanes,
    inputLanes: lanes.inputs,
    outputLanes: lanes.outputs,
    turns,
    outputTurns,
    iterations,
    counters: turnCounters({ turns, outputTurns, iterations }),
  };
}

/** The lanes of a schedule where its factor alone would mean others; null where it means them. */
export function unusualLanes(schedule: MacSchedule): Lanes | null {
  const { factor, inputLanes, turns, outputLanes, outputTurns } = schedule;
  const meant = lanesOf(factor, { inputs: inputLanes * turns, outputs: outputLanes * outputTurns });
  const lanes = sharedLanes(schedule);
  return meant !== null && areSameLanes(meant, lanes) ? null : lanes;
}

/** The lanes that a schedule shares multipliers by; of an unrolled one those that say its factor. */
export function sharedLanes(schedule: MacSchedule): Lanes {
  if (schedule.kind === "unrolled") return schedule.lanes;
  return { inputs: schedule.inputLanes, outputs: schedule.outputLanes };
}

/** Turns in which so many inputs are multiplied; none for no inputs. */
export function turnsOf(inputs: number, { inputLanes }: Pick<MacSchedule, "inputLanes">): number {
  return Math.ceil(inputs / inputLanes);
}

/** A phase that has multipliers of its own. */
export interface OwnPhase extends Pick<MacSchedule, "inputLanes" | "multipliers"> {
  readonly turns: number;
}

/**
 * What phases with multipliers of their own get of the schedule of the largest of them: each ends no later. In turns a phase
 * has a multiplier a lane, also where a turn does not fill all of them; unrolled, a tool shares those of a window between
 * the products of all its phases, so that they are rounded up once, and a phase has its part of them.
 *
 * @param sizes Inputs of each phase.
 */
export function planOwnPhases(sizes: readonly number[], schedule: MacSchedule): readonly OwnPhase[] {
  const { kind, factor } = schedule;
  const ofInput = multipliersOf(schedule);
  let products = 0;
  return sizes.map((inputs) => {
    const { inputLanes, turns } = planOwnLanes(inputs, schedule);
    const before = Math.ceil(products / factor);
    products += inputs * ofInput;
    const shared = Math.ceil(products / factor) - before;
    return {
      inputLanes,
      turns,
      multipliers: kind === "unrolled" ? shared : inputs && inputLanes * ofInput,
    };
  });
}

/** Lanes and turns of a phase of fewer inputs than the largest, which has multipliers of its own. */
export function planOwnLanes(inputs: number, schedule: MacSchedule): Omit<OwnPhase, "multipliers"> {
  const inputLanes = Math.max(1, Math.ceil(inputs / schedule.turns));
  return { inputLanes, turns: turnsOf(inputs, { inputLanes }) };
}
