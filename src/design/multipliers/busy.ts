import type { Target } from "../../target/mod.ts";
import type { ConvolutionPlan } from "../plans/convolution_plans.ts";
import type { DensePlan } from "../plans/plan.ts";
import { lanesOf } from "./lanes.ts";
import type { MacSchedule } from "../plans/mac_plans.ts";
import { additionsOf, planOwnPhases, planSchedule, turnsOf } from "../plans/mac_schedule.ts";

/**
 * How busy multipliers are while their layer makes pixels, as an exact fraction: multiplications with weights of the pixel's
 * own phase, of as many as they could make in that time. Borders of the map count for nothing.
 */
export interface BusyShare {
  /** Multiplications of one pixel of each phase. */
  readonly multiplications: number;
  /** Products that multipliers make in a cycle, times the cycles that those pixels take. */
  readonly places: number;
}

/** How busy the multipliers of a layer are; less than always where a phase has fewer taps than the largest. */
export function busyShare(plan: DensePlan | ConvolutionPlan): BusyShare {
  return shareWith(plan, plan.schedule);
}

/**
 * How busy they would be in turns with another factor.
 * @param factor One of the plan's valid ones.
 */
export function busyShareAt(
  plan: ConvolutionPlan,
  factor: number,
  target: Pick<Target, "timing">,
): BusyShare {
  const size = { inputs: plan.inputs, outputs: plan.channels.output };
  return shareWith(
    plan,
    planSchedule({
      strategy: "resource",
      lanes: lanesOf(factor, size) ?? size,
      additions: additionsOf(plan, target),
      pairs: plan.pairs,
      ...size,
    }),
  );
}

function shareWith(plan: DensePlan | ConvolutionPlan, schedule: MacSchedule): BusyShare {
  const { products, interval, outputTurns, iterations } = schedule;
  if (plan.kind === "dense") {
    return reduced({
      multiplications: plan.inputs * plan.outputs,
      places: products * interval * iterations,
    });
  }
  const { phases, channels: { output }, walk } = plan;
  const multiplications = phases.reduce((sum, { inputs }) => sum + inputs * output, 0);
  switch (walk.kind) {
    case "stream": {
      // One set of multipliers for all phases, one after the other.
      const turns = phases.reduce(
        (sum, { inputs }) => sum + Math.max(1, turnsOf(inputs, schedule) * outputTurns),
        0,
      );
      return reduced({ multiplications, places: products * interval * turns });
    }
    case "parallel": {
      // Each phase has multipliers of its own, all at once; of one that makes two products each counts.
      const sizes = phases.map(({ inputs }) => inputs);
      const own = planOwnPhases(sizes, { ...schedule, pairedLanes: 1 }).reduce(
        (sum, phase) => sum + phase.multipliers,
        0,
      );
      return reduced({ multiplications, places: own * interval * iterations });
    }
  }
}

function reduced({ multiplications, places }: BusyShare): BusyShare {
  let [a, b] = [multiplications, places];
  while (b > 0) [a, b] = [b, a % b];
  const divisor = Math.max(1, a);
  return { multiplications: multiplications / divisor, places: places / divisor };
}
