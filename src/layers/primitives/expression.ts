/**
 * The language of stages that compute every element by itself: typed expressions. docs/EXPRESSIONS.md is their
 * specification. Every node knows all numbers that it can give, exactly; whoever evaluates, prints or counts an expression
 * goes through its nodes and infers no type of its own.
 */
import { floorQuotient } from "../../base/numbers/floor_quotient.ts";
import {
  addIntervals,
  type ExactNumbers,
  exactNumbers,
  type FixedType,
  type HardwareCast,
  type Interval,
  multiplyIntervals,
  planCast,
  storableInterval,
} from "../../fixed/mod.ts";
import { type FixedTensor, intervalOfTensor } from "../../tensor/mod.ts";
import type { LookupTable } from "./lookup_table.ts";

/** A formula of one element of each tensor that is read. */
export type Expression =
  | InputNode
  | ConstantNode
  | LiteralNode
  | OperatorNode
  | SelectNode
  | CastNode
  | AbsoluteNode
  | ShiftNode
  | LookupNode
  | QuotientNode;

/** What all nodes have. */
export interface NodeOf<Kind extends string> {
  /** Which operator it is. */
  readonly kind: Kind;
  /** All numbers that it can give, between two ends, with its fraction bits. */
  readonly exact: ExactNumbers;
}

/** The element of a tensor that is read. In a branch of a selection its numbers may be fewer than those of its type: see {@linkcode between}. */
export interface InputNode extends NodeOf<"input"> {
  /** Which of the tensors that are read. */
  readonly operand: number;
  /** Of that tensor. */
  readonly type: FixedType;
}

/** Which setting of a layer gives a constant its type: `Precision.weight` or `Precision.bias`; null for none. */
export type ConstantSetting = "weight" | "bias" | null;

/** Stored numbers that repeat: element i of the flat input meets number i modulo how many there are. */
export interface ConstantNode extends NodeOf<"constant"> {
  /** What generated code calls them: an identifier, unique in its expression. */
  readonly name: string;
  /** At least one. */
  readonly values: FixedTensor;
  /** What their type follows from. */
  readonly setting: ConstantSetting;
}

/** A whole number that the formula has, whatever the layer. */
export interface LiteralNode extends NodeOf<"literal"> {
  /** Any integer. */
  readonly value: bigint;
}

/** Operators of two numbers. */
export const OPERATORS = ["add", "subtract", "multiply", "max", "min"] as const;

/** One of {@linkcode OPERATORS}. */
export type Operator = typeof OPERATORS[number];

/** An exact result of two numbers. */
export interface OperatorNode extends NodeOf<Operator> {
  /** In their order. */
  readonly of: readonly [Expression, Expression];
}

/** One of two numbers, by which of two others is smaller. */
export interface SelectNode extends NodeOf<"select"> {
  /** Compared as exact numbers, whatever their fraction bits. */
  readonly less: readonly [Expression, Expression];
  /** Where the first is smaller than the second. */
  readonly then: Expression;
  /** Elsewhere. */
  readonly otherwise: Expression;
}

/** A number brought into a type by its rounding and overflow modes. */
export interface CastNode extends NodeOf<"cast"> {
  /** The exact number. */
  readonly of: Expression;
  /** From all numbers of that to the type. */
  readonly cast: HardwareCast;
}

/** The magnitude of a number. */
export interface AbsoluteNode extends NodeOf<"absolute"> {
  /** With a sign or without. */
  readonly of: Expression;
}

/** A number times a power of two: only its point moves. */
export interface ShiftNode extends NodeOf<"shift"> {
  /** Its mantissa stays. */
  readonly of: Expression;
  /** The exponent of the power. */
  readonly by: number;
}

/** The entry of a table for a number. */
export interface LookupNode extends NodeOf<"lookup"> {
  /** Its mantissa gives the place. */
  readonly of: Expression;
  /** What is read. */
  readonly table: LookupTable;
}

/**
 * The quotient of a number by a constant to so many digits, and whether anything is left: ⌊m·2^raise / divisor⌋, with a bit
 * behind it that is set where the rest is not 0. A cast that keeps at most raise − 1 fraction bits more than the number has
 * takes it for the exact quotient, whatever its mode.
 */
export interface QuotientNode extends NodeOf<"quotient"> {
  /** What is divided. */
  readonly of: Expression;
  /** At least 2. */
  readonly divisor: number;
  /** Bits that mantissas are moved up before they are divided. */
  readonly raise: number;
  /** The bits of that, for whoever builds it. */
  readonly division: ExactDivision;
}

/** Bits of a division of whole numbers whose rest is told. */
export interface ExactDivision {
  /** Bits of what is divided, a sign included. */
  readonly sumBits: number;
  /** Bits that it is moved up. */
  readonly raise: number;
  /** Bits of the dividend, which has a sign. */
  readonly dividendBits: number;
  /** Fraction bits of the dividend, and of the quotient's floor. */
  readonly fraction: number;
  /** Bits of the divisor. */
  readonly countBits: number;
}

/** The element of a tensor that a stage reads. */
export function inputOf(type: FixedType, operand = 0): InputNode {
  return { kind: "input", operand, type, exact: exactNumbers(storableInterval(type)) };
}

/** The element where a comparison has left less of its range; ends are mantissas of its type, both included. */
export function between(
  input: InputNode,
  ends: { readonly lo?: bigint; readonly hi?: bigint },
): InputNode {
  const { lo, hi, fraction } = input.exact;
  return { ...input, exact: exactNumbers({ lo: ends.lo ?? lo, hi: ends.hi ?? hi, fraction }) };
}

/** Stored numbers that repeat along the elements. */
export function constant(name: string, values: FixedTensor, setting: ConstantSetting = null): ConstantNode {
  return { kind: "constant", name, values, setting, exact: exactNumbers(intervalOfTensor(values)) };
}

/** A whole number of the formula. */
export function literal(value: bigint): LiteralNode {
  return { kind: "literal", value, exact: exactNumbers({ lo: value, hi: value, fraction: 0 }) };
}

/** An exact result of two numbers. */
export function operate(kind: Operator, ...of: readonly [Expression, Expression]): OperatorNode {
  return { kind, of, exact: exactNumbers(intervalOfOperator(kind, of)) };
}

/** One of two numbers, by which of two others is smaller. */
export function select(node: Omit<SelectNode, "kind" | "exact">): SelectNode {
  const [then, otherwise] = aligned([node.then, node.otherwise]);
  const interval = { ...then, lo: least(then.lo, otherwise.lo), hi: most(then.hi, otherwise.hi) };
  return { kind: "select", ...node, exact: exactNumbers(interval) };
}

/** A number brought into a type. */
export function castTo(type: FixedType, of: Expression): CastNode {
  const cast = planCast(of.exact, type);
  return { kind: "cast", of, cast, exact: exactNumbers(cast.result) };
}

/** The magnitude of a number. */
export function absolute(of: Expression): AbsoluteNode {
  const { lo, hi, fraction } = of.exact;
  const interval = lo >= 0n
    ? of.exact
    : hi <= 0n
    ? { lo: -hi, hi: -lo, fraction }
    : { lo: 0n, hi: most(-lo, hi), fraction };
  return { kind: "absolute", of, exact: exactNumbers(interval) };
}

/** A number times 2^by. */
export function shift(of: Expression, by: number): ShiftNode {
  const { lo, hi, fraction } = of.exact;
  return { kind: "shift", of, by, exact: exactNumbers({ lo, hi, fraction: fraction - by }) };
}

/** The entry of a table for a number. */
export function lookup(of: Expression, table: LookupTable): LookupNode {
  return { kind: "lookup", of, table, exact: exactNumbers(intervalOfTensor(table.entries)) };
}

/** The quotient of a number by a constant, as far as a cast asks; see {@linkcode QuotientNode}. */
export function quotient(
  of: Expression,
  { divisor, raise }: Pick<QuotientNode, "divisor" | "raise">,
): QuotientNode {
  const at = (mantissa: bigint) => floorQuotient(mantissa << BigInt(raise), BigInt(divisor));
  const { lo, hi, fraction } = of.exact;
  const interval = { lo: 2n * at(lo), hi: 2n * at(hi) + 1n, fraction: fraction + raise + 1 };
  const sumBits = of.exact.width + (of.exact.signed ? 0 : 1);
  const division = {
    sumBits,
    raise,
    dividendBits: sumBits + raise,
    fraction: fraction + raise,
    countBits: divisor.toString(2).length,
  };
  return { kind: "quotient", of, divisor, raise, division, exact: exactNumbers(interval) };
}

function intervalOfOperator(kind: Operator, of: readonly [Expression, Expression]): Interval {
  const [a, b] = aligned(of);
  switch (kind) {
    case "add":
      return addIntervals(a, b);
    case "subtract":
      return addIntervals(a, { lo: -b.hi, hi: -b.lo, fraction: b.fraction });
    case "multiply":
      return multiplyIntervals(of[0].exact, of[1].exact);
    case "max":
      return { lo: most(a.lo, b.lo), hi: most(a.hi, b.hi), fraction: a.fraction };
    case "min":
      return { lo: least(a.lo, b.lo), hi: least(a.hi, b.hi), fraction: a.fraction };
  }
}

/** The fraction bits at which two numbers meet: the more of both; a literal 0 has those of the other. */
export function commonFraction(of: readonly [Expression, Expression]): number {
  const [a, b] = of.map(({ exact: { fraction } }) => fraction);
  return isZero(of[0]) ? b : isZero(of[1]) ? a : Math.max(a, b);
}

/** Whether it is the 0 of a formula. */
export function isZero(node: Expression): boolean {
  return node.kind === "literal" && node.value === 0n;
}

/** Bits of the narrowest format that holds either of two numbers. */
export function bitsOfBoth(of: readonly [Expression, Expression]): number {
  const [a, b] = aligned(of);
  return exactNumbers({ ...a, lo: least(a.lo, b.lo), hi: most(a.hi, b.hi) }).width;
}

function aligned(of: readonly [Expression, Expression]): readonly [Interval, Interval] {
  const fraction = commonFraction(of);
  const at = (node: Expression): Interval => {
    if (isZero(node)) return { lo: 0n, hi: 0n, fraction };
    const lift = BigInt(fraction - node.exact.fraction);
    return { lo: node.exact.lo << lift, hi: node.exact.hi << lift, fraction };
  };
  return [at(of[0]), at(of[1])];
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
