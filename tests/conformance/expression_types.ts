/** Types of random expressions: a pool that reaches every limit, and what C++ makes of the numbers between them. */
import {
  type FixedFormat,
  type FixedType,
  fixedType,
  OVERFLOW_MODES,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";
import { type Expression, isZero, operandsOf } from "../../src/layers/mod.ts";

/** Bits of the types of a pool, as many as there are pairs of modes: most as narrow as users have them. */
const WIDTHS = "1 1 2 3 4 4 5 6 6 7 8 8 8 9 10 11 12 13 14 16 16 18 24 31 32 33 63 64".split(" ").map(Number);

/** How a type's integer bits follow from its width, in turn: a fraction, an integer, fewer than none and more than all. */
const INTEGERS = [
  (width: number, by: number) => width - by,
  (width: number) => width,
  (width: number) => Math.ceil(width / 2),
  (_: number, by: number) => -by,
  (width: number, by: number) => width + by,
];

/**
 * A pool of 28 types: each rounding mode with each overflow mode once, of 1 to 64 bits, with and without a sign, with
 * negative integer bits and with more than all bits. Expressions that share them have C++ that is compiled in a moment:
 * a template is instantiated once.
 */
export function drawTypes(bits: () => bigint): readonly FixedType[] {
  const below = (count: number) => Number(bits() % BigInt(count));
  const widths = shuffled(WIDTHS, below);
  const modes = QUANTIZATION_MODES.flatMap((quantization) =>
    OVERFLOW_MODES.map((overflow) => ({ quantization, overflow }))
  );
  return modes.map((mode, i) => {
    const width = widths[i];
    const integer = INTEGERS[i % INTEGERS.length](width, 1 + below(4));
    return fixedType({ width, integer, signed: below(2) === 0, ...mode });
  });
}

function shuffled<T>(of: readonly T[], below: (count: number) => number): readonly T[] {
  const left = [...of];
  return of.map(() => left.splice(below(left.length), 1)[0]);
}

/** A number of C++: of so many bits before and behind its point. */
interface CppNumber {
  readonly integer: number;
  readonly fraction: number;
  readonly signed: boolean;
}

/** Bits of the widest number that the C++ of an expression infers or is told: its types hold 128. */
export function bitsInCpp(expression: Expression): number {
  let most = 0;
  const seen = (number: CppNumber): CppNumber => {
    most = Math.max(most, number.integer + number.fraction);
    return number;
  };
  /** Both at one point, with a sign where one of them has one; so many bits wider. */
  const common = ([a, b]: readonly CppNumber[], more: number) =>
    seen({
      integer:
        Math.max(a.integer + (b.signed && !a.signed ? 1 : 0), b.integer + (a.signed && !b.signed ? 1 : 0)) +
        more,
      fraction: Math.max(a.fraction, b.fraction),
      signed: a.signed || b.signed,
    });
  /** What an operand is as it is printed. */
  const printed = (node: Expression): CppNumber => {
    const of = operandsOf(node).map(printed);
    const exact = seen({ ...node.exact, fraction: node.exact.fraction });
    switch (node.kind) {
      case "input":
        return seen(numberOf(node.type));
      case "constant":
        return seen(numberOf(node.values.type));
      case "literal":
        return isZero(node) ? { integer: 32, fraction: 0, signed: true } : exact;
      case "cast":
        return seen(numberOf(node.cast.to));
      case "lookup":
        return seen(numberOf(node.table.entries.type));
      case "shift":
      case "absolute":
        seen({ ...of[0], integer: of[0].integer + 1 });
        return exact;
      case "quotient": {
        const { dividendBits } = node.division;
        // Twice the dividend by a number whose one bit is half the last of the quotient.
        seen({ integer: dividendBits + 2, fraction: 0, signed: true });
        return exact;
      }
      case "select":
        common(of.slice(0, 2), 0);
        return exact;
      case "max":
      case "min":
        common(of, 0);
        return exact;
      case "add":
      case "subtract":
        return common(of, 1);
      case "multiply":
        return seen({
          integer: of[0].integer + of[1].integer,
          fraction: of[0].fraction + of[1].fraction,
          signed: of[0].signed || of[1].signed,
        });
    }
  };
  printed(expression);
  return most;
}

function numberOf({ width, integer, signed }: FixedFormat): CppNumber {
  return { integer, fraction: width - integer, signed };
}
