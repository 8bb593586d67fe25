/** Expressions that templates of Verilog compute. */
import type { FixedType } from "../../src/fixed/mod.ts";
import {
  absolute,
  castTo,
  type Expression,
  inputOf,
  literal,
  lookup,
  operate,
  OPERATORS,
  select,
} from "../../src/layers/mod.ts";
import { randomTensor } from "../simulate/support.ts";
import type { Drawn } from "./expressions.ts";

/** What is cast, in turn: an entry, one with the sign of the element, a line, two elements. */
const FORMS: readonly ((x: FixedType, y: FixedType, turn: number) => Omit<Drawn, "y">)[] = [
  (x, y, turn) => ({ operands: [x], expression: castTo(y, entryOf(inputOf(x), x, turn)) }),
  (x, y, turn) => {
    const entry = entryOf(absolute(inputOf(x)), x, turn);
    const expression = select({
      less: [inputOf(x), literal(0n)],
      then: castTo(y, operate("subtract", literal(0n), entry)),
      otherwise: castTo(y, entry),
    });
    return { operands: [x], expression };
  },
  (x, y) => {
    const tripled = operate("multiply", literal(3n), inputOf(x));
    return { operands: [x], expression: castTo(y, operate("add", tripled, literal(-5n))) };
  },
  (x, y, turn) => {
    const met = operate(OPERATORS[turn % OPERATORS.length], inputOf(x, 0), inputOf(x, 1));
    return { operands: [x, x], expression: castTo(y, met) };
  },
];

/** An expression for each type of a pool, of every form in turn, with its cast; elements are of another type of the pool. */
export function templateExpressions(types: readonly FixedType[]): readonly Drawn[] {
  return types.map((y, i) => {
    // Neighbours in the pool have every overflow mode once: the next four begin with another form.
    const turn = Math.floor(i / FORMS.length);
    return { ...FORMS[(i + turn) % FORMS.length](types[(i + 9) % types.length], y, turn), y };
  });
}

/** One of twenty entries, of which the last ones are there for elements above the middle. */
function entryOf(of: Expression, x: FixedType, seed: number): Expression {
  const type = { ...x, width: 12, integer: x.integer + 2, signed: true };
  const shift = Math.max(0, x.width - 5);
  const segments = [{ from: 0n, shift, base: 0 }];
  return lookup(of, { first: 0n, segments, entries: randomTensor([20], type, BigInt(seed)) });
}
