import { largest } from "../../base/extremes.ts";
import type { PermutePlan, StreamTensor } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { permuteChunks } from "../../design/permute_chunks.ts";
import { indexWidth, packed } from "./literals.ts";
import type { StageModule } from "./module.ts";

/** A permutation of axes as an instance of `permute.v`. */
export function permuteModule(
  plan: PermutePlan,
  { input, output }: { readonly input: StreamTensor; readonly output: StreamTensor },
): StageModule {
  const { chunk, count: chunks, ofInput, ofOutput, axes } = permuteChunks(plan, { input, output });
  const addressWidth = indexWidth(chunks);
  const axisWidth = indexWidth(largest(axes.map(({ length }) => length), 1));
  // Where an axis counts on, those behind it go back to their first index.
  const steps = axes.map(({ stride }, i) =>
    axes.slice(i + 1).reduce((step, inner) => step - (inner.length - 1) * inner.stride, stride)
  );
  return {
    module: "permute",
    parameters: [
      ["CHUNK", chunk],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["IN_CHUNKS", ofInput],
      ["IN_INDEX_WIDTH", indexWidth(ofInput)],
      ["OUT_CHUNKS", ofOutput],
      ["OUT_INDEX_WIDTH", indexWidth(ofOutput)],
      ["CHUNKS", chunks],
      ["ADDRESS_WIDTH", addressWidth],
      ["AXES", axes.length],
      ["AXIS_WIDTH", axisWidth],
      ["LAST", {
        bits: packed(axes.map(({ length }) => length - 1), axisWidth),
        width: axes.length * axisWidth,
      }],
      ["STEP", { bits: packed(steps, addressWidth), width: axes.length * addressWidth }],
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `axes in the order ${plan.permutation.join(", ")}`,
  };
}
