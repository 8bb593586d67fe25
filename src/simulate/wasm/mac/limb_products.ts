import { type Interval, narrowestType } from "../../../fixed/mod.ts";

/** The part of an input's bits that products are made of: all, those above or below a limb boundary, or their sum. */
export type Limb = "whole" | "high" | "low" | "sum";

/** Products of a limb of the inputs with a limb of the weights. */
export interface LimbProduct {
  readonly x: Limb;
  readonly w: Limb;
}

/** A limb of a number. */
export function limbOf(value: number, limb: Limb, bits: number): number {
  if (limb === "whole") return value;
  const [high, low] = [value >> bits, value & ((1 << bits) - 1)];
  return limb === "high" ? high : limb === "low" ? low : high + low;
}

/** Ways to make products of 16-bit words, the one with the fewest first. */
export function* limbCandidates(
  narrow: { readonly x: boolean; readonly w: boolean },
  ranges: { readonly x: Interval; readonly w: Interval },
): Generator<{ readonly bits: number; readonly planes: readonly LimbProduct[] }> {
  const bits = (range: Interval) => Math.ceil(narrowestType(range, { signed: true }).width / 2);
  const fits = (range: Interval, limbs: readonly Limb[], at: number) =>
    at <= 15 && limbs.every((limb) => largestLimb(range, limb, at) < 2 ** 15);
  if (narrow.x && narrow.w) yield { bits: 0, planes: [{ x: "whole", w: "whole" }] };
  const forW = bits(ranges.w);
  if (narrow.x && fits(ranges.w, ["high", "low"], forW)) {
    yield { bits: forW, planes: [{ x: "whole", w: "high" }, { x: "whole", w: "low" }] };
  }
  const forX = bits(ranges.x);
  if (narrow.w && fits(ranges.x, ["high", "low"], forX)) {
    yield { bits: forX, planes: [{ x: "high", w: "whole" }, { x: "low", w: "whole" }] };
  }
  const both = Math.max(forW, forX);
  const limbs = ["high", "low", "sum"] as const;
  if (fits(ranges.x, limbs, both) && fits(ranges.w, limbs, both)) {
    // Karatsuba: xh·wl + xl·wh = (xh + xl)(wh + wl) − xh·wh − xl·wl.
    yield { bits: both, planes: limbs.map((limb) => ({ x: limb, w: limb })) };
  }
}

/** What the sums of a plane count. */
export function factorOf({ x, w }: LimbProduct, planes: number, bits: bigint): bigint {
  const one = 1n << bits;
  if (planes === 3) return x === "high" ? one * one - one : x === "low" ? 1n - one : one;
  return x === "high" || w === "high" ? one : 1n;
}

/** The largest magnitude of a limb of the numbers of a range. */
export function largestLimb({ lo, hi }: Interval, limb: Limb, bits: number): number {
  const magnitude = (value: bigint) => Number(value < 0n ? -value : value);
  const ends = (shift: number) => Math.max(magnitude(lo >> BigInt(shift)), magnitude(hi >> BigInt(shift)));
  const low = 2 ** bits - 1;
  return limb === "whole" ? ends(0) : limb === "high" ? ends(bits) : limb === "low" ? low : ends(bits) + low;
}

/** The sum of the magnitudes of limbs of weights. */
export function magnitudesOf(row: Int32Array, limb: Limb, bits: number): number {
  return row.reduce((sum, w) => sum + Math.abs(limbOf(w, limb, bits)), 0);
}
