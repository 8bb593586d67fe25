import type { MapPlan, MetSum, StreamTensor } from "../../design/mod.ts";
import { type Expression, type Operator, OPERATORS, quotientsOf } from "../../layers/mod.ts";
import { indexBits } from "../../schedule/mod.ts";
import { castParameters } from "./cast.ts";
import type { Parameter, StageModule } from "./module.ts";

/** Operations of `merge.v`. */
const OPERATIONS: Readonly<Record<Operator, number>> = { add: 0, subtract: 1, multiply: 2, max: 3, min: 4 };

/** What `merge.v` does to both elements; null for an expression that is no cast of one operation on them, or of its share. */
export function mergedOperation(expression: Expression): Operator | null {
  if (expression.kind !== "cast") return null;
  const { of } = expression;
  const met = of.kind === "shift" || of.kind === "quotient" ? of.of : of;
  const operator = OPERATORS.find((each) => each === met.kind);
  if (operator === undefined || met.kind !== operator) return null;
  const isPair = met.of.every((each, i) => each.kind === "input" && each.operand === i);
  return isPair ? operator : null;
}

/** A map of two tensors as an instance of `merge.v`, or why there is none. */
export function mergeModule(
  { expression, repeats }: MapPlan,
  { operation, met, inputs, output }: {
    readonly operation: Operator;
    readonly met: MetSum;
    readonly inputs: readonly StreamTensor[];
    readonly output: StreamTensor;
  },
): StageModule | string {
  const { width, count } = output.beats;
  const { sum, lifts } = met;
  const [division] = quotientsOf(expression);
  const divisor = division?.divisor ?? 1;
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
