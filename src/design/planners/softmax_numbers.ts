import { exactNumbers, fractionBits, planCast, storableInterval } from "../../fixed/mod.ts";
import { intervalOfTensor } from "../../tensor/mod.ts";
import type { SoftmaxPlan } from "../plans/function_plans.ts";
import type { SoftmaxNumbers } from "../plans/number_plans.ts";
import type { NumberEnds } from "../types/numbers.ts";

/** Numbers of a softmax, step by step as `softmax.ts` defines them. */
export function softmaxNumbers(
  { exponentials, inverses, sumBits }: Pick<SoftmaxPlan, "exponentials" | "inverses" | "sumBits">,
  { x, y }: NumberEnds,
): SoftmaxNumbers {
  const element = storableInterval(x);
  const exponents = sumBits - exponentials.type.width;
  const products = exponentials.type.width + inverses.type.width;
  const largest = intervalOfTensor(exponentials).hi * intervalOfTensor(inverses).hi;
  const product = {
    lo: 0n,
    // Sums exceed one by different powers of two: products are moved up to the point that the largest sum asks for.
    hi: largest << BigInt(exponents),
    fraction: fractionBits(exponentials.type) + fractionBits(inverses.type) + exponents,
  };
  return {
    element: exactNumbers(element),
    difference: exactNumbers({ lo: 0n, hi: element.hi - element.lo, fraction: element.fraction }),
    halfway: { width: x.width + 1, integer: x.integer + 1, signed: false },
    sum: { width: sumBits, integer: sumBits - fractionBits(exponentials.type), signed: false },
    exponents,
    scaled: { width: products + exponents, integer: 2, signed: false },
    product: exactNumbers(product),
    result: planCast(product, y),
  };
}
