import { greatestDivisor } from "../../base/numbers/divisors.ts";
import type { FixedType } from "../../fixed/mod.ts";
import { type DspSize, factorBits } from "../../target/mod.ts";

/**
 * Two weights and the input that they share in one multiplication: upper · 2^shift + lower, times the input.
 *
 * **Exact.** Mantissas are integers: weights u and l of w bits, an input x of x bits; shift = w + x, the width of the type of a
 * product. That type holds every product: it is signed where a factor is, so that |l·x| ≤ 2^(w-1) · 2^(x-1) < 2^(shift-1) for
 * two signed factors, -2^(w-1) · (2^x - 1) ≥ -2^(shift-1) for one, and l·x < 2^shift for none. P = (u · 2^shift + l) · x =
 * u·x · 2^shift + l·x. The lowest `shift` bits of P, read as a product's type, are therefore l·x. Without a sign, u·x is
 * floor(P / 2^shift). With one, l·x / 2^shift lies in [-1/2, 1/2), so that u·x is P / 2^shift rounded to the nearest, halves up
 * (`AP_RND`): the bit below the point is added, and gives back what a negative l·x borrowed.
 *
 * **Widths.** Of signed weights -2^(w-1) · (2^shift + 1) ≥ -2^(shift+w) asks for shift + w + 1 bits; those without a sign have
 * shift + w bits, and one for the sign that a DSP wants. Both pass where shift + w + 1 = 2w + x + 1 is no more than the wider
 * port of the DSP, and the input as a signed number no more than the narrower one.
 */
export interface ProductPairs {
  /** Outputs side by side that are sums of the same inputs: those of a group. */
  readonly outputs: number;
  /** Bits from the lower weight to the upper one. */
  readonly shift: number;
  /** Of both weights as one number: the upper one has its place, the lower one stands `shift` bits below. */
  readonly weights: FixedType;
  /** Of their product with an input. */
  readonly both: FixedType;
  /** Of a product that is cast from both, which rounds where it may have lent a bit. */
  readonly upper: FixedType;
}

/** Two weights of these types and an input as one product; null where a DSP does not hold it. */
export function pairProducts(
  { x, weight, outputs }: { readonly x: FixedType; readonly weight: FixedType; readonly outputs: number },
  dsp: DspSize,
): ProductPairs | null {
  const shift = weight.width + x.width;
  if (shift + weight.width + 1 > dsp.wide || factorBits(x) > dsp.narrow) return null;
  const exact = { quantization: "AP_TRN", overflow: "AP_WRAP" } as const;
  const product = productType(weight, x);
  const sign = weight.signed ? 1 : 0;
  const weights = {
    width: shift + weight.width + sign,
    integer: weight.integer + sign,
    signed: weight.signed,
    ...exact,
  };
  return {
    outputs,
    shift,
    weights,
    both: productType(weights, x),
    upper: { ...product, quantization: product.signed ? "AP_RND" : "AP_TRN" },
  };
}

/**
 * Output lanes side by side that meet the same inputs in every turn, 1 where products do not pair: these blocks a turn's part
 * of the outputs and the groups in which they are added up have in common.
 */
export function pairedLanesOf(outputLanes: number, pairs: ProductPairs | null): number {
  return pairs === null ? 1 : greatestDivisor(outputLanes, pairs.outputs);
}

/** The type of an exact product. */
export function productType(a: FixedType, b: FixedType): FixedType {
  return {
    width: a.width + b.width,
    integer: a.integer + b.integer,
    signed: a.signed || b.signed,
    quantization: "AP_TRN",
    overflow: "AP_WRAP",
  };
}
