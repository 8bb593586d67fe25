import {
  constant,
  type Expression,
  isZero,
  type LookupNode,
  lookupsOf,
  operandsOf,
  type SelectNode,
  withOperands,
} from "../../../layers/mod.ts";
import { evaluator } from "../../scalar/map.ts";
import type { MapContext, StagePath } from "../context.ts";
import { emitGather } from "../moves/gather.ts";
import { NO_MARGINS } from "../layout.ts";
import { emitIndices, placeTable } from "./lookup.ts";
import { bitsOfInterval } from "./range.ts";

/**
 * y = a table of results, for an expression that an entry and the sign of the element decide: all that it makes of entries is
 * computed here, once. Null, and no code, for other expressions.
 */
export function emitTabled(context: MapContext, expression: Expression): StagePath | null {
  const [node, ...others] = lookupsOf(expression);
  if (node === undefined || others.length > 0 || context.inputs.length > 1) return null;
  if (!isDecided(expression, node)) return null;
  const folds = bySign(expression).length > 0;
  if (folds && node.of.kind !== "absolute") return null;
  const { body, builder, y } = context;
  const { bytes } = y.layout;
  const count = node.table.entries.data.length;
  // First the addresses of the entries, several at once; then the entries, one by one.
  const indices = builder.tensor(y.layout, { bytes: 4, margins: NO_MARGINS });
  if (!emitIndices(context, { node, indices, bytes, behind: folds ? count : null })) return null;
  const words = (folds ? [false, true] : [false]).flatMap((below) => {
    const evaluate = evaluator(resolved(expression, { node, below }));
    return Array.from({ length: count }, (_, index) => BigInt.asIntN(64, evaluate([], index)));
  });
  const base = placeTable(builder, BigInt64Array.from(words), bytes);
  emitGather(body, { indices, base, bytes, to: y.layout });
  const why = folds ? `${count} entries for each sign` : `${count} entries`;
  return { path: "table", why, bits: bitsOfInterval(inputOfLookup(node).exact) + 1 };
}

function inputOfLookup({ of }: LookupNode): Expression {
  return of.kind === "absolute" ? of.of : of;
}

/** Whether a node needs no more of the element than an entry and the sign. */
function isDecided(node: Expression, entry: LookupNode): boolean {
  if (node === entry) return true;
  if (node.kind === "input" || (node.kind === "constant" && node.values.data.length > 1)) return false;
  const rest = isBySign(node) ? [node.then, node.otherwise] : operandsOf(node);
  return rest.every((each) => isDecided(each, entry));
}

function isBySign(node: Expression): node is SelectNode {
  return node.kind === "select" && node.less[0].kind === "input" && isZero(node.less[1]);
}

/** Selections by the sign of the element. */
function bySign(node: Expression): readonly SelectNode[] {
  return [...isBySign(node) ? [node] : [], ...operandsOf(node).flatMap(bySign)];
}

/** The expression of the entries, one after the other, on one side of 0. */
function resolved(
  expression: Expression,
  side: { readonly node: LookupNode; readonly below: boolean },
): Expression {
  if (expression === side.node) return constant("entry", side.node.table.entries);
  if (isBySign(expression)) return resolved(side.below ? expression.then : expression.otherwise, side);
  return withOperands(expression, (each) => resolved(each, side));
}
