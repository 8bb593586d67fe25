import type { AffinePlan, ClipPlan, RectifierPlan } from "../../design/mod.ts";
import {
  addIntervals,
  type FixedType,
  fractionBits,
  type Interval,
  mantissaAt,
  multiplyIntervals,
  storableInterval,
  unionIntervals,
} from "../../fixed/mod.ts";
import { type FixedTensor, intervalOfTensor } from "../../tensor/mod.ts";
import { emitCast, emitClamp, planWordCast } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { type ElementOperation, emitElements, emitRelayout } from "./element_loop.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** An operation and the bits that its numbers take. */
export interface PlannedElements extends ElementOperation {
  readonly valueBits: number;
}

/** Plans an operation in words of so many bits; null where they are too narrow. */
export type Planner = (bits: 32 | 64) => PlannedElements | null;

/** Writes the code of an element-wise stage; null where it needs numbers of more than 64 bits. */
export function emitPlanned({ body, builder, x, y }: StageContext, plan: Planner): StagePath | null {
  const operation = plan(32) ?? plan(64);
  if (operation === null) return null;
  emitElements(body, builder, { from: x.layout, to: y.layout }, operation);
  return {
    path: `elements i${operation.bits}`,
    why: `numbers of at most ${operation.valueBits} bits`,
    bits: operation.valueBits,
  };
}

/** y = x in another type. */
export function emitCastStage(context: StageContext): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const cast = planWordCast(range, context.y.type, bits);
    if (cast === null) return null;
    return {
      bits,
      valueBits: bitsOfInterval(range) + 1,
      emit: (body, lanes, value) => emitCast(body, lanes, value, cast),
    };
  });
}

/** y = cast(max(x, 0)) */
export function emitRelu(context: StageContext): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const cast = planWordCast({ ...range, lo: 0n }, context.y.type, bits);
    if (cast === null || !fitsWord(range, bits)) return null;
    return {
      bits,
      valueBits: bitsOfInterval(range) + 1,
      emit(body, lanes, value) {
        emitClamp(body, lanes, value, { min: 0n, max: null });
        emitCast(body, lanes, value, cast);
      },
    };
  });
}

/** y = cast(min(max(x, min), max)), compared as exact numbers. */
export function emitClip(context: StageContext, plan: ClipPlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const fraction = Math.max(range.fraction, fractionBits(plan.type));
    const lift = BigInt(fraction - range.fraction);
    const bound = (value: bigint | null) =>
      value === null ? null : value << BigInt(fraction - fractionBits(plan.type));
    const bounds = { min: bound(plan.min), max: bound(plan.max) };
    const lifted = { lo: range.lo << lift, hi: range.hi << lift, fraction };
    const ends = [bounds.min, bounds.max].filter((value) => value !== null);
    const hull = ends.reduce(
      (all: Interval, end) => unionIntervals(all, { lo: end, hi: end, fraction }),
      lifted,
    );
    const cast = planWordCast(hull, context.y.type, bits);
    if (cast === null || !fitsWord(hull, bits) || lift >= BigInt(bits)) return null;
    return {
      bits,
      valueBits: bitsOfInterval(hull) + 1,
      emit(body, lanes, value) {
        if (lift > 0n) {
          body.get(value);
          lanes.shiftCount(body, Number(lift));
          body.op(lanes.shiftLeft).set(value);
        }
        emitClamp(body, lanes, value, bounds);
        emitCast(body, lanes, value, cast);
      },
    };
  });
}

/** y = cast(x) for x ≥ 0, cast(slope·x) below. */
export function emitRectifier(context: StageContext, { slopes }: RectifierPlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const product = multiplyIntervals({ ...range, hi: 0n }, intervalOfTensor(slopes));
    const castPositive = planWordCast({ ...range, lo: 0n }, context.y.type, bits);
    const castNegative = planWordCast(product, context.y.type, bits);
    if (castPositive === null || castNegative === null) return null;
    if (!fitsWord(range, bits) || !fitsWord(product, bits) || !fitsWord(intervalOfTensor(slopes), bits)) {
      return null;
    }
    return {
      bits,
      valueBits: bitsOfInterval(product) + 1,
      parameters: [valuesOf(slopes)],
      emit(body, lanes, value, [slope]) {
        const negative = body.local(lanes.type);
        body.get(value).get(slope).op(lanes.mul).set(negative);
        emitCast(body, lanes, negative, castNegative);
        const positive = body.local(lanes.type);
        body.get(value).set(positive);
        emitCast(body, lanes, positive, castPositive);
        body.get(negative).get(positive).get(value);
        lanes.constant(body, 0n);
        body.op(lanes.less).op(lanes.choose).set(value);
      },
    };
  });
}

/** y = cast(scale·x + shift) */
export function emitAffine(context: StageContext, { scale, shift }: AffinePlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const product = multiplyIntervals(range, intervalOfTensor(scale));
    const sum = addIntervals(product, intervalOfTensor(shift));
    const lift = {
      product: sum.fraction - product.fraction,
      shift: BigInt(sum.fraction - fractionBits(shift.type)),
    };
    const cast = planWordCast(sum, context.y.type, bits);
    const lifted = { lo: product.lo << BigInt(lift.product), hi: product.hi << BigInt(lift.product) };
    const terms = valuesOf(shift).map((value) => value << lift.shift);
    if (cast === null || lift.product >= bits) return null;
    if (
      ![range, intervalOfTensor(scale), product, lifted, sum].every((interval) => fitsWord(interval, bits))
    ) {
      return null;
    }
    if (!terms.every((term) => fitsWord({ lo: term, hi: term }, bits))) return null;
    return {
      bits,
      valueBits: bitsOfInterval(sum) + 1,
      parameters: [valuesOf(scale), terms],
      emit(body, lanes, value, [factor, term]) {
        body.get(value).get(factor).op(lanes.mul);
        if (lift.product > 0) {
          lanes.shiftCount(body, lift.product);
          body.op(lanes.shiftLeft);
        }
        body.get(term).op(lanes.add).set(value);
        emitCast(body, lanes, value, cast);
      },
    };
  });
}

/** The same elements where another layout wants them. */
export function emitCopy({ body, builder, x, y }: StageContext): StagePath {
  emitRelayout(body, builder, { from: x.layout, to: y.layout });
  return { path: "copy", why: "the same elements in the layout of their reader", bits: x.type.width };
}

function valuesOf(
  { data, type }: { readonly data: FixedTensor["data"]; readonly type: FixedType },
): readonly bigint[] {
  return Array.from(data, (_, i) => mantissaAt(data, i, type));
}
