import { largest } from "../../base/extremes.ts";
import { packed } from "../../base/packed.ts";
import type { PermuteModule, PermutePlan, StreamTensor } from "../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { indexBits } from "../../schedule/mod.ts";
import type { StageModule } from "./module.ts";

/** A permutation of axes as an instance of `permute.v`. */
export function permuteModule(
  { permutation, numbers }: PermutePlan,
  { module, input }: {
    readonly module: PermuteModule;
    readonly input: StreamTensor;
  },
): StageModule {
  const { chunk, count: chunks, ofInput, ofOutput, axes, addressBits } = module;
  const axisWidth = indexBits(largest(axes.map(({ length }) => length), 1));
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
      ["IN_INDEX_WIDTH", indexBits(ofInput)],
      ["OUT_CHUNKS", ofOutput],
      ["OUT_INDEX_WIDTH", indexBits(ofOutput)],
      ["CHUNKS", chunks],
      ["ADDRESS_WIDTH", addressBits],
      ["AXES", axes.length],
      ["AXIS_WIDTH", axisWidth],
      ["LAST", {
        bits: packed(axes.map(({ length }) => length - 1), axisWidth),
        width: axes.length * axisWidth,
      }],
      ["STEP", { bits: packed(steps, addressBits), width: axes.length * addressBits }],
      ...castParameters("RESULT", numbers.result),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `axes in the order ${permutation.join(", ")}`,
  };
}
