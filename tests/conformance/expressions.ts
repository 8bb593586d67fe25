/** Random expressions. */
import type { FixedType } from "../../src/fixed/mod.ts";
import {
  absolute,
  between,
  castTo,
  constant,
  type Expression,
  type InputNode,
  inputOf,
  literal,
  lookup,
  lookupsOf,
  type LookupTable,
  nodesOf,
  operate,
  OPERATORS,
  quotient,
  select,
  shift,
} from "../../src/layers/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { fixedTensor, mantissasOf, randomTensor } from "../simulate/support.ts";
import { bitsInCpp } from "./expression_types.ts";

/** Bits of the widest number of an expression: what types of C++ hold. */
const MOST_BITS = 128;

/** A random expression, and the types at its ends. */
export interface Drawn {
  /** Of the tensors whose elements meet: one or two. */
  readonly operands: readonly FixedType[];
  readonly y: FixedType;
  readonly expression: Expression;
}

/**
 * Draws expressions of the same tensors, each of so many levels of operators below its last cast, or fewer; types are those of
 * a pool. One may be built upon parts of those before it, so that a compiler knows most of what it is made of.
 */
export function drawExpressions(seed: bigint, { depths, periods, types }: {
  readonly depths: readonly number[];
  readonly periods: readonly number[];
  readonly types: readonly FixedType[];
}): readonly Drawn[] {
  const bits = randomBits(seed);
  const below = (count: number) => Number(bits() % BigInt(count));
  const pick = <T>(of: readonly T[]): T => of[below(of.length)];
  // Every fourth family reads two tensors.
  const operands = below(4) > 0 ? [pick(types)] : [pick(types), pick(types)];
  const inputs = operands.map((type, operand) => inputOf(type, operand));
  const [input] = inputs;
  /** Parts drawn so far, by the levels of operators that they may have. */
  const parts = new Map<number, Expression[]>();
  let constants = 0;
  // Constants of one expression repeat together; what reads two tensors has none that repeat.
  const period = operands.length > 1 ? 1 : pick(periods);
  const leaf = (): Expression => {
    const kind = below(8);
    if (kind < 4) return pick(inputs);
    if (kind < 6) return literal(wholeNumber(bits));
    return constant(`c${constants++}`, storedNumbers([pick([1, period])], pick(types), bits()));
  };
  const node = (depth: number): Expression => {
    if (depth === 0 || below(12) === 0) return leaf();
    const known = parts.get(depth) ?? [];
    if (known.length > 0 && below(3) > 0) return pick(known);
    const drawn = operator(depth - 1);
    if (!isPossible(drawn)) return castTo(pick(types), input);
    parts.set(depth, [...known, drawn]);
    return drawn;
  };
  const operator = (depth: number): Expression => {
    // A division is compiled for each stage anew, and takes longer than any other.
    const kind = below(14) === 0 ? "quotient" : pick(
      [...OPERATORS, "select", "bend", "cast", "absolute", "shift", "lookup"] as const,
    );
    // One operand is as deep as it may be, so that expressions are deep and yet compile in a moment.
    const shallow = () => node(Math.min(below(depth + 1), below(2)));
    switch (kind) {
      case "cast":
        return castTo(pick(types), node(depth));
      case "absolute":
        return absolute(node(depth));
      case "shift":
        return shift(node(depth), below(17) - 8);
      case "lookup": {
        const of = node(depth);
        return lookup(of, drawTable(bits, { of, type: pick(types) }));
      }
      case "quotient":
        return quotient(node(depth), { divisor: pick([2, 3, 5, 7, 12, 100, 65_537]), raise: below(9) });
      case "select":
        return select({ less: [shallow(), leaf()], then: node(depth), otherwise: shallow() });
      case "bend":
        return bend(input, [pick(OPERATORS), pick(OPERATORS)], node(depth));
      default:
        return below(2) === 0 ? operate(kind, node(depth), shallow()) : operate(kind, shallow(), node(depth));
    }
  };
  const expression = (depth: number, y: FixedType): Expression => {
    // C++ warns of a parameter that nobody reads: no layer has such an expression.
    const last = inputs.reduce<Expression>(
      (sum, each) =>
        nodesOf(sum).some((node) => node.kind === "input" && node.operand === each.operand)
          ? sum
          : operate("add", each, sum),
      operator(depth - 1),
    );
    const drawn = below(4) > 0
      ? castTo(y, last)
      : select({ less: [input, leaf()], then: castTo(y, last), otherwise: castTo(y, node(1)) });
    return isPossible(drawn) ? drawn : expression(depth, y);
  };
  return depths.map((depth) => {
    const y = pick(types);
    return { operands, y, expression: expression(depth, y) };
  });
}

/** Whether it has numbers of C++, and no table is read for one of more than 64 bits. */
function isPossible(expression: Expression): boolean {
  return lookupsOf(expression).every(({ of }) => of.exact.width <= 64) && bitsInCpp(expression) <= MOST_BITS;
}

/** A small number, mostly; else any of 64 bits or fewer. */
function wholeNumber(bits: () => bigint): bigint {
  const word = bits();
  if (word % 4n > 0n) return (word >> 2n) % 7n - 3n;
  return BigInt.asIntN(64, bits()) >> (word >> 2n) % 64n;
}

/** Random numbers of a type that a double holds: 53 significant bits, as layers have them. */
function storedNumbers(shape: readonly number[], type: FixedType, seed: bigint): FixedTensor {
  const spare = BigInt(Math.max(0, type.width - 53));
  return fixedTensor(
    shape,
    type,
    mantissasOf(randomTensor(shape, type, seed)).map((each) => each >> spare << spare),
  );
}

/** A table of a few entries in up to three segments, around any place among the numbers that it is read for. */
function drawTable(
  bits: () => bigint,
  { of: { exact: { lo, hi } }, type }: { readonly of: Expression; readonly type: FixedType },
): LookupTable {
  const below = (count: number) => Number(bits() % BigInt(count));
  const span = hi - lo;
  // Cells of a few dozen entries that cover the numbers, a few of them, or far more.
  const cell = () => Math.max(0, span.toString(2).length - 6) + below(5) - 2;
  const segments = [{ from: 0n, shift: Math.max(0, cell()), base: 0 }];
  while (below(2) === 0 && segments.length < 3) {
    const before = segments[segments.length - 1];
    const cells = 1 + below(4);
    segments.push({
      from: before.from + (BigInt(cells) << BigInt(before.shift)),
      shift: Math.max(0, cell()),
      base: before.base + cells,
    });
  }
  const entries = storedNumbers([segments[segments.length - 1].base + 1 + below(20)], type, bits());
  const first = below(4) === 0 ? BigInt(below(200) - 100) : lo + bits() % (span / 2n + 1n);
  return { first, segments, entries };
}

/** The two sides of 0, each with the numbers that it has. */
function bend(
  input: InputNode,
  [low, high]: readonly [typeof OPERATORS[number], typeof OPERATORS[number]],
  other: Expression,
): Expression {
  return select({
    less: [input, literal(0n)],
    then: operate(low, other, between(input, { hi: 0n })),
    otherwise: operate(high, between(input, { lo: 0n }), other),
  });
}
