import type { SoftmaxPlan, Stage } from "../../design/mod.ts";
import { mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile } from "./literals.ts";
import { type MultiplierEnds, multiplierParameters, type StageModule } from "./module.ts";
import { naming } from "./names.ts";

/** A softmax as an instance of `softmax.v`, or why there is none. */
export function softmaxModule(
  { id }: Stage,
  plan: SoftmaxPlan,
  { input, output, timing }: MultiplierEnds,
): StageModule | string {
  const { channels, exponentials, inverses, numbers: { exponents, product } } = plan;
  if (input.beats.width !== channels || output.beats.width !== channels) {
    return `beats of ${input.beats.width} and ${output.beats.width} elements, which are no pixels`;
  }
  const { width } = exponentials.type;
  const files = { exponentials: naming.memory(id, "exponentials"), inverses: naming.memory(id, "inverses") };
  return {
    module: "softmax",
    parameters: [
      ["CHANNELS", channels],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["SHIFT", plan.shift],
      ["HALF", { bits: plan.half, width: input.type.width + 2 }],
      ["EXPONENTIALS", exponentials.data.length],
      ["EXPONENTIAL_ADDRESS_WIDTH", indexWidth(exponentials.data.length)],
      ["SHARE_WIDTH", width],
      ["EXPONENTIAL_FILE", files.exponentials],
      ["EXPONENTS", exponents],
      ["EXPONENT_WIDTH", indexWidth(exponents + 1)],
      ["INVERSE_BITS", plan.inverseBits],
      ["INVERSE_FILE", files.inverses],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", product, output.type),
    ],
    memories: new Map([
      [files.exponentials, entriesFile(exponentials)],
      [files.inverses, entriesFile(inverses)],
    ]),
    inputs: ["in"],
    outputs: [""],
  };
}

function entriesFile({ data, type }: FixedTensor): string {
  return memoryFile(Array.from(data, (_, i) => mantissaAt(data, i, type)), type.width);
}
