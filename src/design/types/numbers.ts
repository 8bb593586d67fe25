import {
  addIntervals,
  castMantissa,
  exactNumbers,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  multiplyIntervals,
  planCast,
  storableInterval,
  unionIntervals,
} from "../../fixed/mod.ts";
import { intervalOfTensor } from "../../tensor/mod.ts";
import type { MacPlan } from "../plans/mac_plans.ts";
import type { MapRepeat } from "../plans/map_plan.ts";
import type { ActualNumbers, ElementNumbers, MacNumbers, MapStep } from "../plans/number_plans.ts";

/** Types of what a stage reads and writes. */
export interface NumberEnds {
  readonly x: FixedType;
  readonly y: FixedType;
}

/** Numbers of a multiply-accumulate stage. */
export function macNumbers(
  { weights, bias, accumulator }: Pick<MacPlan, "weights" | "bias" | "accumulator">,
  { x, y }: NumberEnds,
): MacNumbers {
  const product = exactNumbers(multiplyIntervals(storableInterval(x), storableInterval(weights.type)));
  const casts = {
    bias: planCast(storableInterval(bias.type), accumulator),
    product: planCast(product, accumulator),
  };
  const whole = intervalOf(accumulator);
  const sum = exactNumbers(addIntervals(whole, casts.product.result));
  const starts = Array.from(
    bias.data,
    (_, i) => castMantissa(mantissaAt(bias.data, i, bias.type), fractionBits(bias.type), accumulator),
  );
  return {
    input: exactNumbers(storableInterval(x)),
    product,
    sum,
    casts: { ...casts, sum: planCast(sum, accumulator), result: planCast(whole, y) },
    starts,
    empty: starts.map((start) => castMantissa(start, whole.fraction, y)),
    actual: actualNumbers({ weights, accumulator }, x),
  };
}

function actualNumbers(
  { weights, accumulator }: Pick<MacPlan, "weights" | "accumulator">,
  x: FixedType,
): ActualNumbers {
  const zero = { lo: 0n, hi: 0n, fraction: fractionBits(weights.type) };
  const weight = weights.data.length === 0 ? zero : unionIntervals(intervalOfTensor(weights), zero);
  const product = multiplyIntervals(storableInterval(x), weight);
  const cast = planCast(product, accumulator);
  const sum = planCast(addIntervals(intervalOf(accumulator), cast.result), accumulator);
  return { weight: exactNumbers(weight), product: exactNumbers(product), casts: { product: cast, sum } };
}

/** Numbers of a stage that hands its input on, cast. */
export function plainNumbers(ends: NumberEnds): ElementNumbers {
  return castOf(storableInterval(ends.x), ends);
}

/** How a map goes through a tensor that it reads, for beats of so many elements. */
export function mapStep({ pixels, channels }: MapRepeat, width: number): MapStep {
  return { pixel: pixels ? 0 : channels ? 1 : width, channel: channels ? 0 : 1 };
}

/** Numbers of one exact result that is cast. */
export function castOf(interval: Interval, { y }: NumberEnds): ElementNumbers {
  return { exact: exactNumbers(interval), result: planCast(interval, y) };
}
