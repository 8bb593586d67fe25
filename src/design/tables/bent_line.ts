/** Expressions that are a line with at most one bend. */
import { mantissaAt } from "../../fixed/mod.ts";
import {
  commonFraction,
  type Expression,
  isZero,
  type OperatorNode,
  type SelectNode,
} from "../../layers/mod.ts";
import type { BentLine } from "../modules/map_forms.ts";

/** The line that an expression is, with constants for so many elements; null if it is none. */
export function bentLine(node: Expression, period: number): BentLine | null {
  const { fraction } = node.exact;
  const one = Array.from({ length: period }, () => 1n);
  const zero = one.map(() => 0n);
  switch (node.kind) {
    case "input":
      return { fraction, knee: 0n, up: one, down: one, shift: zero, least: null, most: null };
    case "constant":
    case "literal":
      return {
        fraction,
        knee: 0n,
        up: zero,
        down: zero,
        shift: numbersOf(node, period)!,
        least: null,
        most: null,
      };
    case "multiply":
      return scaled(node.of, period);
    case "add":
      return shifted(node.of, period);
    case "max":
    case "min":
      return bounded(node, period);
    case "select":
      return bent(node, period);
    default:
      return null;
  }
}

/** A constant times a line without ends. */
function scaled(of: readonly [Expression, Expression], period: number): BentLine | null {
  const split = splitOff(of, period);
  if (split === null || split.line.least !== null || split.line.most !== null) return null;
  const { line, numbers, fraction } = split;
  const times = (values: readonly bigint[]) => values.map((value, i) => value * numbers[i]);
  return {
    ...line,
    fraction: line.fraction + fraction,
    up: times(line.up),
    down: times(line.down),
    shift: times(line.shift),
  };
}

/** A line without ends and a constant. */
function shifted(of: readonly [Expression, Expression], period: number): BentLine | null {
  const split = splitOff(of, period);
  if (split === null || split.line.least !== null || split.line.most !== null) return null;
  const common = commonFraction(of);
  const line = raisedTo(split.line, common);
  const lift = BigInt(common - split.fraction);
  return { ...line, shift: line.shift.map((value, i) => value + (split.numbers[i] << lift)) };
}

/** A line between ends, which are one number for all elements. */
function bounded(
  { kind, of, exact }: OperatorNode,
  period: number,
): BentLine | null {
  // Nothing below 0 of the element itself is a bend, which takes no comparison.
  if (kind === "max" && of[0].kind === "input" && isZero(of[1])) {
    return bent({ kind: "select", less: of, then: of[1], otherwise: of[0], exact }, period);
  }
  const split = splitOff(of, period);
  if (split === null || split.numbers.some((value) => value !== split.numbers[0])) return null;
  const common = commonFraction(of);
  const line = raisedTo(split.line, common);
  const end = isZero(of[0]) || isZero(of[1]) ? 0n : split.numbers[0] << BigInt(common - split.fraction);
  // The module raises before it lowers.
  if (kind === "max") return line.least === null && line.most === null ? { ...line, least: end } : null;
  return line.most === null ? { ...line, most: end } : null;
}

/** Two lines without ends that meet where the element passes a number. */
function bent({ less, then, otherwise, exact: { fraction } }: SelectNode, period: number): BentLine | null {
  const [a, b] = less;
  // At 0 both lines of one shift give the same, so that it does not matter which has it.
  const isBelow = a.kind === "input" && isZero(b);
  const isAbove = b.kind === "input" && (a.kind === "constant" || isZero(a)) &&
    (isZero(a) || a.exact.fraction === b.exact.fraction) && a.exact.lo === a.exact.hi;
  if (!isBelow && !isAbove) return null;
  const lines = (isBelow ? [then, otherwise] : [otherwise, then]).map((branch) => bentLine(branch, period));
  const [down, up] = lines.map((line) => line && raisedTo(line, fraction));
  if (down === null || up === null) return null;
  if ([down, up].some(({ least, most }) => least !== null || most !== null)) return null;
  if (down.shift.some((value, i) => value !== up.shift[i])) return null;
  const straight = [down, up].every((line) => line.up.every((value, i) => value === line.down[i]));
  return straight ? { ...up, knee: isBelow ? 0n : a.exact.lo, down: down.down } : null;
}

/** A constant and the line beside it; null if neither is a constant. */
function splitOff(
  [a, b]: readonly [Expression, Expression],
  period: number,
): { readonly line: BentLine; readonly numbers: readonly bigint[]; readonly fraction: number } | null {
  for (const [fixed, other] of [[a, b], [b, a]]) {
    const numbers = numbersOf(fixed, period);
    const line = numbers && bentLine(other, period);
    if (numbers && line) return { line, numbers, fraction: fixed.exact.fraction };
  }
  return null;
}

/** The numbers of a constant for so many elements; null if it is none. */
function numbersOf(node: Expression, period: number): readonly bigint[] | null {
  if (node.kind === "literal") return Array.from({ length: period }, () => node.value);
  if (node.kind !== "constant") return null;
  const { data, type } = node.values;
  return Array.from({ length: period }, (_, i) => mantissaAt(data, i % data.length, type));
}

/** The same line with more fraction bits, if it has not as many. */
function raisedTo(line: BentLine, fraction: number): BentLine {
  const lift = BigInt(Math.max(0, fraction - line.fraction));
  const moved = (values: readonly bigint[]) => values.map((value) => value << lift);
  const end = (value: bigint | null) => value === null ? null : value << lift;
  return {
    ...line,
    fraction: line.fraction + Number(lift),
    up: moved(line.up),
    down: moved(line.down),
    shift: moved(line.shift),
    least: end(line.least),
    most: end(line.most),
  };
}
