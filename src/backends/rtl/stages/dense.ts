import type { DenseModule, DensePlan, Stage } from "../../../design/mod.ts";
import { macParameters, multipliersText } from "./mac_array.ts";
import type { MultiplierEnds, StageModule } from "../text/module.ts";

/** A dense layer as an instance of `dense.v`, or why there is none. */
export function denseModule(
  { id }: Stage,
  { plan, module: { beatBits, turns }, input, output, timing }: MultiplierEnds & {
    readonly plan: DensePlan;
    readonly module: DenseModule;
  },
): StageModule | string {
  if (output.beats.count !== 1) {
    return `a dense layer that writes ${output.beats.count} beats: only one is built`;
  }
  const mac = macParameters(id, plan, { turns, timing });
  const { schedule } = plan;
  const { width } = schedule.counters.iteration;
  return {
    module: "dense",
    parameters: [
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["LANES", input.beats.width],
      ["BEATS", input.beats.count],
      ["BEAT_WIDTH", beatBits],
      ["CYCLE_WIDTH", width],
      ["CYCLES", { bits: BigInt(schedule.iterations - 1), width }],
      ...mac.parameters,
    ],
    memories: mac.memories,
    inputs: ["in"],
    outputs: [""],
    about: `${plan.inputs} to ${plan.outputs} elements, ${multipliersText(plan)}`,
  };
}
