import type { MergeModule, MergePlan, StreamTensor } from "../../design/mod.ts";
import { indexBits } from "../../schedule/mod.ts";
import { castParameters } from "./cast.ts";
import type { Parameter, StageModule } from "./module.ts";

/** Operations of `merge.v`. */
const OPERATIONS: Readonly<Record<MergePlan["operation"], number>> = {
  add: 0,
  subtract: 1,
  multiply: 2,
  maximum: 3,
  minimum: 4,
};

/** A merge as an instance of `merge.v`, or why there is none. */
export function mergeModule(
  { operation, repeats, mean }: MergePlan,
  { module, inputs, output }: {
    readonly module: MergeModule;
    readonly inputs: readonly StreamTensor[];
    readonly output: StreamTensor;
  },
): StageModule | string {
  const { width, count } = output.beats;
  const { sum, lifts } = module;
  const divisor = sum.divides ? mean?.count ?? 1 : 1;
  const side = (name: string, i: number): Parameter[] => [
    [`${name}_LANES`, repeats[i].channels ? 1 : width],
    [`${name}_WIDTH`, inputs[i].type.width],
    [`${name}_SIGNED`, inputs[i].type.signed],
    [`${name}_LIFT`, lifts[i]],
    [`${name}_STAYS`, repeats[i].pixels],
  ];
  for (const [i, { beats }] of inputs.entries()) {
    if (beats.width !== (repeats[i].channels ? 1 : width)) {
      return `beats of ${beats.width} elements that meet others of ${width}`;
    }
  }
  return {
    module: "merge",
    parameters: [
      ["LANES", width],
      ["BEATS", count],
      ["BEAT_WIDTH", indexBits(count)],
      ["OPERATION", OPERATIONS[operation]],
      ...side("A", 0),
      ...side("B", 1),
      ["E_WIDTH", sum.width],
      ["DIVISOR", divisor],
      ["DIVISOR_WIDTH", indexBits(divisor + 1)],
      ["RAISE", sum.raise],
      ...castParameters("RESULT", sum.result),
    ],
    memories: new Map(),
    inputs: ["a", "b"],
    outputs: [""],
  };
}
