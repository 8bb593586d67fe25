import { largest } from "../../../base/numbers/extremes.ts";
import type { MacPlan } from "../../../design/mod.ts";
import { type FixedType, fractionBits } from "../../../fixed/mod.ts";
import { pairOrder, shareTaps } from "./dot_shape.ts";
import { planDroppedFinish } from "./dropped_finish.ts";
import { type FinishPlan, planFinish } from "./finish.ts";
import type { Job } from "./jobs.ts";
import {
  factorOf,
  largestLimb,
  limbCandidates,
  limbOf,
  type LimbProduct,
  magnitudesOf,
} from "./limb_products.ts";
import { bitsOfInterval, fitsWord, storageBytes } from "../map/range.ts";
import {
  chunkOf,
  rangeOfWords,
  reordered,
  sumRange,
  unionOf,
  weightRows,
  weightWords,
} from "./weight_rows.ts";

/** Products of one part of the inputs with one part of the weights. */
export interface DotPlane extends LimbProduct {
  /** What the plane's sums are multiplied by. */
  readonly factor: bigint;
  /** Pairs of products that 32 bits hold the sum of; null where nothing is widened before the end. */
  readonly chunk: number | null;
}

/** Products of which the lowest bits are dropped one by one. */
export interface Residues {
  /** Bits that are dropped. */
  readonly bits: number;
  /** Added to every product before: the rounding. */
  readonly offset: number;
}

/**
 * Where sums are kept: in words of 32 or 64 bits; in two words of 32, of which `drop` bits are dropped when they are
 * joined; or in 32 bits for each of three planes, of which two low limbs are dropped when they are put together.
 */
export type SumsForm =
  | { readonly kind: "words" }
  | { readonly kind: "halves"; readonly drop: number }
  | { readonly kind: "limbs" };

/** How a multiply-accumulate layer is computed by dot products of 16-bit words. */
export interface DotPlan {
  readonly planes: readonly DotPlane[];
  /** Bits of the low limbs of inputs and weights. */
  readonly limbBits: number;
  readonly residues: Residues | null;
  readonly form: SumsForm;
  /** Bits by which sums are shifted left to the accumulator's binary point. */
  readonly shift: number;
  /** What the sum of every output starts with: cast(bias), and what rounds it. */
  readonly starts: readonly bigint[];
  readonly finish: FinishPlan;
  /** Bits that hold every sum. */
  readonly sumBits: number;
}

/** Pairs of products in a sum of which the upper half fits 32 bits, whatever they are. */
const MAX_PAIRS = 2 ** 16;

/** Bits of sums that two words hold: the upper one must never overflow. */
const MAX_HALVES = 47;

/** What a plan is made from. */
export interface DotRequest {
  readonly plan: Pick<MacPlan, "weights" | "accumulator" | "numbers">;
  readonly jobs: readonly Job[];
  readonly x: FixedType;
}

/**
 * Plans a layer as dot products of 16-bit words, from the actual weights; null where their sums would not be those of
 * the definition.
 */
export function planDots(request: DotRequest): DotPlan | null {
  const { plan, jobs, x } = request;
  const { accumulator } = plan;
  const words = weightWords(plan);
  if (words === null || accumulator.overflow !== "AP_WRAP" || storageBytes(x) > 4) return null;
  const shift = fractionBits(accumulator) - fractionBits(x) - fractionBits(plan.weights.type);
  const residues = shift < 0 ? planResidues(-shift, accumulator) : null;
  if (shift < 0 && residues === null) return null;

  const rows = jobs.flatMap((job) => {
    const order = sharedOrder(job);
    return weightRows(job, words, 2).map((row, i) => ({ row, order, output: job.lanes[i].output }));
  });
  const { starts, input: range, casts: { result } } = plan.numbers;
  const products = rows.map(({ row }) => sumRange(row, range));
  const exact = unionOf(products);
  const lift = BigInt(Math.max(shift, 0));
  const length = BigInt(largest(rows.map(({ row }) => row.length), 0));
  const sums = unionOf(products.map(({ lo, hi }, i) => {
    const start = starts[rows[i].output];
    if (residues === null) return { lo: start + (lo << lift), hi: start + (hi << lift) };
    const dropped = BigInt(residues.bits);
    return { lo: start + (lo >> dropped) - length, hi: start + (hi >> dropped) + length + 1n };
  }));
  const interval = { ...sums, fraction: fractionBits(accumulator) };

  const narrow = { x: storageBytes(x) === 2, w: words.every((w) => w === w << 16 >> 16) };
  if (residues !== null) {
    // The sum of residues is one of 32 bits, and so are the differences that are divided.
    const margin = (length + 1n) << BigInt(residues.bits);
    if (!narrow.x || !narrow.w || !fitsWord({ lo: 0n, hi: margin }, 32)) return null;
    const fits = fitsWord({ lo: exact.lo - margin, hi: exact.hi + margin }, 32);
    return finishPlan([{ x: "whole", w: "whole" }], { bits: fits ? 32 : 64 });
  }
  for (const bits of [32, 64] as const) {
    for (const candidate of limbCandidates(narrow, { x: range, w: rangeOfWords(words) })) {
      const found = finishPlan(candidate.planes, { bits, limbBits: candidate.bits });
      if (found !== null) return found;
    }
  }
  return null;

  function finishPlan(
    planes: readonly LimbProduct[],
    { bits, limbBits = 0 }: { readonly bits: 32 | 64; readonly limbBits?: number },
  ): DotPlan | null {
    if (bits === 64 && length > 2 * MAX_PAIRS) return null;
    const finish = planFinish({ sums: interval, bits }, { accumulator, result });
    // Sums shifted out of their words are gone, unless nobody needs more than the words' bits.
    if (finish === null || shift >= bits) {
      return bits === 32 && residues !== null ? finishPlan(planes, { bits: 64, limbBits }) : null;
    }
    const chunked: DotPlane[] = [];
    // As they may be computed: in the order of the elements, or with taps that windows share side by side.
    const orders = bits === 32
      ? []
      : rows.flatMap(({ row, order }) => order === null ? [row] : [row, reordered(row, order)]);
    for (const { x: limbX, w: limbW } of planes) {
      const factor = factorOf({ x: limbX, w: limbW }, planes.length, BigInt(limbBits));
      if (bits === 32) {
        chunked.push({ x: limbX, w: limbW, factor, chunk: null });
        continue;
      }
      const largest = largestLimb(range, limbX, limbBits);
      const chunk = chunkOf(orders.map((row) => row.map((w) => limbOf(w, limbW, limbBits))), largest);
      if (chunk === null) return null;
      chunked.push({ x: limbX, w: limbW, factor, chunk });
    }
    // Widening after every pair costs more than a second plane of shorter weights.
    if (bits === 64 && planes.length === 1 && residues === null && chunked[0].chunk === 1) return null;
    const split = bits === 64 && residues === null && shift === 0 ? planSplit(chunked, limbBits) : null;
    return split ?? {
      planes: chunked,
      limbBits,
      residues,
      form: { kind: "words" },
      shift: Math.max(shift, 0),
      starts,
      finish,
      sumBits: bitsOfInterval(sums) + 1,
    };
  }

  /** The plan with sums in several words of 32 bits, if the cast of the results allows it. */
  function planSplit(planes: readonly DotPlane[], limbBits: number): DotPlan | null {
    const isTriple = planes.length === 3;
    const drops = isTriple
      ? { least: 2 * limbBits, most: 2 * limbBits }
      : { least: limbBits * (planes.length - 1), most: limbBits * (planes.length - 1) + 16 };
    const dropped = planDroppedFinish({ sums: interval, result }, drops);
    if (dropped === null) return null;
    const { rounding, rounded, finish } = dropped;
    const sizes = planes.map(({ x: limbX, w: limbW }) =>
      largestLimb(range, limbX, limbBits) *
      largest(rows.map(({ row }) => magnitudesOf(row, limbW, limbBits)), 0)
    );
    const common = { limbBits, residues, shift: 0, finish, sumBits: bitsOfInterval(sums) + 1 };
    const roundedStarts = starts.map((start) => start + rounding);
    if (isTriple) {
      // All that is shifted must be exact: at most the three sums, the carry of the lowest, and parts of a start.
      const all = sizes.reduce((a, b) => a + b) + sizes[1] + 2 ** (limbBits + 2);
      if (all >= 2 ** 31) return null;
      const unchunked = planes.map((plane) => ({ ...plane, chunk: null }));
      return { ...common, planes: unchunked, form: { kind: "limbs" }, starts: roundedStarts };
    }
    const largestStart = largest(roundedStarts.map((start) => Number(start < 0n ? -start : start)), 0);
    const isLowTooLarge = planes.length === 2 &&
      sizes[1] + largestStart >= 2 ** Math.min(31 + limbBits, MAX_HALVES - 1);
    if (!fitsWord(rounded, MAX_HALVES) || isLowTooLarge) return null;
    return {
      ...common,
      // The lowest first: what is left of it when its low bits are dropped begins the next one's sums.
      planes: planes.toReversed(),
      form: { kind: "halves", drop: dropped.dropped - drops.least },
      starts: roundedStarts,
    };
  }
}

/** Order of the pairs where windows share taps; null where none do. */
function sharedOrder(job: Job): readonly number[] | null {
  const segments = shareTaps(job.segments, Infinity);
  return segments.some(({ taps }) => taps > 1) ? pairOrder({ segments }, 2) : null;
}

function planResidues(bits: number, { quantization }: FixedType): Residues | null {
  if (bits > 16) return null;
  const half = 2 ** (bits - 1);
  switch (quantization) {
    case "AP_TRN":
      return { bits, offset: 0 };
    case "AP_RND":
      return { bits, offset: half };
    case "AP_RND_MIN_INF":
      return { bits, offset: half - 1 };
    default:
      return null;
  }
}
