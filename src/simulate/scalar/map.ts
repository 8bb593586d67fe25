import type { MapPlan } from "../../design/mod.ts";
import { castMantissa, type Mantissa, mantissaAt } from "../../fixed/mod.ts";
import { commonFraction, type Expression, isZero, type Operator, periodOf } from "../../layers/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import { mapElements, mapMantissas } from "./elements.ts";

/** The mantissa of a node for that of the element, and the index of the element. */
type Evaluate = (x: Mantissa, index: number) => bigint;

/** y = the expression of x. */
export function runMap({ expression }: MapPlan, x: FixedTensor): Mantissas {
  const evaluate = evaluator(expression);
  return periodOf(expression) === 1
    ? mapMantissas(x, (value) => evaluate(value, 0))
    : mapElements(x, evaluate);
}

/** Evaluates an expression by definition: every node gives a mantissa with its own fraction bits. */
export function evaluator(node: Expression): Evaluate {
  switch (node.kind) {
    case "input":
      return (x) => x;
    case "constant": {
      const { data, type } = node.values;
      return (_, index) => mantissaAt(data, index % data.length, type);
    }
    case "literal":
      return () => node.value;
    case "cast": {
      const of = evaluator(node.of);
      const { from, to } = node.cast;
      return (x, index) => castMantissa(of(x, index), from.fraction, to);
    }
    case "select": {
      const [a, b] = node.less.map((each) => evaluatorAt(each, commonFraction(node.less)));
      const [then, otherwise] = [node.then, node.otherwise].map((each) =>
        evaluatorAt(each, node.exact.fraction)
      );
      return (x, index) => a(x, index) < b(x, index) ? then(x, index) : otherwise(x, index);
    }
    case "multiply": {
      const [a, b] = node.of.map(evaluator);
      return (x, index) => a(x, index) * b(x, index);
    }
    default: {
      const [a, b] = node.of.map((each) => evaluatorAt(each, node.exact.fraction));
      const combine = COMBINE[node.kind];
      return (x, index) => combine(a(x, index), b(x, index));
    }
  }
}

/** Operators of mantissas with the same fraction bits. */
const COMBINE: Readonly<Record<Exclude<Operator, "multiply">, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  max: (a, b) => a > b ? a : b,
  min: (a, b) => a < b ? a : b,
};

/** The same with at least as many fraction bits. */
function evaluatorAt(node: Expression, fraction: number): Evaluate {
  const of = evaluator(node);
  if (isZero(node) || fraction === node.exact.fraction) return of;
  const lift = BigInt(fraction - node.exact.fraction);
  return (x, index) => of(x, index) << lift;
}
