import { type Expression, type Operator, OPERATORS } from "../../layers/mod.ts";

/** What is done to two elements; null for an expression that is no cast of one operation on them, or of its share. */
export function mergedOperation(expression: Expression): Operator | null {
  if (expression.kind !== "cast") return null;
  const { of } = expression;
  const met = of.kind === "shift" || of.kind === "quotient" ? of.of : of;
  const operator = OPERATORS.find((each) => each === met.kind);
  if (operator === undefined || met.kind !== operator) return null;
  const isPair = met.of.every((each, i) => each.kind === "input" && each.operand === i);
  return isPair ? operator : null;
}
