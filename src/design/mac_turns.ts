import { largest } from "../base/extremes.ts";
import { packed } from "../base/packed.ts";
import { indexBits } from "../schedule/mod.ts";
import { constantMemory } from "./constant_memory.ts";
import type { MacPlan, WeightMemory } from "./mac_plans.ts";
import { turnsOf } from "./mac_schedule.ts";
import type { MacTurns, PhaseTurns } from "./module_plans.ts";

/** What shares the multipliers: a phase of a convolution, a whole dense layer. */
export interface MacPhase {
  readonly inputs: number;
  /** Where its weights start in the plan's memory. */
  readonly base: number;
}

/** Plans the turns of a stage that multiplies, and its weights as words, one a turn. */
export function planMacTurns(
  { schedule: planned, weights: { type } }: Pick<MacPlan, "schedule" | "weights">,
  phases: readonly MacPhase[],
  memory: WeightMemory,
): MacTurns {
  const schedule = planned.kind === "turns" ? planned : planned.shared;
  const { inputLanes, outputLanes, outputTurns } = schedule;
  const lanes = inputLanes * outputLanes;
  let words = 0;
  const bound = phases.map(({ inputs }): PhaseTurns => {
    const turns = turnsOf(inputs, schedule);
    const base = inputs === 0 ? 0 : words;
    words += turns * outputTurns;
    return { turns, cycles: Math.max(1, turns * outputTurns), base };
  });
  const most = largest(bound.map(({ turns }) => turns), 1);
  const fill = () =>
    phases.flatMap(({ inputs, base }, phase) => {
      const { turns } = bound[phase];
      return Array.from({ length: turns * outputTurns }, (_, word) => {
        const part = Math.floor(word / turns);
        const turn = word % turns;
        return packed(
          Array.from({ length: lanes }, (_, lane) => {
            const inputLane = lane % inputLanes;
            const outputLane = Math.floor(lane / inputLanes);
            if (memory.kind === "rom") {
              return memory.values[(base + word) * lanes + inputLane * outputLanes + outputLane];
            }
            const input = turn * inputLanes + inputLane;
            const output = part * outputLanes + outputLane;
            return input < inputs ? memory.values[base + input * outputLanes * outputTurns + output] : 0n;
          }),
          type.width,
        );
      });
    });
  return {
    schedule,
    phases: bound,
    most,
    turnBits: indexBits(most + 1),
    addressBits: indexBits(words),
    weights: constantMemory({ words, bits: lanes * type.width, fill }),
  };
}
