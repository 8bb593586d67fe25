import { exactInterval, type MergePlan } from "../../design/mod.ts";
import { planQuotient, storableInterval } from "../../fixed/mod.ts";
import type { JoinContext, StagePath } from "./context.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitExtreme, type Lanes } from "./lanes.ts";
import { emitNest, type NestOperand } from "./nest.ts";
import { emitQuotient, quotientInWords, type QuotientPlan } from "./quotient.ts";
import { operandOf, viewAs } from "./views.ts";

/** How two numbers become one. */
interface Combination {
  /** Bits that each number is moved up, so that both have the same point. */
  readonly lifts: readonly [number, number];
  readonly quotient: QuotientPlan;
}

/** y = cast(a ∘ b), the exact result divided by the count for an average. */
export function emitMerge(context: JoinContext, plan: MergePlan): StagePath | null {
  const { body, inputs, y } = context;
  for (const bits of [32, 64] as const) {
    const combination = planCombination(context, plan, bits);
    if (combination === null) continue;
    const { rows, columns, channels } = y.layout;
    const operands = [...inputs.map((_, input) => repeated(context, plan, input)), operandOf(y.layout)];
    emitNest(body, { bits, rows, columns, length: channels, operands }, ({ lanes, load, store, words }) => {
      const [a, b] = words(2);
      [a, b].forEach((value, input) => {
        load(input);
        const lift = combination.lifts[input];
        if (lift > 0) {
          lanes.shiftCount(body, lift);
          body.op(lanes.shiftLeft);
        }
        body.set(value);
      });
      emitOperation(body, lanes, { operation: plan.operation, of: [a, b] });
      body.set(a);
      emitQuotient(body, lanes, { value: a, quotient: b }, combination.quotient);
      store(2, a);
    });
    const { valueBits } = combination.quotient;
    return { path: `merge i${bits}`, why: `numbers of at most ${valueBits} bits`, bits: valueBits };
  }
  return null;
}

/** An input of a merge as the output's pixels and channels meet it. */
function repeated(context: JoinContext, { repeats }: MergePlan, input: number): NestOperand {
  const { pixels, channels } = repeats[input];
  const { layout } = context.y;
  const operand = operandOf(viewAs(context, context.inputs[input], {
    rows: pixels ? 1 : layout.rows,
    columns: pixels ? 1 : layout.columns,
    channels: channels ? 1 : layout.channels,
  }));
  return {
    ...operand,
    ...pixels && { row: 0, column: 0 },
    ...channels && { element: 0 },
  };
}

function planCombination(
  { inputs, y }: JoinContext,
  { operation, mean }: MergePlan,
  bits: 32 | 64,
): Combination | null {
  const ranges = inputs.map(({ type }) => storableInterval(type));
  const exact = exactInterval(operation, [ranges[0], ranges[1]]);
  const lifts = ranges.map(({ fraction }) => operation === "multiply" ? 0 : exact.fraction - fraction);
  // The operands of exact results that are words are words themselves.
  const quotient = quotientInWords(planQuotient(exact, { divisor: mean?.count ?? 1, to: y.type }), bits);
  return quotient && { lifts: [lifts[0], lifts[1]], quotient };
}

/** Pushes the exact result for the words in two variables. */
function emitOperation(
  body: FunctionBody,
  lanes: Lanes,
  { operation, of }: { readonly operation: MergePlan["operation"]; readonly of: readonly [Local, Local] },
): void {
  switch (operation) {
    case "add":
      return void body.get(of[0]).get(of[1]).op(lanes.add);
    case "subtract":
      return void body.get(of[0]).get(of[1]).op(lanes.sub);
    case "multiply":
      return void body.get(of[0]).get(of[1]).op(lanes.mul);
    case "maximum":
      return emitExtreme(body, lanes, { which: "max", of });
    case "minimum":
      return emitExtreme(body, lanes, { which: "min", of });
  }
}
