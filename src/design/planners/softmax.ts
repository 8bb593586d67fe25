import { castReal, type FixedType, fractionBits, laneOf, type Mantissa, realOf } from "../../fixed/mod.ts";
import type { SoftmaxPrimitive } from "../../layers/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import type { Draft } from "../draft.ts";
import type { SoftmaxPlan } from "../plans/function_plans.ts";

/** Of exponentials and of reciprocals: numbers up to 1 in steps of 2^−17, rounded to nearest. */
const UNIT: FixedType = {
  width: 18,
  integer: 1,
  signed: false,
  quantization: "AP_RND_CONV",
  overflow: "AP_SAT",
};

/** Of a softmax whose result type is `auto`: shares of one in steps of 2^−15. */
export const SHARE_TYPE: FixedType = { ...UNIT, width: 16 };

/** What such a result may be off by, in units of its last bit: nobody asked for more than the default type's ten. */
export const SHARE_TOLERANCE = 4 * 2 ** (15 - 10);

/**
 * Plans a softmax. For the channels x of a pixel, with all types fixed here:
 *
 * 1. d = max(x) − x, exact, in steps of the input type.
 * 2. e = table of e^−d, `ap_ufixed<18,1>`: entry min((d + half) >> shift, entries − 1), which is e^−d at the middle of the
 *    differences that share it. The largest channel has entry 0, which is 1: it counts as it is, so that the sum is at
 *    least 1. All entries are off by the same share of themselves, as many small ones may make up a large part of the sum.
 * 3. s = the exact sum of all e.
 * 4. s = m·2^p with 1 ≤ m < 2; r = table of 1/m, `ap_ufixed<18,1>`, by the `inverseBits` bits of m behind the point,
 *    each entry at the middle of the arguments that share it.
 * 5. y = cast(e·r·2^−p), the product exact.
 */
export function planSoftmax(
  { channels }: SoftmaxPrimitive,
  types: { readonly x: FixedType; readonly result: FixedType },
  maxEntries: number,
): Draft<SoftmaxPlan> {
  const exponentials = exponentialTable(types.x, maxEntries);
  const inverseBits = inverseBitsOf(maxEntries);
  const inverses = inverseTable(inverseBits);
  return {
    kind: "softmax",
    channels,
    shift: exponentials.shift,
    half: exponentials.half,
    exponentials: tableOf(exponentials.entries),
    sumBits: Math.floor(Math.log2(channels)) + UNIT.width,
    inverseBits,
    inverses: tableOf(inverses.entries),
    worstErrors: {
      exponential: exponentials.worst * 2 ** fractionBits(UNIT),
      inverse: inverses.worst * 2 ** fractionBits(UNIT),
      result: resultError(channels, types, { shift: exponentials.shift, inverse: inverses.worst }),
    },
  };
}

/** The most that results are off by with tables of some size, in units of their last bit, without building the tables. */
export function softmaxErrorAt(
  { channels }: SoftmaxPrimitive,
  types: { readonly x: FixedType; readonly result: FixedType },
  maxEntries: number,
): number {
  const { shift } = exponentialCells(types.x, maxEntries);
  // 1/m is steepest at 1.
  const cell = 2 ** -inverseBitsOf(maxEntries);
  const middle = 1 / (1 + cell / 2);
  const inverse = Math.max(1 - middle, middle - 1 / (1 + cell)) + 2 ** -(fractionBits(UNIT) + 1);
  return resultError(channels, types, { shift, inverse });
}

function inverseBitsOf(maxEntries: number): number {
  return Math.max(1, Math.floor(Math.log2(maxEntries)));
}

/** In units of the result's last bit. `inverse`: what a reciprocal is off by. */
function resultError(
  channels: number,
  types: { readonly x: FixedType; readonly result: FixedType },
  { shift, inverse }: { readonly shift: number; readonly inverse: number },
): number {
  // A cell's entry is off by this share of it, and by half a step of its type.
  const share = Math.expm1(2 ** -fractionBits(types.x) * (2 ** shift - 1) / 2);
  const rounding = channels * 2 ** -(fractionBits(UNIT) + 1);
  return (shareError(channels) * share + rounding + inverse) * 2 ** fractionBits(types.result);
}

/**
 * What a share y of the sum may be off by if every exponential but that of the largest channel is off by a small part of
 * itself: y·(1 − y + z) of that part, z being all other channels but the largest, whose share is at least y.
 */
function shareError(channels: number): number {
  return channels === 1 ? 0 : channels === 2 ? 1 / 4 : 1 / 3;
}

/** Numbers from 0 to 1, and the largest that one of them is off by. */
interface UnitTable {
  readonly entries: readonly Mantissa[];
  readonly worst: number;
}

/** How differences share the entries of the table of e^−d: entry (d + half) >> shift. */
interface ExponentialCells {
  readonly shift: number;
  readonly half: bigint;
  /** Entries. */
  readonly count: number;
}

function exponentialCells(x: FixedType, maxEntries: number): ExponentialCells {
  const step = 2 ** -fractionBits(x);
  const last = (1n << BigInt(x.width)) - 1n;
  // From there on e^−d rounds to 0.
  let end = 0n;
  for (let high = last; end < high;) {
    const middle = (end + high) >> 1n;
    if (castReal(Math.exp(-Number(middle) * step), UNIT) === 0n) high = middle;
    else end = middle + 1n;
  }
  let shift = 0;
  const halfOf = (shift: number) => (1n << BigInt(shift)) >> 1n;
  while ((end + halfOf(shift)) >> BigInt(shift) >= BigInt(maxEntries)) shift++;
  const half = halfOf(shift);
  return { shift, half, count: Number((end + half) >> BigInt(shift)) + 1 };
}

function exponentialTable(x: FixedType, maxEntries: number): UnitTable & ExponentialCells {
  const step = 2 ** -fractionBits(x);
  const last = (1n << BigInt(x.width)) - 1n;
  const cells = exponentialCells(x, maxEntries);
  const { shift, half, count } = cells;
  let worst = 0;
  const entries = Array.from({ length: count }, (_, i) => {
    const middle = Number(BigInt(i) << BigInt(shift));
    const [least, most] = [Math.max(0, middle - Number(half)), middle + Math.max(0, Number(half) - 1)];
    const entry = castReal(i === 0 ? 1 : Math.exp(-step * (least + most) / 2), UNIT);
    for (const d of [least, i === count - 1 ? Number(last) : most]) {
      worst = Math.max(worst, Math.abs(realOf(entry, UNIT) - Math.exp(-step * d)));
    }
    return entry;
  });
  return { entries, worst, ...cells };
}

function inverseTable(bits: number): UnitTable {
  let worst = 0;
  const entries = Array.from({ length: 2 ** bits }, (_, i) => {
    const [low, middle, high] = [0, 0.5, 1].map((part) => 1 + (i + part) / 2 ** bits);
    const entry = castReal(1 / middle, UNIT);
    for (const m of [low, high]) worst = Math.max(worst, Math.abs(realOf(entry, UNIT) - 1 / m));
    return entry;
  });
  return { entries, worst };
}

function tableOf(entries: readonly Mantissa[]): FixedTensor {
  return { shape: [entries.length], type: UNIT, data: BigInt64Array.from(entries, laneOf) as Mantissas };
}
