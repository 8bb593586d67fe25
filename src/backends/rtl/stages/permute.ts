import { packed } from "../../../base/numbers/packed.ts";
import type { PermuteModule, PermutePlan, StreamTensor } from "../../../design/mod.ts";
import { castParameters } from "./cast.ts";
import type { StageModule } from "../text/module.ts";

/** A permutation of axes as an instance of `permute.v`. */
export function permuteModule(
  { permutation, numbers }: PermutePlan,
  { module, input }: {
    readonly module: PermuteModule;
    readonly input: StreamTensor;
  },
): StageModule {
  const { axes, axisBits, addressBits } = module;
  return {
    module: "permute",
    parameters: [
      ["CHUNK", module.chunk],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["IN_CHUNKS", module.ofInput],
      ["IN_INDEX_WIDTH", module.inputBits],
      ["OUT_CHUNKS", module.ofOutput],
      ["OUT_INDEX_WIDTH", module.outputBits],
      ["CHUNKS", module.count],
      ["ADDRESS_WIDTH", addressBits],
      ["AXES", axes.length],
      ["AXIS_WIDTH", axisBits],
      ["LAST", {
        bits: packed(axes.map(({ length }) => length - 1), axisBits),
        width: axes.length * axisBits,
      }],
      ["STEP", { bits: packed(axes.map(({ step }) => step), addressBits), width: axes.length * addressBits }],
      ...castParameters("RESULT", numbers.result),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `axes in the order ${permutation.join(", ")}`,
  };
}
