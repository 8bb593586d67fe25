import type { MapPlan, MergeForm, StreamTensor } from "../../../design/mod.ts";
import type { Operator } from "../../../layers/mod.ts";
import { castParameters } from "./cast.ts";
import type { Parameter, StageModule } from "../text/module.ts";

/** Operations of `merge.v`. */
const OPERATIONS: Readonly<Record<Operator, number>> = { add: 0, subtract: 1, multiply: 2, max: 3, min: 4 };

/** A map of two tensors as an instance of `merge.v`, or why there is none. */
export function mergeModule(
  { repeats }: MapPlan,
  { form: { operation, met: { sum, lifts }, beatBits, divisor, divisorBits }, inputs, output }: {
    readonly form: MergeForm;
    readonly inputs: readonly StreamTensor[];
    readonly output: StreamTensor;
  },
): StageModule | string {
  const { width, count } = output.beats;
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
      ["BEAT_WIDTH", beatBits],
      ["OPERATION", OPERATIONS[operation]],
      ...side("A", 0),
      ...side("B", 1),
      ["E_WIDTH", sum.width],
      ["DIVISOR", divisor],
      ["DIVISOR_WIDTH", divisorBits],
      ["RAISE", sum.raise],
      ...castParameters("RESULT", sum.result),
    ],
    memories: new Map(),
    inputs: ["a", "b"],
    outputs: [""],
  };
}
