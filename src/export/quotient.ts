import { type FixedType, fractionBits, type Interval } from "../fixed/mod.ts";
import { castExact, castInexact, type CastSite } from "./cast.ts";
import { cannotExport, checkFloat32 } from "./values.ts";

/** Bits that float32 rounds to: a quotient is off by at most this part of it. */
const FLOAT32_BITS = 24n;

/** An exact value of the graph that is divided, and what by. */
export interface Division {
  /** The value. */
  readonly name: string;
  /** All numbers of it. */
  readonly dividends: Interval;
  /** All quotients, between two numbers with the same fraction bits. */
  readonly quotients: Interval;
  /** What it is divided by. */
  readonly divisors: Divisors;
}

/** What exact numbers are divided by. */
export interface Divisors {
  /** The value in the graph: one number, or one an element by ONNX's rules of repetition. */
  readonly name: string;
  /** The largest of them, an integer; they are powers of two all of them if this is one. */
  readonly most: number;
}

/**
 * Writes exact numbers, divided, and the cast of the exact quotient to a type.
 *
 * A float32 quotient is the exact one, rounded to the nearest. It lands on the same side of every number at which the cast
 * jumps, if none of those lies within the error of an exact quotient that it is not: with sums in units of 2^−f, jumps at
 * multiples of 2^−(g + 1) and a divisor p, an exact quotient that is no jump is at least 2^−max(f, g + 1) / p away from it.
 *
 * @throws {InterlaceError} naming the stage, where that does not hold.
 */
export function castQuotient(
  { name: dividend, dividends, quotients, divisors }: Division,
  to: FixedType,
  site: CastSite,
): Interval & { readonly name: string } {
  checkFloat32(dividends, site.stage, "a sum");
  const name = site.graph.node(`${site.label}.quotient`, {
    operator: "Div",
    inputs: [dividend, divisors.name],
    dims: site.dims,
  });
  const halvings = Math.round(Math.log2(divisors.most));
  if (2 ** halvings === divisors.most) {
    const finer = BigInt(halvings);
    const { lo, hi, fraction } = quotients;
    return castExact(name, { lo: lo << finer, hi: hi << finer, fraction: fraction + halvings }, to, site);
  }
  const { lo, hi, fraction } = dividends;
  const most = hi > -lo ? hi : -lo;
  // |q|·2^−24 < 2^−max(f, g + 1) / p, times p·2^f·2^24; the dividend is what counts, whatever divides it.
  const finer = BigInt(Math.max(0, fractionBits(to) + 1 - fraction));
  if (most << finer >= 1n << FLOAT32_BITS) {
    throw cannotExport(
      site.stage,
      `a quotient by ${divisors.most} is so close to where its type rounds that float32 cannot tell them apart`,
      "Give the layer, or what it reads, narrower types.",
    );
  }
  return castInexact(name, quotients, to, site);
}
