import { type FixedType, narrowestType } from "../../fixed/mod.ts";
import type { ConstantNode, ConstantSetting, Expression, LookupNode, QuotientNode } from "./expression.ts";

/** What a node is computed from, in the order of its operands. */
export function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "input":
    case "constant":
    case "literal":
      return [];
    case "select":
      return [...node.less, node.then, node.otherwise];
    case "cast":
    case "absolute":
    case "shift":
    case "lookup":
    case "quotient":
      return [node.of];
    default:
      return node.of;
  }
}

/** The same operator of other operands that can give no other numbers. */
export function withOperands(node: Expression, of: (operand: Expression) => Expression): Expression {
  switch (node.kind) {
    case "input":
    case "constant":
    case "literal":
      return node;
    case "select":
      return {
        ...node,
        less: [of(node.less[0]), of(node.less[1])],
        then: of(node.then),
        otherwise: of(node.otherwise),
      };
    case "cast":
    case "absolute":
    case "shift":
    case "lookup":
    case "quotient":
      return { ...node, of: of(node.of) };
    default:
      return { ...node, of: [of(node.of[0]), of(node.of[1])] };
  }
}

/** A node and all below it, operands first, each of them once. */
export function nodesOf(node: Expression): readonly Expression[] {
  return [...new Set([...operandsOf(node).flatMap(nodesOf), node])];
}

/** Look-ups of an expression, those that others need first. */
export function lookupsOf(expression: Expression): readonly LookupNode[] {
  return nodesOf(expression).filter((node) => node.kind === "lookup");
}

/** Bits of a place, with a sign: of all mantissas less the first, of where segments begin, and of the number of entries. */
export function placeBits(
  { of: { exact: { lo, hi } }, table: { first, segments, entries } }: LookupNode,
): number {
  const numbers = [lo - first, hi - first, BigInt(entries.data.length), ...segments.map(({ from }) => from)];
  const [least, most] = numbers.reduce(
    ([a, b], each) => [each < a ? each : a, each > b ? each : b],
    [0n, 0n],
  );
  return narrowestType({ lo: least, hi: most, fraction: 0 }, { signed: true }).width;
}

/** The divisions of an expression. */
export function quotientsOf(expression: Expression): readonly QuotientNode[] {
  return nodesOf(expression).filter((node) => node.kind === "quotient");
}

/** Whether two numbers are multiplied in it. */
export function multiplies(expression: Expression): boolean {
  return nodesOf(expression).some(({ kind }) => kind === "multiply");
}

/** The stored numbers of an expression by their names, in the order in which it reads them. */
export function constantsOf(expression: Expression): ReadonlyMap<string, ConstantNode> {
  return new Map(
    nodesOf(expression).flatMap((node) => node.kind === "constant" ? [[node.name, node] as const] : []),
  );
}

/** How many elements it takes until all constants repeat together: all of them have as many numbers, or one. */
export function periodOf(expression: Expression): number {
  return [...constantsOf(expression).values()].reduce(
    (most, { values }) => Math.max(most, values.data.length),
    1,
  );
}

/** Settings of a layer that give constants of its expression a type. */
export function typedSettings(expression: Expression): readonly NonNullable<ConstantSetting>[] {
  return [...constantsOf(expression).values()].flatMap(({ setting }) => setting === null ? [] : [setting]);
}

/** Types of the constants whose type follows from a setting of the layer, by that setting. */
export function parameterTypes(
  expression: Expression,
): { readonly [Setting in NonNullable<ConstantSetting>]?: FixedType } {
  return Object.fromEntries(
    [...constantsOf(expression).values()].flatMap(({ setting, values: { type } }) =>
      setting === null ? [] : [[setting, type]]
    ),
  );
}
