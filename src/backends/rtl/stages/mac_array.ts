import { packed } from "../../../base/numbers/packed.ts";
import { type MacPlan, type MacTurns, sharingText } from "../../../design/mod.ts";
import type { ElasticTiming } from "../../../target/mod.ts";
import { castParameters, typeParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import { multiplierParameters, type Parameter } from "../text/module.ts";
import { naming } from "../text/names.ts";

/** A stage that multiplies, as parameters of a module that has a `mac_array.v`. */
export interface MacParameters {
  readonly parameters: readonly Parameter[];
  readonly memories: ReadonlyMap<string, string>;
}

/** How many multipliers a stage has, how it shares them, and of what they are. */
export function multipliersText({ schedule, multiplier }: Pick<MacPlan, "schedule" | "multiplier">): string {
  const made = multiplier === "lut" ? " of adders" : "";
  return `${sharingText(schedule)}: ${schedule.multipliers} multipliers${made}`;
}

/** Weights, widths and casts of a stage that multiplies. */
export function macParameters(
  id: string,
  plan: MacPlan,
  { turns, timing }: {
    readonly turns: MacTurns;
    readonly timing: ElasticTiming;
  },
): MacParameters {
  const { accumulator, weights, schedule, numbers: { starts, casts } } = plan;
  const { most, turnBits } = turns;
  const file = naming.memory(id, "weights");
  return {
    parameters: [
      ["W_WIDTH", weights.type.width],
      ["W_SIGNED", weights.type.signed],
      ["INPUT_LANES", schedule.inputLanes],
      ["TURNS", most],
      ["TURN_WIDTH", turnBits],
      ["OUTPUT_LANES", schedule.outputLanes],
      ["OUTPUT_TURNS", schedule.outputTurns],
      ["PART_WIDTH", schedule.counters.outputTurn.width],
      ["WORDS", turns.weights.words],
      ["ADDRESS_WIDTH", turns.weights.addressBits],
      ["WEIGHT_FILE", file],
      ...plan.multiplier === "lut" ? [["MUL_IN_LOGIC", 1] as const] : [],
      ...multiplierParameters(timing),
      ["ADDER_LEVELS", timing.adderLevels],
      ["PRODUCT_SHIFT", casts.product.dropped],
      ...typeParameters("ACC", accumulator),
      ["BIAS", { bits: packed(starts, accumulator.width), width: starts.length * accumulator.width }],
      ...castParameters("RESULT", casts.result),
    ],
    memories: new Map([[file, memoryFile(turns.weights)]]),
  };
}
