/** Random expressions, and what they are by definition: over fractions, without a line of the library's arithmetic. */
import { type FixedType, OVERFLOW_MODES, parseFixedType, QUANTIZATION_MODES } from "../../src/fixed/mod.ts";
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
  type LookupNode,
  type LookupTable,
  nodesOf,
  operate,
  OPERATORS,
  quotient,
  type QuotientNode,
  select,
  shift,
} from "../../src/layers/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { rationalCast } from "../fixed/rational_cast.ts";
import { mantissasOf, randomTensor, rational } from "../simulate/support.ts";

/** Bits of the widest number of an expression: with what C++ infers in between it stays below what its types hold. */
const MOST_BITS = 56;

/** A random expression, and the types at its ends. */
export interface Drawn {
  /** Of the tensors whose elements meet: one or two. */
  readonly operands: readonly FixedType[];
  readonly y: FixedType;
  readonly expression: Expression;
}

/** Draws an expression of at most so many levels of operators below its last cast. */
export function drawExpression(seed: bigint, { depth, periods }: {
  readonly depth: number;
  readonly periods: readonly number[];
}): Drawn {
  const bits = randomBits(seed);
  const below = (count: number) => Number(bits() % BigInt(count));
  const pick = <T>(of: readonly T[]): T => of[below(of.length)];
  const type = (most: number): FixedType => {
    const width = 1 + below(most);
    const integer = width - 4 - below(6) + below(10);
    const sign = pick(["fixed", "ufixed"]);
    return parseFixedType(
      `ap_${sign}<${width},${integer},${pick(QUANTIZATION_MODES)},${pick(OVERFLOW_MODES)}>`,
    );
  };
  const [x, y] = [type(30), type(24)];
  // Every fourth reads two tensors.
  const operands = below(4) > 0 ? [x] : [x, type(20)];
  const inputs = operands.map(inputOf);
  const [input] = inputs;
  let constants = 0;
  // Constants of one expression repeat together; what reads two tensors has none that repeat.
  const period = operands.length > 1 ? 1 : pick(periods);
  const leaf = (): Expression => {
    const kind = below(8);
    if (kind < 4) return pick(inputs);
    if (kind < 6) return literal(BigInt(below(7) - 3));
    const values = randomTensor([pick([1, period])], type(12), bits());
    return constant(`c${constants++}`, values);
  };
  const node = (depth: number): Expression => {
    const drawn = depth === 0 || below(12) === 0 ? leaf() : operator(depth - 1);
    return nodesOf(drawn).some(({ exact }) => exact.width > MOST_BITS) ? castTo(type(16), input) : drawn;
  };
  const operator = (depth: number): Expression => {
    const kind = pick(
      [...OPERATORS, "select", "bend", "cast", "absolute", "shift", "lookup", "quotient"] as const,
    );
    // One operand is as deep as it may be, so that expressions are deep and yet compile in a moment.
    const shallow = () => node(Math.min(below(depth + 1), below(3)));
    switch (kind) {
      case "cast":
        return castTo(type(20), node(depth));
      case "absolute":
        return absolute(node(depth));
      case "shift":
        return shift(node(depth), below(7) - 3);
      case "lookup":
        return lookup(node(depth), table(bits, type(14)));
      case "quotient":
        return quotient(node(depth), { divisor: pick([2, 3, 5, 7, 12, 100]), raise: below(6) });
      case "select":
        return select({ less: [shallow(), leaf()], then: node(depth), otherwise: shallow() });
      case "bend":
        return bend(input, [pick(OPERATORS), pick(OPERATORS)], node(depth));
      default:
        return below(2) === 0 ? operate(kind, node(depth), shallow()) : operate(kind, shallow(), node(depth));
    }
  };
  const drawn = node(depth);
  // C++ warns of a parameter that nobody reads: no layer has such an expression.
  const last = inputs.reduce<Expression>(
    (sum, each) =>
      nodesOf(sum).some((node) => node.kind === "input" && node.operand === each.operand)
        ? sum
        : operate("add", each, sum),
    drawn,
  );
  const expression = below(4) > 0
    ? castTo(y, last)
    : select({ less: [input, leaf()], then: castTo(y, last), otherwise: castTo(y, node(1)) });
  return { operands, y, expression };
}

/** A table of a few entries in up to three segments, around any place. */
function table(bits: () => bigint, type: FixedType): LookupTable {
  const below = (count: number) => Number(bits() % BigInt(count));
  const segments = [{ from: 0n, shift: below(5), base: 0 }];
  while (below(2) === 0 && segments.length < 3) {
    const before = segments[segments.length - 1];
    const cells = 1 + below(4);
    segments.push({
      from: before.from + (BigInt(cells) << BigInt(before.shift)),
      shift: below(5),
      base: before.base + cells,
    });
  }
  const entries = randomTensor([segments[segments.length - 1].base + 1 + below(20)], type, bits());
  return { first: BigInt(below(200) - 100), segments, entries };
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

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The mantissas that an expression gives for those of its operands: by recursion over fractions. */
export function expressionByDefinition(
  { operands, y, expression }: Drawn,
  mantissas: readonly (readonly bigint[])[],
): bigint[] {
  return mantissas[0].map((_, index) => {
    const met = operands.map((type, i) => rational(mantissas[i][index], type));
    const { numerator, denominator } = valueOf(expression, { operands: met, index });
    return rationalCast({ numerator, denominator }, { ...y, quantization: "AP_TRN", overflow: "AP_WRAP" });
  });
}

/** Nodes that an element reaches, branches that are not taken apart, with what they are. */
interface Element {
  readonly operands: readonly Fraction[];
  readonly index: number;
}

/**
 * What a node is for an element.
 * @throws {Error} where that is outside of what the node says of itself.
 */
function valueOf(node: Expression, element: Element): Fraction {
  const value = computed(node, element);
  const { lo, hi, fraction } = node.exact;
  const unit = 2n ** BigInt(Math.abs(fraction));
  const [top, bottom] = fraction >= 0
    ? [value.numerator * unit, value.denominator]
    : [value.numerator, value.denominator * unit];
  const isZero = value.numerator === 0n;
  if (!isZero && top % bottom !== 0n || top < lo * bottom || top > hi * bottom) {
    throw new Error(`${node.kind} gives ${top}/${bottom}, not a whole number from ${lo} to ${hi}`);
  }
  return value;
}

function computed(node: Expression, element: Element): Fraction {
  const at = (index: 0 | 1, of: readonly [Expression, Expression]) => valueOf(of[index], element);
  switch (node.kind) {
    case "input":
      return element.operands[node.operand];
    case "constant": {
      const { values } = node;
      return rational(mantissasOf(values)[element.index % values.data.length], values.type);
    }
    case "literal":
      return { numerator: node.value, denominator: 1n };
    case "cast":
      return rational(rationalCast(valueOf(node.of, element), node.cast.to), node.cast.to);
    case "select":
      return isLess(at(0, node.less), at(1, node.less))
        ? valueOf(node.then, element)
        : valueOf(node.otherwise, element);
  }
  switch (node.kind) {
    case "absolute": {
      const of = valueOf(node.of, element);
      return of.numerator < 0n ? { ...of, numerator: -of.numerator } : of;
    }
    case "shift": {
      const { numerator, denominator } = valueOf(node.of, element);
      const power = 2n ** BigInt(Math.abs(node.by));
      return node.by < 0
        ? { numerator, denominator: denominator * power }
        : { numerator: numerator * power, denominator };
    }
    case "lookup":
      return entryOf(node, valueOf(node.of, element));
    case "quotient":
      return digitsOf(node, valueOf(node.of, element));
  }
  const [a, b] = [at(0, node.of), at(1, node.of)];
  const denominator = a.denominator * b.denominator;
  switch (node.kind) {
    case "add":
      return { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator };
    case "subtract":
      return { numerator: a.numerator * b.denominator - b.numerator * a.denominator, denominator };
    case "multiply":
      return { numerator: a.numerator * b.numerator, denominator };
    case "max":
      return isLess(a, b) ? b : a;
    case "min":
      return isLess(a, b) ? a : b;
  }
}

/** By place, with no cell left out: the last segment that begins at or before it. */
function entryOf({ of, table }: LookupNode, value: Fraction): Fraction {
  const { entries, segments, first } = table;
  const place = mantissaOf(value, of.exact.fraction) - first;
  let index = 0n;
  for (const { from, shift, base } of segments) {
    if (place >= from) index = BigInt(base) + (place - from) / 2n ** BigInt(shift);
  }
  const last = mantissasOf(entries).length - 1;
  const found = index > BigInt(last) ? last : Number(index);
  return rational(mantissasOf(entries)[found], entries.type);
}

/** A quotient to so many digits, and half of one more where anything is left. */
function digitsOf({ of, divisor, raise }: QuotientNode, value: Fraction): Fraction {
  const scale = of.exact.fraction + raise;
  const dividend = mantissaOf(value, of.exact.fraction) * 2n ** BigInt(raise);
  const rest = ((dividend % BigInt(divisor)) + BigInt(divisor)) % BigInt(divisor);
  const twice = 2n * ((dividend - rest) / BigInt(divisor)) + (rest > 0n ? 1n : 0n);
  const unit = 2n ** BigInt(Math.abs(scale + 1));
  return scale + 1 >= 0
    ? { numerator: twice, denominator: unit }
    : { numerator: twice * unit, denominator: 1n };
}

/** A number that has so many fraction bits as an integer of them. */
function mantissaOf({ numerator, denominator }: Fraction, fraction: number): bigint {
  const unit = 2n ** BigInt(Math.abs(fraction));
  return fraction >= 0 ? numerator * unit / denominator : numerator / (denominator * unit);
}

function isLess(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}
