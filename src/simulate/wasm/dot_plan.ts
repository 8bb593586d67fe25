import type { MacPlan } from "../../design/mod.ts";
import {
  castMantissa,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  narrowestType,
} from "../../fixed/mod.ts";
import { pairOrder, shareTaps } from "./dot_shape.ts";
import { type FinishPlan, planFinish } from "./finish.ts";
import { type HalvesPlan, planHalves } from "./halves.ts";
import type { Job } from "./jobs.ts";
import { bitsOfInterval, fitsWord, storageBytes } from "./range.ts";

/** The part of an input's bits that products are made of: all, those above or below a limb boundary, or their sum. */
export type Limb = "whole" | "high" | "low" | "sum";

/** Products of one part of the inputs with one part of the weights. */
export interface DotPlane {
  readonly x: Limb;
  readonly w: Limb;
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

/** How a multiply-accumulate layer is computed by dot products of 16-bit words. */
export interface DotPlan {
  readonly planes: readonly DotPlane[];
  /** Bits of the low limbs of inputs and weights. */
  readonly limbBits: number;
  readonly residues: Residues | null;
  /** Set where sums of more than 32 bits are kept in two words. */
  readonly halves: Pick<HalvesPlan, "drop"> | null;
  /** Bits by which sums are shifted left to the accumulator's binary point. */
  readonly shift: number;
  /** What the sum of every output starts with: cast(bias), and what rounds it. */
  readonly starts: readonly bigint[];
  readonly finish: FinishPlan;
  /** Bits that hold every sum. */
  readonly sumBits: number;
}

/** What 32 bits hold beside the lower half of an earlier sum. */
const MAX_CHUNK_SUM = 2 ** 31 - 2 ** 16;

/** Pairs of products in a sum of which the upper half fits 32 bits, whatever they are. */
const MAX_PAIRS = 2 ** 16;

/** What a plan is made from. */
export interface DotRequest {
  readonly plan: Pick<MacPlan, "weights" | "bias" | "accumulator">;
  readonly jobs: readonly Job[];
  readonly x: FixedType;
  readonly to: FixedType;
}

/** All numbers that an input tensor may hold. */
export function inputRange(x: FixedType): Interval {
  return intervalOf({ ...x, overflow: "AP_WRAP" });
}

/** cast(bias) of every output. */
export function startsOf({ bias, accumulator }: Pick<MacPlan, "bias" | "accumulator">): readonly bigint[] {
  const fraction = fractionBits(bias.type);
  return Array.from(
    bias.data,
    (_, i) => castMantissa(mantissaAt(bias.data, i, bias.type), fraction, accumulator),
  );
}

/** Mantissas of weights as numbers of 32 bits; null where they need more. */
export function weightWords({ weights }: Pick<MacPlan, "weights">): Int32Array | null {
  if (storageBytes(weights.type) > 4) return null;
  const { buffer, byteOffset, length } = weights.data;
  const halves = new Int32Array(buffer, byteOffset, 2 * length);
  return new Int32Array(length).map((_, i) => halves[2 * i]);
}

/** Rows of the weights that meet a window, a row a lane, every segment padded to a multiple of `multiple`. */
export function weightRows(job: Job, weights: Int32Array, multiple: number): readonly Int32Array[] {
  const padded = job.segments.map(({ elements }) => Math.ceil(elements / multiple) * multiple);
  const length = padded.reduce((sum, size) => sum + size, 0);
  return job.lanes.map(({ weightAt }) => {
    const row = new Int32Array(length);
    let at = 0;
    job.segments.forEach(({ elements }, segment) => {
      for (let element = 0; element < elements; element++) {
        const index = weightAt(segment, element);
        if (index !== null) row[at + element] = weights[index];
      }
      at += padded[segment];
    });
    return row;
  });
}

/** A limb of a number. */
export function limbOf(value: number, limb: Limb, bits: number): number {
  if (limb === "whole") return value;
  const [high, low] = [value >> bits, value & ((1 << bits) - 1)];
  return limb === "high" ? high : limb === "low" ? low : high + low;
}

/**
 * Plans a layer as dot products of 16-bit words, from the actual weights; null where their sums would not be those of
 * the definition.
 */
export function planDots(request: DotRequest): DotPlan | null {
  const { plan, jobs, x, to } = request;
  const { accumulator } = plan;
  const words = weightWords(plan);
  if (words === null || accumulator.overflow !== "AP_WRAP" || storageBytes(x) > 4) return null;
  const shift = fractionBits(accumulator) - fractionBits(x) - fractionBits(plan.weights.type);
  const residues = shift < 0 ? planResidues(-shift, accumulator) : null;
  if (shift < 0 && residues === null) return null;

  const rows = jobs.flatMap((job) =>
    weightRows(job, words, 2).map((row, i) => ({ row, output: job.lanes[i].output }))
  );
  // As they may be computed: in the order of the elements, or with taps that windows share side by side.
  const orders = jobs.flatMap((job) => {
    const segments = shareTaps(job.segments, Infinity);
    const order = pairOrder({ segments }, 2);
    const isShared = segments.some(({ taps }) => taps > 1);
    return weightRows(job, words, 2).flatMap((row) => isShared ? [row, reordered(row, order)] : [row]);
  });
  const starts = startsOf(plan);
  const range = inputRange(x);
  const products = rows.map(({ row }) => sumRange(row, range));
  const exact = unionOf(products);
  const lift = BigInt(Math.max(shift, 0));
  const length = BigInt(Math.max(...rows.map(({ row }) => row.length), 0));
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
    planes: readonly Pick<DotPlane, "x" | "w">[],
    { bits, limbBits = 0 }: { readonly bits: 32 | 64; readonly limbBits?: number },
  ): DotPlan | null {
    if (bits === 64 && length > 2 * MAX_PAIRS) return null;
    const finish = planFinish({ sums: interval, bits }, { accumulator, to });
    // Sums shifted out of their words are gone, unless nobody needs more than the words' bits.
    if (finish === null || shift >= bits) {
      return bits === 32 && residues !== null ? finishPlan(planes, { bits: 64, limbBits }) : null;
    }
    const chunked: DotPlane[] = [];
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
    const halves = planOfHalves(chunked, limbBits);
    if (halves !== null) return halves;
    return {
      planes: chunked,
      limbBits,
      residues,
      halves: null,
      shift: Math.max(shift, 0),
      starts,
      finish,
      sumBits: bitsOfInterval(sums) + 1,
    };
  }

  /** The plan with sums in two words of 32 bits, if the cast of the results allows it. */
  function planOfHalves(chunked: readonly DotPlane[], limbBits: number): DotPlan | null {
    if (residues !== null || shift > 0 || chunked.length > 2 || chunked[0].chunk === null) return null;
    const low = chunked[1] ?? chunked[0];
    const largestStart = Math.max(0, ...starts.map((start) => Number(start < 0n ? -start : start)));
    const largestX = largestLimb(range, low.x, limbBits);
    const largestLow = largestStart +
      Math.max(0, ...rows.map(({ row }) => magnitudesOf(row, low.w, limbBits) * largestX));
    const found = planHalves({ sums: interval, accumulator, to, limbBits, largestLow });
    if (found === null) return null;
    const { drop, rounding, finish } = found;
    return {
      // The lowest first: what is left of it when its low bits are dropped begins the next one's sums.
      planes: chunked.toReversed(),
      limbBits,
      residues: null,
      halves: { drop },
      shift: 0,
      starts: starts.map((start) => start + rounding),
      finish,
      sumBits: bitsOfInterval(sums) + 1,
    };
  }
}

/** A row of weights with its pairs in another order. */
function reordered(row: Int32Array, order: readonly number[]): Int32Array {
  return row.map((_, i) => row[2 * order[i >> 1] + i % 2]);
}

/** The sum of the magnitudes of limbs of weights. */
function magnitudesOf(row: Int32Array, limb: Limb, bits: number): number {
  return row.reduce((sum, w) => sum + Math.abs(limbOf(w, limb, bits)), 0);
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

/** Ways to make products of 16-bit words, the one with the fewest first. */
function* limbCandidates(
  narrow: { readonly x: boolean; readonly w: boolean },
  ranges: { readonly x: Interval; readonly w: Interval },
): Generator<{ readonly bits: number; readonly planes: readonly Pick<DotPlane, "x" | "w">[] }> {
  const bits = (range: Interval) => Math.ceil(narrowestType(range, { signed: true }).width / 2);
  const fits = (range: Interval, limbs: readonly Limb[], at: number) =>
    at <= 15 && limbs.every((limb) => largestLimb(range, limb, at) < 2 ** 15);
  if (narrow.x && narrow.w) yield { bits: 0, planes: [{ x: "whole", w: "whole" }] };
  const forW = bits(ranges.w);
  if (narrow.x && fits(ranges.w, ["high", "low"], forW)) {
    yield { bits: forW, planes: [{ x: "whole", w: "high" }, { x: "whole", w: "low" }] };
  }
  const forX = bits(ranges.x);
  if (narrow.w && fits(ranges.x, ["high", "low"], forX)) {
    yield { bits: forX, planes: [{ x: "high", w: "whole" }, { x: "low", w: "whole" }] };
  }
  const both = Math.max(forW, forX);
  const limbs = ["high", "low", "sum"] as const;
  if (fits(ranges.x, limbs, both) && fits(ranges.w, limbs, both)) {
    // Karatsuba: xh·wl + xl·wh = (xh + xl)(wh + wl) − xh·wh − xl·wl.
    yield { bits: both, planes: limbs.map((limb) => ({ x: limb, w: limb })) };
  }
}

/** What the sums of a plane count. */
function factorOf({ x, w }: Pick<DotPlane, "x" | "w">, planes: number, bits: bigint): bigint {
  const one = 1n << bits;
  if (planes === 3) return x === "high" ? one * one - one : x === "low" ? 1n - one : one;
  return x === "high" || w === "high" ? one : 1n;
}

/** The largest magnitude of a limb of the numbers of a range. */
function largestLimb({ lo, hi }: Interval, limb: Limb, bits: number): number {
  const magnitude = (value: bigint) => Number(value < 0n ? -value : value);
  const ends = (shift: number) => Math.max(magnitude(lo >> BigInt(shift)), magnitude(hi >> BigInt(shift)));
  const low = 2 ** bits - 1;
  return limb === "whole" ? ends(0) : limb === "high" ? ends(bits) : limb === "low" ? low : ends(bits) + low;
}

function rangeOfWords(words: Int32Array): Interval {
  let [lo, hi] = [0, 0];
  for (const word of words) [lo, hi] = [Math.min(lo, word), Math.max(hi, word)];
  return { lo: BigInt(lo), hi: BigInt(hi), fraction: 0 };
}

/** All sums of products of a row of weights with inputs of a range, and of any part of them. */
function sumRange(row: Int32Array, x: Interval): Pick<Interval, "lo" | "hi"> {
  let [positive, negative] = [0, 0];
  for (const w of row) {
    if (w > 0) positive += w;
    else negative += w;
  }
  const [p, n] = [BigInt(positive), BigInt(negative)];
  return { lo: p * x.lo + n * x.hi, hi: p * x.hi + n * x.lo };
}

function unionOf(ranges: readonly Pick<Interval, "lo" | "hi">[]): Pick<Interval, "lo" | "hi"> {
  return ranges.reduce((a, b) => ({ lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi }), {
    lo: 0n,
    hi: 0n,
  });
}

/**
 * The most pairs of products of which 32 bits hold the sum, whichever pairs that follow each other in a row these are;
 * null where two products are too many.
 */
function chunkOf(rows: readonly Int32Array[], largestX: number): number | null {
  const sums = rows.map((row) => {
    const prefix = new Float64Array(row.length / 2 + 1);
    for (let pair = 0; pair < row.length / 2; pair++) {
      prefix[pair + 1] = prefix[pair] + (Math.abs(row[2 * pair]) + Math.abs(row[2 * pair + 1])) * largestX;
    }
    return prefix;
  });
  const longest = Math.max(1, ...rows.map((row) => row.length / 2));
  for (let chunk = longest; chunk >= 1; chunk = Math.floor(chunk * 0.75)) {
    const fits = sums.every((prefix) => {
      const pieces = Math.max(1, prefix.length - chunk);
      for (let from = 0; from < pieces; from++) {
        if (prefix[Math.min(from + chunk, prefix.length - 1)] - prefix[from] > MAX_CHUNK_SUM) return false;
      }
      return true;
    });
    if (fits) return chunk;
  }
  return null;
}
