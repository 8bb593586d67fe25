import type { DensePlan, Stage } from "../../design/mod.ts";
import { indexWidth } from "./literals.ts";
import { macParameters } from "./mac_array.ts";
import type { MultiplierEnds, StageModule } from "./module.ts";
import { sharingText } from "./turns.ts";

/** A dense layer as an instance of `dense.v`, or why there is none. */
export function denseModule(
  { id }: Stage,
  plan: DensePlan,
  { input, output, timing }: MultiplierEnds,
): StageModule | string {
  if (output.beats.count !== 1) {
    return `a dense layer that writes ${output.beats.count} beats: only one is built`;
  }
  const phases = [{ inputs: plan.inputs, base: 0 }];
  const mac = macParameters(id, plan, { phases, memory: plan.memory, output, timing });
  const { cycles } = mac.phases[0];
  const { counters } = mac.schedule;
  return {
    module: "dense",
    parameters: [
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["LANES", input.beats.width],
      ["BEATS", input.beats.count],
      ["BEAT_WIDTH", indexWidth(input.beats.count + 1)],
      ["CYCLE_WIDTH", counters.iteration.width],
      ["CYCLES", { bits: BigInt(cycles - 1), width: counters.iteration.width }],
      ...mac.parameters,
    ],
    memories: mac.memories,
    inputs: ["in"],
    outputs: [""],
    about: `${plan.inputs} to ${plan.outputs} elements, ${sharingText(mac.schedule)}`,
  };
}
