import {
  type AffinePlan,
  type ClipPlan,
  foldEntry,
  type PermutePlan,
  type RectifierPlan,
  type TablePlan,
} from "../../design/mod.ts";
import {
  addIntervals,
  type FixedType,
  fractionBits,
  type Interval,
  mantissaAt,
  multiplyIntervals,
  unionIntervals,
} from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { permutedIndices } from "../permute.ts";
import { emitCast, emitClamp, planCast } from "./cast.ts";
import type { PlacedTensor, StageContext, StagePath } from "./context.ts";
import type { Limb } from "./dot_plan.ts";
import { inputRange } from "./dot_plan.ts";
import { type ElementOperation, emitElements, emitLoad, emitRelayout, emitStore } from "./element_loop.ts";
import { I32, I64 } from "./lanes.ts";
import { NO_MARGINS, rowLength, type TensorLayout } from "./layout.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** An operation and the bits that its numbers take. */
interface PlannedElements extends ElementOperation {
  readonly valueBits: number;
}

type Planner = (bits: 32 | 64) => PlannedElements | null;

/** Writes the code of an element-wise stage; null where it needs numbers of more than 64 bits. */
function emitPlanned({ body, builder, x, y }: StageContext, plan: Planner): StagePath | null {
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
    const range = inputRange(context.x.type);
    const cast = planCast(range, context.y.type, bits);
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
    const range = inputRange(context.x.type);
    const cast = planCast({ ...range, lo: 0n }, context.y.type, bits);
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
    const range = inputRange(context.x.type);
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
    const cast = planCast(hull, context.y.type, bits);
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
    const range = inputRange(context.x.type);
    const product = multiplyIntervals({ ...range, hi: 0n }, rangeOf(slopes));
    const castPositive = planCast({ ...range, lo: 0n }, context.y.type, bits);
    const castNegative = planCast(product, context.y.type, bits);
    if (castPositive === null || castNegative === null) return null;
    if (!fitsWord(range, bits) || !fitsWord(product, bits) || !fitsWord(rangeOf(slopes), bits)) return null;
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
    const range = inputRange(context.x.type);
    const product = multiplyIntervals(range, rangeOf(scale));
    const sum = addIntervals(product, rangeOf(shift));
    const lift = {
      product: sum.fraction - product.fraction,
      shift: BigInt(sum.fraction - fractionBits(shift.type)),
    };
    const cast = planCast(sum, context.y.type, bits);
    const lifted = { lo: product.lo << BigInt(lift.product), hi: product.hi << BigInt(lift.product) };
    const terms = valuesOf(shift).map((value) => value << lift.shift);
    if (cast === null || lift.product >= bits) return null;
    if (![range, rangeOf(scale), product, lifted, sum].every((interval) => fitsWord(interval, bits))) {
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

/** y = table entry of |x|, folded for x < 0; the index rule is in the design's `table.ts`. */
export function emitTable(
  { body, builder, x, y }: StageContext,
  { shift, symmetry, entries }: TablePlan,
): StagePath | null {
  // |−2^31| is no signed word: it is one only after a shift.
  if (x.layout.bytes === 8 || (x.type.width === 32 && shift === 0)) return null;
  const count = entries.data.length;
  const bytes = y.layout.bytes;
  const halves = new BigInt64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const entry = mantissaAt(entries.data, i, entries.type);
    halves[i] = BigInt.asIntN(64, entry);
    halves[count + i] = BigInt.asIntN(64, foldEntry(entry, symmetry, entries.type));
  }
  const table = builder.constants(
    bytes === 8 ? halves : bytes === 4 ? Int32Array.from(halves, Number) : Int16Array.from(halves, Number),
  );
  const indices = builder.tensor(y.layout, { bytes: 4, margins: NO_MARGINS });
  // First the addresses of the entries, several at once; then the entries, one by one.
  emitElements(body, builder, { from: x.layout, to: indices }, {
    bits: 32,
    emit(code, lanes, value) {
      const sign = code.local(lanes.type);
      code.get(value);
      lanes.shiftCount(code, 31);
      code.op(lanes.shiftRight).set(sign);
      // |x| = (x + s) ^ s = (x ^ s) − s with s = −1 below 0.
      code.get(value).get(sign).op(lanes === I32 ? "i32.xor" : "v128.xor").get(sign).op(lanes.sub);
      lanes.shiftCount(code, shift);
      code.op(lanes.shiftRightUnsigned).set(value);
      emitClamp(code, lanes, value, { min: null, max: BigInt(count - 1) });
      code.get(value).get(sign);
      lanes.constant(code, BigInt(count));
      code.op(lanes.and).op(lanes.add);
      lanes.constant(code, BigInt(bytes));
      code.op(lanes.mul).set(value);
    },
  });
  emitGather(body, { indices, base: table, bytes, to: y.layout });
  return { path: "table", why: `${count} entries for each sign`, bits: x.type.width };
}

/** Fetches elements at addresses `base` + index for every index of a tensor. */
function emitGather(
  body: StageContext["body"],
  { indices, base, bytes, to }: {
    readonly indices: TensorLayout;
    readonly base: number;
    readonly bytes: 2 | 4 | 8;
    readonly to: TensorLayout;
  },
): void {
  const lanes = bytes === 8 ? I64 : I32;
  const [row, left, source, target, entry] = ["i32", "i32", "i32", "i32", "i32"].map(() => body.local("i32"));
  const value = body.local(lanes.type);
  body.i32(0).set(row);
  body.loop(() => {
    body.get(row).i32(indices.rowPitch).op("i32.mul").i32(indices.address).op("i32.add").set(source);
    body.get(row).i32(to.rowPitch).op("i32.mul").i32(to.address).op("i32.add").set(target);
    body.i32(rowLength(to)).set(left);
    body.loop(() => {
      body.get(source).memory("i32.load", 0).i32(base).op("i32.add").set(entry);
      emitLoad(body, lanes, entry, bytes);
      body.set(value);
      emitStore(body, lanes, { address: target, value, bytes });
      body.get(source).i32(4).op("i32.add").set(source);
      body.get(target).i32(bytes).op("i32.add").set(target);
      body.get(left).i32(1).op("i32.sub").tee(left);
    });
    body.get(row).i32(1).op("i32.add").tee(row).i32(to.rows).op("i32.lt_s");
  });
}

/** Output axis i is input axis `permutation[i]`; then a cast. */
export function emitPermute(context: StageContext, plan: PermutePlan): StagePath | null {
  const { body, builder, x, y } = context;
  const { layout } = x;
  const length = rowLength(layout);
  const addresses = Int32Array.from(
    permutedIndices(plan),
    (index) => Math.floor(index / length) * layout.rowPitch + index % length * layout.bytes,
  );
  const shape = { rows: 1, columns: 1, channels: addresses.length };
  const indices = {
    ...shape,
    address: builder.constants(addresses),
    bytes: 4 as const,
    rowPitch: addresses.length * 4,
  };
  const gathered = builder.tensor(shape, { bytes: layout.bytes, margins: NO_MARGINS });
  emitGather(body, { indices, base: layout.address, bytes: layout.bytes, to: gathered });
  return emitCastStage({ ...context, x: { ...x, layout: gathered } }) && {
    path: "permute",
    why: `${addresses.length} elements by address, then a cast to ${y.type.width} bits`,
    bits: x.type.width,
  };
}

/** The same elements where another layout wants them. */
export function emitCopy({ body, builder, x, y }: StageContext): StagePath {
  emitRelayout(body, builder, { from: x.layout, to: y.layout });
  return { path: "copy", why: "the same elements in the layout of their reader", bits: x.type.width };
}

/** Which limbs go where. */
export interface SplitRequest {
  readonly x: PlacedTensor;
  readonly limbs: readonly Limb[];
  readonly planes: readonly TensorLayout[];
  /** Bits of the low limb. */
  readonly bits: number;
}

/** Takes the numbers of a tensor apart. */
export function emitSplit({ body, builder }: StageContext, { x, limbs, planes, bits }: SplitRequest): void {
  limbs.forEach((limb, i) => {
    emitElements(body, builder, { from: x.layout, to: planes[i] }, {
      bits: 32,
      emit(code, lanes, value) {
        const high = () => {
          code.get(value);
          lanes.shiftCount(code, bits);
          code.op(lanes.shiftRight);
        };
        const low = () => {
          code.get(value);
          lanes.constant(code, (1n << BigInt(bits)) - 1n);
          code.op(lanes.and);
        };
        if (limb !== "low") high();
        if (limb !== "high") low();
        if (limb === "sum") code.op(lanes.add);
        code.set(value);
      },
    });
  });
}

/** The smallest interval that holds all numbers of a tensor. */
function rangeOf(tensor: FixedTensor): Interval {
  const values = valuesOf(tensor);
  const pick = (better: (a: bigint, b: bigint) => boolean) => values.reduce((a, b) => better(a, b) ? a : b);
  return { lo: pick((a, b) => a < b), hi: pick((a, b) => a > b), fraction: fractionBits(tensor.type) };
}

function valuesOf(
  { data, type }: { readonly data: FixedTensor["data"]; readonly type: FixedType },
): readonly bigint[] {
  return Array.from(data, (_, i) => mantissaAt(data, i, type));
}
