import type { FixedType } from "../../fixed/mod.ts";
import { type Expression, select } from "../../layers/mod.ts";
import { sameType } from "../types/quantisers.ts";

/** What an expression computes exactly, and what it casts that to. */
export interface CastResult {
  /** The exact number. */
  readonly of: Expression;
  /** With the modes of the cast. */
  readonly to: FixedType;
}

/**
 * What the templates of maps compute: an exact number that is cast once, at the end. A selection of casts to one type is the
 * cast of a selection.
 *
 * @returns Null for an expression that is no such cast.
 */
export function castResult(expression: Expression): CastResult | null {
  if (expression.kind === "cast") return { of: expression.of, to: expression.cast.to };
  if (expression.kind !== "select") return null;
  const [then, otherwise] = [castResult(expression.then), castResult(expression.otherwise)];
  if (then === null || otherwise === null || !sameType(then.to, otherwise.to)) return null;
  return { of: select({ less: expression.less, then: then.of, otherwise: otherwise.of }), to: then.to };
}
