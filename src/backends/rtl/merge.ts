import { largest } from "../../base/extremes.ts";
import type { MergeModule, MergePlan, StreamTensor } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { indexBits } from "../../schedule/mod.ts";
import { castParameters } from "./cast.ts";
import type { Parameter, StageModule } from "./module.ts";
import { REST_BITS } from "./pool.ts";

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
  const fractions = inputs.map(({ type }) => fractionBits(type));
  const multiplies = operation === "multiply";
  const fraction = multiplies ? fractions[0] + fractions[1] : largest(fractions);
  const lifts = fractions.map((own) => multiplies ? 0 : fraction - own);
  const { width: exactWidth, division } = module.sum;
  const raise = division?.raise ?? 0;
  const divisor = division === null || mean === null ? 1 : mean.count;
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
      ["E_WIDTH", exactWidth],
      ["DIVISOR", divisor],
      ["DIVISOR_WIDTH", indexBits(divisor + 1)],
      ["RAISE", raise],
      // A power of two only moves the point.
      ...castParameters("RESULT", {
        fraction: division === null ? fraction + Math.log2(mean?.count ?? 1) : fraction + raise + REST_BITS,
      }, output.type),
    ],
    memories: new Map(),
    inputs: ["a", "b"],
    outputs: [""],
  };
}
