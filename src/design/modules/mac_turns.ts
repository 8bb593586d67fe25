import { largest } from "../../base/numbers/extremes.ts";
import { packed } from "../../base/numbers/packed.ts";
import { indexBits } from "../../walk/mod.ts";
import { constantMemory } from "../memories/constant_memory.ts";
import type { StreamPhase } from "../plans/convolution_plans.ts";
import type { MacPlan, WeightMemory } from "../plans/mac_plans.ts";
import type { MacTurns } from "../plans/module_plans.ts";

/**
 * Plans the control of a stage that multiplies in turns, and its weights as bits of words, one a turn.
 * @throws {TypeError} for weights that are all read at once, which callers know to be no case.
 */
export function planMacTurns(
  { weights: { type } }: Pick<MacPlan, "weights">,
  phases: readonly StreamPhase[],
  memory: WeightMemory,
): MacTurns {
  if (memory.kind !== "rom") {
    throw new TypeError("Weights that are all read at once are no words of a module");
  }
  const { words, lanes } = memory;
  const most = largest(phases.map(({ turns }) => turns), 1);
  return {
    phases,
    most,
    turnBits: indexBits(most + 1),
    weights: constantMemory({
      words,
      bits: lanes * type.width,
      fill: () => {
        const { values } = memory;
        return Array.from(
          { length: words },
          (_, word) => packed([...values.subarray(word * lanes, (word + 1) * lanes)], type.width),
        );
      },
    }),
  };
}
