import type { MacPlan } from "../../design/mod.ts";
import {
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  multiplyIntervals,
  storableInterval,
} from "../../fixed/mod.ts";
import { type CastSteps, planWordCast } from "./cast.ts";
import { startsOf } from "./dot_plan.ts";
import { type FinishPlan, planFinish } from "./finish.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

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
  readonly plan: Pick<MacPlan, "weights" | "bias" | "accumulator">;
  /** Products in a sum, at most. */
  readonly products: number;
  readonly x: FixedType;
  readonly to: FixedType;
}

/** Plans a layer in words of 32 bits or, where these do not do, of 64; null where neither does. */
export function planLanes(request: LaneRequest, widths: readonly (32 | 64)[] = [32, 64]): LanePlan | null {
  const { accumulator, weights } = request.plan;
  const isOrderFree = accumulator.overflow === "AP_WRAP" &&
    fractionBits(accumulator) >= fractionBits(request.x) + fractionBits(weights.type);
  for (const bits of widths) {
    const found = isOrderFree ? planModular(request, bits) : planOrdered(request, bits);
    if (found !== null) return found;
  }
  return null;
}

/** Sums in any order, modulo 2^bits. */
function planModular({ plan, products, x, to }: LaneRequest, bits: 32 | 64): LanePlan | null {
  const { accumulator } = plan;
  const starts = startsOf(plan);
  const product = multiplyIntervals(storableInterval(x), weightRange(plan));
  const shift = fractionBits(accumulator) - product.fraction;
  const start = intervalOf(accumulator);
  const factor = BigInt(products) << BigInt(shift);
  const sums = {
    lo: start.lo + (product.lo < 0n ? product.lo : 0n) * factor,
    hi: start.hi + (product.hi > 0n ? product.hi : 0n) * factor,
    fraction: fractionBits(accumulator),
  };
  // A factor that needs more bits than a word is still right modulo 2^bits if it is stored in as many.
  if (bits === 32 && !(fitsWord(storableInterval(x), 32) && fitsWord(weightRange(plan), 32))) return null;
  const finish = shift < bits ? planFinish({ sums, bits }, { accumulator, to }) : null;
  const sumBits = bitsOfInterval(sums) + 1;
  return finish && { bits, castProduct: null, castSum: null, ordered: false, shift, starts, finish, sumBits };
}

/** Every cast of the definition. */
function planOrdered({ plan, x, to }: LaneRequest, bits: 32 | 64): LanePlan | null {
  const { accumulator } = plan;
  const product = multiplyIntervals(storableInterval(x), weightRange(plan));
  const whole = intervalOf(accumulator);
  if (
    !fitsWord(storableInterval(x), bits) || !fitsWord(weightRange(plan), bits) || !fitsWord(product, bits)
  ) {
    return null;
  }
  const castProduct = planWordCast(product, accumulator, bits);
  if (castProduct === null || !fitsWord(whole, bits)) return null;
  const term = castProduct.result;
  const sum = { lo: whole.lo + term.lo, hi: whole.hi + term.hi, fraction: whole.fraction };
  const castSum = planWordCast(sum, accumulator, bits);
  const finish = planFinish({ sums: whole, bits }, { accumulator, to });
  if (castSum === null || finish === null) return null;
  const sumBits = bitsOfInterval(sum) + 1;
  return { bits, castProduct, castSum, ordered: true, shift: 0, starts: startsOf(plan), finish, sumBits };
}

/** The smallest interval that holds all weights. */
function weightRange({ weights }: Pick<MacPlan, "weights">): Interval {
  let [lo, hi] = [0n, 0n];
  for (let i = 0; i < weights.data.length; i++) {
    const w = mantissaAt(weights.data, i, weights.type);
    if (w < lo) lo = w;
    if (w > hi) hi = w;
  }
  return { lo, hi, fraction: fractionBits(weights.type) };
}
