import { type Expression, type Operator, OPERATORS } from "../../layers/mod.ts";

/** What is done to two elements; null for an exact result that is neither one operation on them nor its share. */
export function mergedOperation(of: Expression): Operator | null {
  const met = of.kind === "shift" || of.kind === "quotient" ? of.of : of;
  const operator = OPERATORS.find((each) => each === met.kind);
  if (operator === undefined || met.kind !== operator) return null;
  const isPair = met.of.every((each, i) => each.kind === "input" && each.operand === i);
  return isPair ? operator : null;
}
