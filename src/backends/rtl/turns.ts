import { planTurns, turnsOf } from "../../design/mac_schedule.ts";
import type { MacPlan, TurnsSchedule, WeightMemory } from "../../design/mod.ts";
import { packWeights } from "../../design/pack.ts";

/** What shares the multipliers: a phase of a convolution, a whole dense layer. */
export interface MacPhase {
  readonly inputs: number;
  /** Where its weights start in the plan's memory. */
  readonly base: number;
}

/** How `mac_array.v` makes an output of a phase. */
export interface PhaseTurns {
  /** Turns of each part of the outputs; 0 for no inputs. */
  readonly turns: number;
  /** Cycles that an output keeps the multipliers, at least 1. */
  readonly cycles: number;
  /** First word of its weights; 0 for no inputs. */
  readonly base: number;
}

/** The turns of a stage that multiplies, and its weights as words, one a turn. */
export interface MacTurns {
  readonly schedule: TurnsSchedule;
  readonly phases: readonly PhaseTurns[];
  /** Mantissas: input lane by input lane, the output lanes of an input side by side. */
  readonly words: readonly (readonly bigint[])[];
}

/**
 * Binds a schedule to the turns of `mac_array.v`. Strategy `resource` has planned them; strategy `latency` leaves it to
 * whoever builds it how a factor shares the multipliers, and here gets the turns of the same factor.
 */
export function macTurns(
  { schedule: asked, inputs, outputs }: {
    readonly schedule: MacPlan["schedule"];
    readonly inputs: number;
    readonly outputs: number;
  },
  phases: readonly MacPhase[],
  memory: WeightMemory,
): MacTurns {
  if (asked.kind === "turns" && memory.kind === "rom") {
    return withWords(asked, phases, phases.map(({ base }) => base), memory.values);
  }
  const schedule = planTurns({ factor: asked.factor, inputs, outputs });
  const { values } = packWeights(
    phases.map((phase) => ({
      inputs: phase.inputs,
      weightAt: (input, output) => memory.values[phase.base + input * outputs + output],
    })),
    schedule,
  );
  let next = 0;
  const bases = phases.map((phase) => {
    const base = next;
    next += turnsOf(phase.inputs, schedule) * schedule.outputTurns;
    return phase.inputs === 0 ? 0 : base;
  });
  return withWords(schedule, phases, bases, values);
}

function withWords(
  schedule: TurnsSchedule,
  phases: readonly MacPhase[],
  bases: readonly number[],
  values: BigInt64Array,
): MacTurns {
  const lanes = schedule.inputLanes * schedule.outputLanes;
  return {
    schedule,
    phases: phases.map(({ inputs }, i) => {
      const turns = turnsOf(inputs, schedule);
      return { turns, cycles: Math.max(1, turns * schedule.outputTurns), base: bases[i] };
    }),
    words: Array.from(
      { length: values.length / lanes },
      (_, word) => Array.from(values.subarray(word * lanes, (word + 1) * lanes)),
    ),
  };
}
