import { castReal, type FixedType, laneOf } from "../fixed/mod.ts";
import type { Mantissas } from "../tensor/mod.ts";
import { constant, type ConstantNode } from "./expression.ts";

/** A number of a formula, cast to a type: the same for every element. */
export function realConstant(
  name: string,
  { value, type }: { readonly value: number; readonly type: FixedType },
): ConstantNode {
  const data = BigInt64Array.of(laneOf(castReal(value, type))) as Mantissas;
  return constant(name, { shape: [1], type, data });
}
