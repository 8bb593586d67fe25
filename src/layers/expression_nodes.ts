import type { FixedType } from "../fixed/mod.ts";
import type { ConstantNode, ConstantSetting, Expression } from "./expression.ts";

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
      return [node.of];
    default:
      return node.of;
  }
}

/** A node and all below it, operands first. */
export function nodesOf(node: Expression): readonly Expression[] {
  return [...operandsOf(node).flatMap(nodesOf), node];
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
