import { castReal, type FixedType, laneOf, MAX_WIDTH } from "../../fixed/mod.ts";
import type { Mantissas } from "../../tensor/mod.ts";
import { constant, type ConstantNode } from "./expression.ts";

/**
 * A type with so many fraction bits that holds numbers up to a magnitude, of either sign, as far as 64 bits go; what is
 * finer is rounded to nearest.
 */
export function constantType(fraction: number, magnitude: number): FixedType {
  const digits = Math.ceil(Math.log2(magnitude * 2 ** fraction + 1));
  const bits = Math.max(2, digits + 2);
  // Where there are too few, the last fraction bits go, and none that the magnitude needs.
  return {
    width: Math.min(MAX_WIDTH, bits),
    integer: bits - fraction,
    signed: true,
    quantization: "AP_RND_CONV",
    overflow: "AP_SAT",
  };
}

/** A number of a formula, cast to a type: the same for every element. */
export function realConstant(
  name: string,
  { value, type }: { readonly value: number; readonly type: FixedType },
): ConstantNode {
  const data = BigInt64Array.of(laneOf(castReal(value, type))) as Mantissas;
  return constant(name, { shape: [1], type, data });
}
