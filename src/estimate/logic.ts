/**
 * Logic of which stages without weights are made, in the look-up tables of six inputs and the carry chains that the
 * parts of all families have (UG474, "7 Series FPGAs CLB"; UG574, "UltraScale Architecture CLB"): what a netlist needs at least,
 * not what a tool made of it.
 */
import type { DivisionPlan, MultiplierChoice } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { FixedType } from "../fixed/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { type DspSize, dspsOf, factorBits } from "../target/mod.ts";

/** Products with a narrower factor are made of look-up tables. */
export const LEAST_DSP_BITS = 6;

/** A sum or a difference: a bit a look-up table with its carry. */
export function add(bits: number): ResourceCounts {
  return { ...NONE, LUT: bits };
}

/** Which of two numbers is larger: two bits a look-up table with its carry. */
export function compare(bits: number): ResourceCounts {
  return { ...NONE, LUT: Math.ceil(bits / 2) };
}

/** One of several words: a look-up table selects from four bits, or twice from two. */
export function select(bits: number, ways: number): ResourceCounts {
  return { ...NONE, LUT: ways < 2 ? 0 : ways === 2 ? Math.ceil(bits / 2) : bits * Math.ceil((ways - 1) / 3) };
}

/** Registers. */
export function registers(bits: number): ResourceCounts {
  return { ...NONE, FF: bits };
}

/**
 * A product of two numbers that are not known: a row of the wide one for each bit of the narrow one, each row but the first
 * added to those above, or as many DSPs as tile the rectangle of both.
 *
 * @param multiplier Which of them was asked for; a tool left alone takes rows for a narrow factor.
 */
export function multiply(
  factors: { readonly a: number; readonly b: number },
  dsp: DspSize,
  multiplier: MultiplierChoice = "auto",
): ResourceCounts {
  const narrow = Math.min(factors.a, factors.b);
  const wide = Math.max(factors.a, factors.b);
  if (multiplier === "lut" || (multiplier === "auto" && narrow < LEAST_DSP_BITS)) {
    return { ...NONE, LUT: narrow < 2 ? Math.ceil(wide / 2) : (narrow - 1) * wide };
  }
  return { ...NONE, DSP: dspsOf(factors, dsp) };
}

/**
 * Products of `lanes` elements with parameters that repeat: every lane has constants of its own where they are no more
 * than lanes, and a product with 0 or with a power of two is none.
 */
export function multiplyBy(
  { data, type }: FixedTensor,
  x: { readonly bits: number; readonly lanes: number; readonly dsp: DspSize },
): ResourceCounts {
  const { bits, lanes, dsp } = x;
  const one = multiply({ a: bits, b: factorBits(type) }, dsp);
  if (data.length > lanes) return scale(one, lanes);
  const real = data.reduce((count, mantissa) => isPowerOfTwo(mantissa) ? count : count + 1, 0);
  return scale(one, Math.ceil((real * lanes) / data.length));
}

/** Whether a product with a mantissa, or with its negative, only moves bits; 0 counts too. */
export function isPowerOfTwo(mantissa: bigint): boolean {
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  return (magnitude & (magnitude - 1n)) === 0n;
}

/** A tree that makes one number of several, with registers behind every node. */
export function tree(
  leaves: number,
  node: { readonly bits: number; readonly logic: ResourceCounts },
): ResourceCounts {
  return scale(sum([node.logic, registers(node.bits)]), Math.max(0, leaves - 1));
}

/**
 * A division, a bit of the quotient a cycle: each bit compares and subtracts, and passes on its remainder, the bits of
 * the quotient so far and those of the dividend that are left.
 */
export function divide({ dividendBits, countBits }: DivisionPlan): ResourceCounts {
  const remainder = countBits + 1;
  return scale(
    sum([add(remainder), select(remainder, 2), registers(remainder + dividendBits)]),
    dividendBits,
  );
}

/** A cast: rounding adds, saturation compares and selects; dropping bits at either end costs nothing. */
export function cast({ width, quantization, overflow }: FixedType): ResourceCounts {
  return sum([
    quantization === "AP_TRN" ? NONE : add(width),
    overflow === "AP_WRAP" ? NONE : sum([compare(width), select(width, 2)]),
  ]);
}
