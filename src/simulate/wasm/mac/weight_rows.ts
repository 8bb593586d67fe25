import { largest } from "../../../base/numbers/extremes.ts";
import type { MacPlan } from "../../../design/mod.ts";
import type { Interval } from "../../../fixed/mod.ts";
import type { Job } from "./jobs.ts";
import { storageBytes } from "../map/range.ts";

/** What 32 bits hold beside the lower half of an earlier sum. */
const MAX_CHUNK_SUM = 2 ** 31 - 2 ** 16;

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

export function rangeOfWords(words: Int32Array): Interval {
  let [lo, hi] = [0, 0];
  for (const word of words) [lo, hi] = [Math.min(lo, word), Math.max(hi, word)];
  return { lo: BigInt(lo), hi: BigInt(hi), fraction: 0 };
}

/** All sums of products of a row of weights with inputs of a range, and of any part of them. */
export function sumRange(row: Int32Array, x: Interval): Pick<Interval, "lo" | "hi"> {
  let [positive, negative] = [0, 0];
  for (const w of row) {
    if (w > 0) positive += w;
    else negative += w;
  }
  const [p, n] = [BigInt(positive), BigInt(negative)];
  return { lo: p * x.lo + n * x.hi, hi: p * x.hi + n * x.lo };
}

export function unionOf(ranges: readonly Pick<Interval, "lo" | "hi">[]): Pick<Interval, "lo" | "hi"> {
  return ranges.reduce((a, b) => ({ lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi }), {
    lo: 0n,
    hi: 0n,
  });
}

/** A row of weights with its pairs in another order. */
export function reordered(row: Int32Array, order: readonly number[]): Int32Array {
  return row.map((_, i) => row[2 * order[i >> 1] + i % 2]);
}

/**
 * The most pairs of products of which 32 bits hold the sum, whichever pairs that follow each other in a row these are;
 * null where two products are too many.
 */
export function chunkOf(rows: readonly Int32Array[], largestX: number): number | null {
  const sums = rows.map((row) => {
    const prefix = new Float64Array(row.length / 2 + 1);
    for (let pair = 0; pair < row.length / 2; pair++) {
      prefix[pair + 1] = prefix[pair] + (Math.abs(row[2 * pair]) + Math.abs(row[2 * pair + 1])) * largestX;
    }
    return prefix;
  });
  const longest = largest(rows.map((row) => row.length / 2), 1);
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
