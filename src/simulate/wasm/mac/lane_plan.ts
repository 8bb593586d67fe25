import type { MacPlan } from "../../../design/mod.ts";
import { type CastSteps, inWords } from "../map/cast.ts";
import { type FinishPlan, planFinish } from "./finish.ts";
import { bitsOfInterval, fitsWord } from "../map/range.ts";

/** How a multiply-accumulate layer is computed product by product, several outputs side by side. */
export interface LanePlan {
  /** Bits of a word; null casts do nothing. */
  readonly bits: 32 | 64;
  readonly castProduct: CastSteps | null;
  readonly castSum: CastSteps | null;
  /** Whether every product is cast and added in the order of the definition. */
  readonly ordered: boolean;
  /** Bits by which sums are shifted left to the accumulator's binary point. */
  readonly shift: number;
  /** cast(bias) of every output. */
  readonly starts: readonly bigint[];
  readonly finish: FinishPlan;
  readonly sumBits: number;
}

/** What a plan is made from. */
export interface LaneRequest {
  readonly plan: Pick<MacPlan, "accumulator" | "orderFree" | "numbers">;
  /** Products in a sum, at most. */
  readonly products: number;
}

/** Plans a layer in words of 32 bits or, where these do not do, of 64; null where neither does. */
export function planLanes(request: LaneRequest, widths: readonly (32 | 64)[] = [32, 64]): LanePlan | null {
  for (const bits of widths) {
    const found = request.plan.orderFree ? planModular(request, bits) : planOrdered(request, bits);
    if (found !== null) return found;
  }
  return null;
}

/** Sums in any order, modulo 2^bits. */
function planModular({ plan, products }: LaneRequest, bits: 32 | 64): LanePlan | null {
  const { accumulator, numbers: { input, starts, casts, actual: { weight, product } } } = plan;
  const { result } = casts;
  const { from: whole } = result;
  const shift = whole.fraction - product.fraction;
  const factor = BigInt(products) << BigInt(shift);
  const sums = {
    lo: whole.lo + (product.lo < 0n ? product.lo : 0n) * factor,
    hi: whole.hi + (product.hi > 0n ? product.hi : 0n) * factor,
    fraction: whole.fraction,
  };
  // A factor that needs more bits than a word is still right modulo 2^bits if it is stored in as many.
  if (bits === 32 && !(fitsWord(input, 32) && fitsWord(weight, 32))) return null;
  const finish = shift < bits ? planFinish({ sums, bits }, { accumulator, result }) : null;
  const sumBits = bitsOfInterval(sums) + 1;
  return finish && { bits, castProduct: null, castSum: null, ordered: false, shift, starts, finish, sumBits };
}

/** Every cast of the definition. */
function planOrdered({ plan }: LaneRequest, bits: 32 | 64): LanePlan | null {
  const { accumulator, numbers: { input, starts, casts, actual } } = plan;
  const { result } = casts;
  const { from: whole } = result;
  const { weight, product } = actual;
  if (![input, weight, product].every((numbers) => fitsWord(numbers, bits))) return null;
  const castProduct = inWords(actual.casts.product, bits);
  if (castProduct === null || !fitsWord(whole, bits)) return null;
  const castSum = inWords(actual.casts.sum, bits);
  const finish = planFinish({ sums: whole, bits }, { accumulator, result });
  if (castSum === null || finish === null) return null;
  const sumBits = bitsOfInterval(actual.casts.sum.from) + 1;
  return { bits, castProduct, castSum, ordered: true, shift: 0, starts, finish, sumBits };
}
