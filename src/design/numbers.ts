import {
  addIntervals,
  castMantissa,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  multiplyIntervals,
  narrowestType,
  planCast,
  storableInterval,
  unionIntervals,
} from "../fixed/mod.ts";
import { intervalOfTensor } from "../tensor/mod.ts";
import type { HardSigmoidPlan } from "./function_plans.ts";
import type { MergeRepeat } from "./graph_plans.ts";
import type { MacPlan } from "./mac_plans.ts";
import type {
  ActualNumbers,
  AffineNumbers,
  ElementNumbers,
  ExactNumbers,
  MacNumbers,
  MergeStep,
  RectifierNumbers,
} from "./number_plans.ts";
import type { AffinePlan, ClipPlan, RectifierPlan } from "./plan.ts";

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
  const product = exact(multiplyIntervals(storableInterval(x), storableInterval(weights.type)));
  const casts = {
    bias: planCast(storableInterval(bias.type), accumulator),
    product: planCast(product, accumulator),
  };
  const whole = intervalOf(accumulator);
  const sum = exact(addIntervals(whole, casts.product.result));
  const starts = Array.from(
    bias.data,
    (_, i) => castMantissa(mantissaAt(bias.data, i, bias.type), fractionBits(bias.type), accumulator),
  );
  return {
    input: exact(storableInterval(x)),
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
  return { weight: exact(weight), product: exact(product), casts: { product: cast, sum } };
}

/** Numbers of a stage that hands its input on, cast. */
export function plainNumbers(ends: NumberEnds): ElementNumbers {
  return castOf(storableInterval(ends.x), ends);
}

/** Numbers of max(x, 0). */
export function reluNumbers(ends: NumberEnds): ElementNumbers {
  return castOf({ ...storableInterval(ends.x), lo: 0n }, ends);
}

/** Numbers of x or 0. */
export function thresholdNumbers(ends: NumberEnds): ElementNumbers {
  const range = storableInterval(ends.x);
  return castOf(unionIntervals(range, { ...range, lo: 0n, hi: 0n }), ends);
}

/** Numbers of x between bounds, with the fraction bits of both. */
export function clipNumbers(
  { type, min, max }: Pick<ClipPlan, "type" | "min" | "max">,
  ends: NumberEnds,
): ElementNumbers {
  const fraction = Math.max(fractionBits(ends.x), fractionBits(type));
  const bounds = [min, max].filter((bound) => bound !== null).map((bound): Interval => ({
    lo: bound,
    hi: bound,
    fraction: fractionBits(type),
  }));
  const plain = unionIntervals(storableInterval(ends.x), { lo: 0n, hi: 0n, fraction });
  return castOf(bounds.reduce(unionIntervals, plain), ends);
}

/** Numbers of scale·x + shift. */
export function affineNumbers(
  { scale, shift }: Pick<AffinePlan, "scale" | "shift">,
  ends: NumberEnds,
): AffineNumbers {
  const product = exact(multiplyIntervals(storableInterval(ends.x), intervalOfTensor(scale)));
  return { product, ...castOf(addIntervals(product, intervalOfTensor(shift)), ends) };
}

/** Numbers of x, or slope·x where that is negative. */
export function rectifierNumbers(
  { slopes }: Pick<RectifierPlan, "slopes">,
  { x, y }: NumberEnds,
): RectifierNumbers {
  const range = storableInterval(x);
  const product = exact(multiplyIntervals({ ...range, hi: 0n }, intervalOfTensor(slopes)));
  return {
    product,
    results: { positive: planCast({ ...range, lo: 0n }, y), negative: planCast(product, y) },
  };
}

/** Numbers of slope·x + offset before it is clipped, and of what is cast behind that. */
export function hardSigmoidNumbers(
  { slope, offset }: Pick<HardSigmoidPlan, "slope" | "offset">,
  { x, y }: NumberEnds,
): ElementNumbers {
  const sum = addIntervals(
    multiplyIntervals(storableInterval(x), intervalOfTensor(slope)),
    intervalOfTensor(offset),
  );
  const all = unionIntervals(sum, { lo: 0n, hi: 1n, fraction: 0 });
  const { fraction } = all;
  return { exact: exact(all), result: planCast({ lo: 0n, hi: 1n << BigInt(fraction), fraction }, y) };
}

/** How a merge goes through an input, for beats of so many elements. */
export function mergeStep({ pixels, channels }: MergeRepeat, width: number): MergeStep {
  return { pixel: pixels ? 0 : channels ? 1 : width, channel: channels ? 0 : 1 };
}

/** Numbers of one exact result that is cast. */
export function castOf(interval: Interval, { y }: NumberEnds): ElementNumbers {
  return { exact: exact(interval), result: planCast(interval, y) };
}

/** Numbers with the narrowest bits that hold them. */
export function exact(interval: Interval): ExactNumbers {
  return { ...interval, ...narrowestType(interval) };
}
