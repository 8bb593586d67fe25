import { type FixedType, fractionBits, mantissaRange, MAX_WIDTH, realOf } from "../../fixed/mod.ts";
import type { TablePrimitive } from "../../layers/mod.ts";
import { AUTO_WIDTH } from "./quantise.ts";
import { TOLERATED } from "../tables/table_size.ts";

/**
 * The type of a sum whose result is `auto`: it has every bit before the binary point, since nobody asked for less, and
 * behind it those of 16 bits in all. A sum over a layer may need more than 16 before the point alone: there are never fewer
 * behind it than the model's type has, as far as the sum has them.
 *
 * @param exact The type that loses nothing.
 * @param model The model's type.
 */
export function derivedSum(exact: FixedType, model: FixedType): FixedType {
  const wanted = Math.min(fractionBits(exact), fractionBits(model));
  const fraction = Math.max(AUTO_WIDTH - exact.integer, wanted);
  return { ...exact, width: Math.max(1, Math.min(MAX_WIDTH, exact.integer + fraction)) };
}

/**
 * The type of a table whose result is `auto`: that of what it reads, without bits before the binary point that the function
 * never reaches, and with at least 16 bits in all. A function that grows faster than its argument keeps the argument's
 * type.
 *
 * @param x The type of what is read.
 */
export function derivedTable({ evaluate, turn }: TablePrimitive, x: FixedType): FixedType {
  const { min, max } = mantissaRange(x);
  const ends = [realOf(min, x), realOf(max, x)];
  const inside = [0, turn ?? 0, -(turn ?? 0)].filter((at) => at >= ends[0] && at <= ends[1]);
  const values = [...ends, ...inside].map(evaluate);
  if (!values.every(Number.isFinite)) return x;
  const needed = values.reduce((bits, value) => Math.max(bits, integerBits(value)), 0) + (x.signed ? 1 : 0);
  if (needed >= x.integer) return x;
  if (!x.signed && values.some((value) => value < 0)) return x;
  const width = needed + Math.max(AUTO_WIDTH - needed, fractionBits(x));
  return width > MAX_WIDTH ? x : { ...x, width, integer: needed };
}

/** What a table of a derived type may be off by, in units of its last bit: nobody asked for more than the model's. */
export function derivedTolerance(result: FixedType, model: FixedType): number {
  return TOLERATED * 2 ** Math.max(0, fractionBits(result) - fractionBits(model));
}

/** Bits before the binary point of a magnitude: the least n with |value| < 2^n. */
function integerBits(value: number): number {
  let bits = 0;
  while (Math.abs(value) >= 2 ** bits) bits++;
  return bits;
}
