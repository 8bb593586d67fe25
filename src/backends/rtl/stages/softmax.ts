import type { SoftmaxModule, SoftmaxPlan, Stage } from "../../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import { type MultiplierEnds, multiplierParameters, type StageModule } from "../text/module.ts";
import { naming } from "../text/names.ts";

/** A softmax as an instance of `softmax.v`, or why there is none. */
export function softmaxModule(
  { id }: Stage,
  { plan, module: { exponentials, reciprocals, exponentBits }, input, output, timing }: MultiplierEnds & {
    readonly plan: SoftmaxPlan;
    readonly module: SoftmaxModule;
  },
): StageModule | string {
  const { channels, numbers: { exponents, result } } = plan;
  if (input.beats.width !== channels || output.beats.width !== channels) {
    return `beats of ${input.beats.width} and ${output.beats.width} elements, which are no pixels`;
  }
  const files = { exponentials: naming.memory(id, "exponentials"), inverses: naming.memory(id, "inverses") };
  return {
    module: "softmax",
    parameters: [
      ["CHANNELS", channels],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["SHIFT", plan.shift],
      ["HALF", { bits: plan.half, width: input.type.width + 2 }],
      ["EXPONENTIALS", exponentials.words],
      ["EXPONENTIAL_ADDRESS_WIDTH", exponentials.addressBits],
      ["SHARE_WIDTH", exponentials.bits],
      ["EXPONENTIAL_FILE", files.exponentials],
      ["EXPONENTS", exponents],
      ["EXPONENT_WIDTH", exponentBits],
      ["INVERSE_BITS", plan.inverseBits],
      ["INVERSE_FILE", files.inverses],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", result),
    ],
    memories: new Map([
      [files.exponentials, memoryFile(exponentials)],
      [files.inverses, memoryFile(reciprocals)],
    ]),
    inputs: ["in"],
    outputs: [""],
  };
}
