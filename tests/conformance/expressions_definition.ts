/** What expressions are by definition: over fractions, without a line of the library's arithmetic. */
import type { Expression, LookupNode, QuotientNode } from "../../src/layers/mod.ts";
import { rationalCast } from "../fixed/rational_cast.ts";
import { type Fraction, isLess, plus, times } from "../simulate/scalar/fractions.ts";
import { mantissasOf, rational } from "../simulate/support.ts";
import type { Drawn } from "./expressions.ts";

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
  switch (node.kind) {
    case "add":
      return plus(a, b);
    case "subtract":
      return plus(a, { ...b, numerator: -b.numerator });
    case "multiply":
      return times(a, b);
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
