import type { FixedType } from "../../src/fixed/type.ts";

/**
 * The definition of a cast that the tests trust, written over rational numbers: among the integers next to the
 * scaled number the rounding mode picks one by comparing distances, then the overflow mode works on the set of
 * numbers of the type by addition and comparison. Shares no code, no shift and no mask with the library.
 */
export function rationalCast(
  number: { readonly numerator: bigint; readonly denominator: bigint },
  to: FixedType,
): bigint {
  const scale = 2n ** BigInt(Math.abs(to.width - to.integer));
  const up = to.width >= to.integer;
  const numerator = up ? number.numerator * scale : number.numerator;
  const denominator = up ? number.denominator : number.denominator * scale;
  return brought(nearby(numerator, denominator, to), to);
}

function nearby(numerator: bigint, denominator: bigint, to: FixedType): bigint {
  const towardsZero = numerator / denominator;
  if (towardsZero * denominator === numerator) return towardsZero;
  const below = numerator < 0n ? towardsZero - 1n : towardsZero;
  const above = below + 1n;
  const outward = numerator < 0n ? below : above;
  if (to.quantization === "AP_TRN") return below;
  if (to.quantization === "AP_TRN_ZERO") return towardsZero;
  const toBelow = numerator - below * denominator;
  const toAbove = above * denominator - numerator;
  if (toBelow < toAbove) return below;
  if (toAbove < toBelow) return above;
  return {
    AP_RND: above,
    AP_RND_MIN_INF: below,
    AP_RND_ZERO: towardsZero,
    AP_RND_INF: outward,
    AP_RND_CONV: below % 2n === 0n ? below : above,
  }[to.quantization];
}

function brought(value: bigint, to: FixedType): bigint {
  const count = 2n ** BigInt(to.width);
  const largest = to.signed ? count / 2n - 1n : count - 1n;
  const smallest = to.signed ? -(count / 2n) : 0n;
  const symmetric = to.signed ? -largest : 0n;
  switch (to.overflow) {
    case "AP_WRAP": {
      const rest = ((value % count) + count) % count;
      return rest > largest ? rest - count : rest;
    }
    case "AP_SAT":
      return value > largest ? largest : value < smallest ? smallest : value;
    case "AP_SAT_SYM":
      return value > largest ? largest : value < symmetric ? symmetric : value;
    case "AP_SAT_ZERO":
      return value > largest || value < smallest ? 0n : value;
  }
}
