import { largest } from "../../base/extremes.ts";
import type { MacPlan, StreamTensor, TurnsSchedule, WeightMemory } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile, packed } from "./literals.ts";
import { multiplierParameters, type Parameter } from "./module.ts";
import { naming } from "./names.ts";
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
}

/** Weights, widths and casts of a stage that multiplies. */
export function macParameters(
  id: string,
  plan: MacPlan,
  { phases, memory, output, timing }: {
    readonly phases: readonly MacPhase[];
    readonly memory: WeightMemory;
    readonly output: StreamTensor;
    readonly timing: ElasticTiming;
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
      ...multiplierParameters(timing),
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
  };
}
