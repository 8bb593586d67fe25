import { busyCycles, sharedTurns } from "../../design/elastic_cycles.ts";
import { turnsOf } from "../../design/mac_schedule.ts";
import {
  lanesText,
  type MacPlan,
  type TurnsSchedule,
  unusualLanes,
  type WeightMemory,
} from "../../design/mod.ts";

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
  /** Mantissas: output lane by output lane, the input lanes of an output side by side. */
  readonly words: readonly (readonly bigint[])[];
}

/** How multipliers are shared, in a comment. */
export function sharingText(schedule: TurnsSchedule): string {
  const lanes = unusualLanes(schedule);
  const shared = lanes === null ? "" : ` in ${lanesText(lanes)} lanes`;
  return `reuse factor ${schedule.factor}: ${schedule.multipliers} multipliers${shared}`;
}

/** How `mac_array.v` takes its turns. */
export function macTurns(
  plan: Pick<MacPlan, "schedule">,
  phases: readonly MacPhase[],
  memory: WeightMemory,
): MacTurns {
  const schedule = sharedTurns(plan.schedule);
  const { inputLanes, outputLanes, outputTurns } = schedule;
  const lanes = inputLanes * outputLanes;
  const words: bigint[][] = [];
  const bound = phases.map(({ inputs, base }): PhaseTurns => {
    const turns = turnsOf(inputs, schedule);
    const first = words.length;
    for (let word = 0; word < turns * outputTurns; word++) {
      const part = Math.floor(word / turns);
      const turn = word % turns;
      words.push(Array.from({ length: lanes }, (_, lane) => {
        const inputLane = lane % inputLanes;
        const outputLane = Math.floor(lane / inputLanes);
        if (memory.kind === "rom") {
          return memory.values[(base + word) * lanes + inputLane * outputLanes + outputLane];
        }
        const input = turn * inputLanes + inputLane;
        const output = part * outputLanes + outputLane;
        return input < inputs ? memory.values[base + input * outputLanes * outputTurns + output] : 0n;
      }));
    }
    return { turns, cycles: busyCycles(inputs, plan), base: inputs === 0 ? 0 : first };
  });
  return { schedule, phases: bound, words };
}
