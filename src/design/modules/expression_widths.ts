import type { FixedType } from "../../fixed/mod.ts";
import { type Expression, lookupsOf, nodesOf, quotientsOf } from "../../layers/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { ExpressionWidths } from "./map_forms.ts";
import { signedBits } from "./signed_bits.ts";

/** Widths of the wires of an expression. */
export function expressionWidths(expression: Expression): ExpressionWidths {
  return {
    nodes: new Map(nodesOf(expression).map((node) => [node, nodeWidth(node)])),
    lookups: new Map(
      lookupsOf(expression).map((node) => {
        const { of, table: { first, segments, entries } } = node;
        const count = entries.data.length;
        const numbers = [first, ...segments.flatMap(({ from, base }) => [from, BigInt(base)]), BigInt(count)];
        return [node, {
          // Differences and sums of two of them.
          place: Math.max(nodeWidth(of), signedBits(numbers)) + 2,
          address: indexBits(count),
        }];
      }),
    ),
    dividends: new Map(
      quotientsOf(expression).map((node) => {
        const { of, raise, divisor } = node;
        return [node, Math.max(nodeWidth(of) + raise, signedBits([BigInt(divisor)])) + 1];
      }),
    ),
  };
}

/** Bits of a node with a sign. */
function nodeWidth(node: Expression): number {
  switch (node.kind) {
    case "input":
      return withSign(node.type);
    case "constant":
      return withSign(node.values.type);
    case "literal":
      return signedBits([node.value]);
    case "shift":
      return nodeWidth(node.of);
    case "lookup":
      return withSign(node.table.entries.type);
    case "cast":
      return withSign(node.cast.to);
    default:
      return withSign(node.exact);
  }
}

function withSign({ width, signed }: Pick<FixedType, "width" | "signed">): number {
  return width + (signed ? 0 : 1);
}
