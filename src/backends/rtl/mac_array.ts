import { largest } from "../../base/extremes.ts";
import type { MacPlan, StreamTensor, TurnsSchedule, WeightMemory } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile, packed } from "./literals.ts";
import type { Parameter } from "./module.ts";
import { naming } from "./names.ts";
import { macCycles, REGISTERS, treeLevels } from "./timing.ts";
import { type MacPhase, macTurns, type PhaseTurns } from "./turns.ts";

/** A stage that multiplies, as parameters of a module that has a `mac_array.v`. */
export interface MacParameters {
  readonly parameters: readonly Parameter[];
  readonly memories: ReadonlyMap<string, string>;
  /** Turns of the largest phase. */
  readonly turnWidth: number;
  readonly addressWidth: number;
  /** As long as a phase keeps the multipliers, in the order of the phases. */
  readonly phases: readonly PhaseTurns[];
  /** How the multipliers are shared. */
  readonly schedule: TurnsSchedule;
  /** Bias in the result's type, which an output without inputs is. */
  readonly empty: readonly bigint[];
  /** Cycles from the start of an output to its push, beside the turns behind its first. */
  readonly cycles: number;
}

/** Weights, widths and casts of a stage that multiplies. */
export function macParameters(
  id: string,
  plan: MacPlan,
  { phases, memory, output }: {
    readonly phases: readonly MacPhase[];
    readonly memory: WeightMemory;
    readonly output: StreamTensor;
  },
): MacParameters {
  const { accumulator, weights, numbers: { product, starts, empty } } = plan;
  const bound = macTurns(plan, phases, memory);
  const { schedule, words } = bound;
  const turns = largest(bound.phases.map((phase) => phase.turns), 1);
  const turnWidth = indexWidth(turns + 1);
  const addressWidth = indexWidth(words.length);
  const file = naming.memory(id, "weights");
  const wordWidth = schedule.inputLanes * schedule.outputLanes * weights.type.width;
  const fraction = fractionBits(accumulator);
  return {
    parameters: [
      ["W_WIDTH", weights.type.width],
      ["W_SIGNED", weights.type.signed],
      ["INPUT_LANES", schedule.inputLanes],
      ["TURNS", turns],
      ["TURN_WIDTH", turnWidth],
      ["OUTPUT_LANES", schedule.outputLanes],
      ["OUTPUT_TURNS", schedule.outputTurns],
      ["PART_WIDTH", schedule.counters.outputTurn.width],
      ["WORDS", words.length],
      ["ADDRESS_WIDTH", addressWidth],
      ["WEIGHT_FILE", file],
      ["MUL_BEFORE", REGISTERS.mulBefore],
      ["MUL_AFTER", REGISTERS.mulAfter],
      ["PRODUCT_SHIFT", product.fraction - fraction],
      ...castParameters("ACC", { fraction: product.fraction }, accumulator).filter(([name]) =>
        name !== "ACC_SHIFT"
      ),
      ["BIAS", { bits: packed(starts, accumulator.width), width: starts.length * accumulator.width }],
      ...castParameters("RESULT", { fraction }, output.type),
    ],
    memories: new Map([
      [file, memoryFile(words.map((word) => packed(word, weights.type.width)), wordWidth)],
    ]),
    turnWidth,
    addressWidth,
    phases: bound.phases,
    schedule,
    empty,
    cycles: macCycles(accumulator.overflow === "AP_WRAP" ? treeLevels(schedule.inputLanes) : 0),
  };
}
