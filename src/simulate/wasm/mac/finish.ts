import type { FixedType, HardwareCast, Interval } from "../../../fixed/mod.ts";
import { type CastSteps, emitCast, planWordCast } from "../map/cast.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { I32X4, I64X2 } from "../assembler/lanes.ts";
import { fitsWord } from "../map/range.ts";

/** From finished sums to results. */
export interface FinishPlan {
  /** Bits of the words that hold the sums. */
  readonly bits: 32 | 64;
  /** Brings sums into the accumulator's range; null where they are in it anyway. */
  readonly wrap: CastSteps | null;
  /** Whether words are widened to 64 bits before the last cast. */
  readonly widen: boolean;
  readonly cast: CastSteps;
}

/** What sums are cast to. */
export interface FinishCasts {
  readonly accumulator: FixedType;
  /** Of an accumulator, whatever it holds. */
  readonly result: HardwareCast;
}

/**
 * Plans the cast of sums to the accumulator's type, then to that of the result; null where it needs more bits.
 *
 * @param sums All sums, exact, with the accumulator's fraction bits. They may exceed the words that hold them: then
 * only what is equal modulo 2^bits is known of them.
 */
export function planFinish(
  { sums, bits }: { readonly sums: Interval; readonly bits: 32 | 64 },
  { accumulator, result: { from: whole, to } }: FinishCasts,
): FinishPlan | null {
  const isExact = fitsWord(sums, bits);
  if (!isExact && accumulator.width > bits) return null;
  const end = 1n << BigInt(bits - 1);
  const known = isExact ? sums : { lo: -end, hi: end - 1n, fraction: whole.fraction };
  const fits = isExact && sums.lo >= whole.lo && sums.hi <= whole.hi;
  const wrap = fits ? null : planWordCast(known, accumulator, bits);
  if (!fits && wrap === null) return null;
  const values = wrap?.result ?? known;
  const direct = planWordCast(values, to, bits);
  if (direct !== null) return { bits, wrap, widen: false, cast: direct };
  const wide = bits === 32 ? planWordCast(values, to, 64) : null;
  return wide && { bits, wrap, widen: true, cast: wide };
}

/** Four sums: in one vector of 32-bit words, or in two of 64-bit words. */
export type Sums = readonly [Local] | readonly [Local, Local];

/** Casts sums in place, and widens them where that is needed; returns where they are then. */
export function emitFinish(body: FunctionBody, sums: Sums, plan: FinishPlan): Sums {
  const lanes = plan.bits === 32 ? I32X4 : I64X2;
  const { wrap } = plan;
  if (wrap !== null) sums.forEach((sum) => emitCast(body, lanes, sum, wrap));
  const wide = plan.widen ? emitWiden(body, sums[0]) : sums;
  wide.forEach((sum) => emitCast(body, plan.widen ? I64X2 : lanes, sum, plan.cast));
  return wide;
}

/** Four words of 32 bits as two vectors of 64-bit words. */
export function emitWiden(body: FunctionBody, sum: Local): readonly [Local, Local] {
  const [low, high] = [body.local("v128"), body.local("v128")];
  body.get(sum).op("i64x2.extend_low_i32x4_s").set(low);
  body.get(sum).op("i64x2.extend_high_i32x4_s").set(high);
  return [low, high];
}

/** A vector of results and where its lanes go. */
export interface StoredVector {
  readonly sums: Sums;
  /** Bytes behind the address; the last vector may have fewer than four lanes. */
  readonly offsets: readonly number[];
}

/** Stores vectors of results as elements of so many bytes, adjacent ones together. */
export function emitStores(
  body: FunctionBody,
  address: Local,
  { vectors, bytes }: { readonly vectors: readonly StoredVector[]; readonly bytes: 2 | 4 | 8 },
): void {
  if (bytes === 8) {
    vectors.forEach(({ sums, offsets }) => {
      const pairs = sums.length === 2 ? sums : emitWiden(body, sums[0]);
      offsets.forEach((offset, i) => {
        if (i % 2 === 1 && offset === offsets[i - 1] + 8) return;
        const pair = pairs[i >> 1];
        body.get(address).get(pair);
        if (i % 2 === 0 && offsets[i + 1] === offset + 8) body.memory("v128.store", offset);
        else body.storeLane("v128.store64_lane", { offset, lane: i % 2 });
      });
    });
    return;
  }
  const narrow = vectors.map(({ sums, offsets }) => ({ value: joined(body, sums), offsets }));
  const isWhole = (offsets: readonly number[]) =>
    offsets.length === 4 && offsets.every((offset, i) => offset === offsets[0] + i * bytes);
  for (let i = 0; i < narrow.length; i++) {
    const { value, offsets } = narrow[i];
    if (bytes === 4) {
      if (isWhole(offsets)) body.get(address).get(value).memory("v128.store", offsets[0]);
      else {
        offsets.forEach((offset, lane) => {
          body.get(address).get(value).storeLane("v128.store32_lane", { offset, lane });
        });
      }
      continue;
    }
    const next = narrow[i + 1];
    if (isWhole(offsets) && next && isWhole(next.offsets) && next.offsets[0] === offsets[0] + 8) {
      body.get(address).get(value).get(next.value).op("i16x8.narrow_i32x4_s").memory(
        "v128.store",
        offsets[0],
      );
      i++;
    } else if (isWhole(offsets)) {
      body.get(address).get(value).get(value).op("i16x8.narrow_i32x4_s");
      body.storeLane("v128.store64_lane", { offset: offsets[0], lane: 0 });
    } else {
      offsets.forEach((offset, lane) => {
        body.get(address).get(value).storeLane("v128.store16_lane", { offset, lane: 2 * lane });
      });
    }
  }
}

/** Bytes of the low words of two vectors of two. */
const LOW_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** Four results that fit 32 bits as one vector. */
function joined(body: FunctionBody, sums: Sums): Local {
  if (sums.length === 1) return sums[0];
  const value = body.local("v128");
  body.get(sums[0]).get(sums[1]).shuffle(LOW_WORDS).set(value);
  return value;
}
