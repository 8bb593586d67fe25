import type { AffinePlan, CastPlan, ClipPlan, RectifierPlan, ReluPlan } from "../../design/mod.ts";
import { type FixedType, fractionBits, mantissaAt, storableInterval } from "../../fixed/mod.ts";
import { type FixedTensor, intervalOfTensor } from "../../tensor/mod.ts";
import { emitCast, emitClamp, inWords } from "./cast.ts";
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
export function emitCastStage(
  context: StageContext,
  { numbers: { exact, result } }: Pick<CastPlan, "numbers">,
): StagePath | null {
  return emitPlanned(context, (bits) => {
    const cast = inWords(result, bits);
    if (cast === null) return null;
    return {
      bits,
      valueBits: bitsOfInterval(exact) + 1,
      emit: (body, lanes, value) => emitCast(body, lanes, value, cast),
    };
  });
}

/** y = cast(max(x, 0)) */
export function emitRelu(context: StageContext, { numbers: { result } }: ReluPlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const cast = inWords(result, bits);
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
  const { exact, result } = plan.numbers;
  return emitPlanned(context, (bits) => {
    const lift = exact.fraction - fractionBits(context.x.type);
    const bound = (value: bigint | null) =>
      value === null ? null : value << BigInt(exact.fraction - fractionBits(plan.type));
    const cast = inWords(result, bits);
    if (cast === null || !fitsWord(exact, bits) || lift >= bits) return null;
    return {
      bits,
      valueBits: bitsOfInterval(exact) + 1,
      emit(body, lanes, value) {
        if (lift > 0) {
          body.get(value);
          lanes.shiftCount(body, lift);
          body.op(lanes.shiftLeft).set(value);
        }
        emitClamp(body, lanes, value, { min: bound(plan.min), max: bound(plan.max) });
        emitCast(body, lanes, value, cast);
      },
    };
  });
}

/** y = cast(x) for x ≥ 0, cast(slope·x) below. */
export function emitRectifier(context: StageContext, { slopes, numbers }: RectifierPlan): StagePath | null {
  const { product, results } = numbers;
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const castPositive = inWords(results.positive, bits);
    const castNegative = inWords(results.negative, bits);
    if (castPositive === null || castNegative === null) return null;
    if (![range, product, intervalOfTensor(slopes)].every((numbers) => fitsWord(numbers, bits))) return null;
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
export function emitAffine(context: StageContext, { scale, shift, numbers }: AffinePlan): StagePath | null {
  const { product, exact, result } = numbers;
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const lift = {
      product: exact.fraction - product.fraction,
      shift: BigInt(exact.fraction - fractionBits(shift.type)),
    };
    const cast = inWords(result, bits);
    const lifted = { lo: product.lo << BigInt(lift.product), hi: product.hi << BigInt(lift.product) };
    const terms = valuesOf(shift).map((value) => value << lift.shift);
    if (cast === null || lift.product >= bits) return null;
    const words = [range, intervalOfTensor(scale), product, lifted, exact];
    if (!words.every((interval) => fitsWord(interval, bits))) return null;
    if (!terms.every((term) => fitsWord({ lo: term, hi: term }, bits))) return null;
    return {
      bits,
      valueBits: bitsOfInterval(exact) + 1,
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
