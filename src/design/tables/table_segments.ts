import { smallest } from "../../base/numbers/extremes.ts";
import type { TableSegment } from "../../layers/mod.ts";

/** What is tabled, from the table's first place on. */
export interface TabledPlaces {
  /** How many there are. */
  readonly count: bigint;
  /** The value at a place. */
  readonly valueAt: (place: bigint) => number;
}

/** How many entries and segments a table may have. */
export interface TableLimits {
  readonly entries: number;
  readonly segments: number;
}

/** Slopes are measured in this many parts of a stretch between two borders. */
const PARTS = 16;

/** The error of several segments is sought down to 2^−40 of that of a single one, to a part in 600. */
const SEARCH = { range: 40, steps: 14 } as const;

/** One segment, its cells as narrow as the entries allow. */
export function singleSegment(count: bigint, entries: number): readonly TableSegment[] {
  let shift = 0;
  while ((count - 1n) >> BigInt(shift) >= BigInt(entries)) shift++;
  return [{ from: 0n, shift, base: 0 }];
}

/**
 * Segments that make the largest difference within a cell about as small as the limits allow: narrow cells where the
 * function is steep, wide ones where it is flat. Slopes are sampled; a table built on the segments has the true error.
 *
 * The error is found by bisection. For an error the widest cells of every stretch between two borders follow from its
 * slope; the fewest entries that cover the stretches up to a border in so many segments, from those up to each border
 * before it.
 *
 * @returns The segments and the error that they are estimated to have, without that of rounded entries.
 */
export function bentSegments(
  stretches: readonly Stretch[],
  limits: TableLimits,
): { readonly segments: readonly TableSegment[]; readonly error: number } {
  const segments = singleSegment(stretches[stretches.length - 1].to, limits.entries);
  const steepest = stretches.reduce((most, { slope }) => Math.max(most, slope), 0);
  let best = { segments, error: steepest * (2 ** segments[0].shift - 1) / 2 };
  if (best.error === 0) return best;
  const places = endsOf(stretches);
  let [low, high] = [Math.log2(best.error) - SEARCH.range, Math.log2(best.error)];
  for (let step = 0; step < SEARCH.steps; step++) {
    const middle = (low + high) / 2;
    const covering = cover({ stretches, places }, 2 ** middle, limits);
    if (covering === null) low = middle;
    else {
      best = { segments: covering, error: 2 ** middle };
      high = middle;
    }
  }
  return best;
}

/** Whether so few segments and entries can be off by no more than an error, as far as sampled slopes tell. */
export function canCover(
  stretches: readonly Stretch[],
  { error, ...limits }: TableLimits & { readonly error: number },
): boolean {
  return cover({ stretches, places: endsOf(stretches) }, error, limits) !== null;
}

/** Places between two borders: every segment begins and ends at one. */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
  /** Largest difference of the value from a place to the next. */
  readonly slope: number;
}

/** All places of a table, from border to border. */
export function stretchesOf(places: TabledPlaces): readonly Stretch[] {
  const { count } = places;
  const borders = bordersOf(count);
  return borders.slice(1).map((to, i): Stretch => {
    const from = borders[i];
    const length = to - from;
    const parts = length < BigInt(PARTS) ? Number(length) : PARTS;
    let slope = 0;
    let [place, value] = [from, places.valueAt(from)];
    for (let part = 1n; part <= BigInt(parts); part++) {
      // What lies behind the last place is no part of the table.
      const end = from + length * part / BigInt(parts) - (to === count && part === BigInt(parts) ? 1n : 0n);
      if (end === place) continue;
      const after = places.valueAt(end);
      slope = Math.max(slope, Math.abs(after - value) / Number(end - place));
      [place, value] = [end, after];
    }
    return { from, to, slope };
  });
}

/** Both ends of the table, and what is away from either by a number whose digits are 1 or 11 and zeros. */
function bordersOf(count: bigint): readonly bigint[] {
  const borders = new Set([0n, count]);
  for (let digit = 0n; 1n << digit < count; digit++) {
    for (const distance of [1n << digit, 3n << digit >> 1n]) {
      for (const border of [distance, count - distance]) {
        if (border > 0n && border < count) borders.add(border);
      }
    }
  }
  return [...borders].sort((a, b) => a < b ? -1 : 1);
}

/**
 * Where stretches begin and end, in halves of 32 bits: these are subtracted exactly, and the sum of the differences is
 * rounded once, as a difference of two bigints is, which takes far longer.
 */
interface StretchEnds {
  readonly from: PlaceHalves;
  readonly to: PlaceHalves;
}

interface PlaceHalves {
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

function endsOf(stretches: readonly Stretch[]): StretchEnds {
  const halvesOf = (places: readonly bigint[]): PlaceHalves => ({
    upper: Float64Array.from(places, (place) => Number(place >> 32n)),
    lower: Float64Array.from(places, (place) => Number(place & 0xffff_ffffn)),
  });
  return { from: halvesOf(stretches.map(({ from }) => from)), to: halvesOf(stretches.map(({ to }) => to)) };
}

/** The fewest entries with cells of at most this error, as segments; null where the limits do not allow that. */
function cover(
  { stretches, places }: {
    readonly stretches: readonly Stretch[];
    readonly places: StretchEnds;
  },
  error: number,
  limits: TableLimits,
): readonly TableSegment[] | null {
  // log2 of the widest cells of each stretch.
  const widest = stretches.map(({ slope }) =>
    slope === 0 ? Infinity : Math.floor(Math.log2(2 * error / slope + 1))
  );
  // Cells for each place of a stretch.
  const density = Float64Array.from(widest, (shift) => 2 ** -shift);
  const ends = stretches.length;
  const starts: (readonly number[])[] = [];
  let counts: readonly number[] = [0, ...new Array<number>(ends).fill(Infinity)];
  while (starts.length < limits.segments) {
    const fewest = new Array<number>(ends + 1).fill(Infinity);
    const from = new Array<number>(ends + 1).fill(0);
    // The last segment ends at the last border: that it could end at others is of no use.
    const isLast = starts.length === limits.segments - 1;
    let densest = 0;
    for (let start = ends - 1; start >= 0; start--) {
      const [upper, lower] = [places.from.upper[start], places.from.lower[start]];
      densest = isLast ? Math.max(densest, density[start]) : 0;
      for (let end = isLast ? ends : start + 1; end <= ends; end++) {
        densest = Math.max(densest, density[end - 1]);
        const span = (places.to.upper[end - 1] - upper) * 2 ** 32 + (places.to.lower[end - 1] - lower);
        const total = counts[start] + Math.max(1, Math.ceil(span * densest));
        if (total > limits.entries) break;
        // Of starts that take as many the first one counts.
        if (total > fewest[end]) continue;
        fewest[end] = total;
        from[end] = start;
      }
    }
    starts.push(from);
    counts = fewest;
    if (fewest[ends] <= limits.entries) return segmentsOf(stretches, widest, starts);
  }
  return null;
}

/** The segments, from where each of them starts by where it ends. */
function segmentsOf(
  stretches: readonly Stretch[],
  widest: readonly number[],
  starts: readonly (readonly number[])[],
): readonly TableSegment[] {
  const borders = [stretches.length];
  for (const from of starts.toReversed()) borders.unshift(from[borders[0]]);
  let base = 0;
  return borders.slice(1).map((end, i): TableSegment => {
    const { from } = stretches[borders[i]];
    const span = stretches[end - 1].to - from;
    const shift = smallest(widest.slice(borders[i], end), (span - 1n).toString(2).length);
    const segment = { from, shift, base };
    base += Number(((span - 1n) >> BigInt(shift)) + 1n);
    return segment;
  });
}
