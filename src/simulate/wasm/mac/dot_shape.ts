import type { FixedType } from "../../../fixed/mod.ts";
import type { Local } from "../assembler/encoder.ts";
import type { Sums } from "./finish.ts";
import type { Job } from "./jobs.ts";
import type { LimbProduct } from "./limb_products.ts";

/** What distinguishes one routine from another; jobs and tiles of equal shape share one. */
export interface DotShape {
  readonly segments: Job["segments"];
  readonly x: { readonly row: number; readonly column: number };
  readonly y: { readonly row: number; readonly column: number; readonly bytes: 2 | 4 | 8 };
  readonly to: FixedType;
  /** Windows of a row that are computed side by side. */
  readonly pixels: number;
  /** Windows of a row. */
  readonly columns: number;
  /** Bytes behind the window's first output of every lane: up to four a vector. */
  readonly vectors: readonly (readonly number[])[];
  /** Bytes from a window in the first plane of inputs to the same window in each plane. */
  readonly planes: readonly number[];
  /**
   * Whether the products are written out one by one, with weights and inputs copied to addresses that are constants of
   * the code; else a loop reads the weights where they are.
   */
  readonly unrolled: boolean;
}

/** Elements that a vector of inputs holds. */
export const ELEMENTS = 8;

/** Elements to which the segments of a window are padded. */
export function segmentMultiple({ unrolled }: Pick<DotShape, "unrolled">): number {
  return unrolled ? 2 : ELEMENTS;
}

/** Pairs of products of a window, padding included. */
export function pairsOf({ segments }: Pick<DotShape, "segments">, multiple: number): number {
  return segments.reduce((sum, { elements }) => sum + Math.ceil(elements / multiple) * multiple / 2, 0);
}

/** Elements of the longest segment of which the taps are taken together. */
const MAX_SHARED_ELEMENTS = 256;

/**
 * The segments of a window with the taps that are computed at once, for windows that share inputs: those of the whole
 * job, or none if they are more than `most`.
 */
export function shareTaps(segments: Job["segments"], most: number): Job["segments"] {
  const shared = segments.map((segment) => {
    const { elements, taps } = segment;
    const isShared = elements > ELEMENTS && elements <= MAX_SHARED_ELEMENTS && elements % (2 * taps) === 0;
    return isShared ? segment : { ...segment, taps: 1 };
  });
  const isTooMuch = shared.some(({ taps }) => taps > most);
  return isTooMuch ? segments.map((segment) => ({ ...segment, taps: 1 })) : shared;
}

/** Pairs of a window in the order in which they are computed, as indices of pairs in the order of the elements. */
export function pairOrder({ segments }: Pick<DotShape, "segments">, multiple: number): readonly number[] {
  let first = 0;
  return segments.flatMap(({ elements, taps }) => {
    const pairs = Math.ceil(elements / multiple) * multiple / 2;
    const from = first;
    first += pairs;
    return Array.from({ length: pairs }, (_, i) => from + i % taps * (pairs / taps) + Math.floor(i / taps));
  });
}

/** Bytes of a pair of inputs four times over. */
export const SPLAT = [0, 1, 2, 3].map((pair) => Array.from({ length: 16 }, (_, i) => 4 * pair + i % 4));

/** How the windows from an address on are summed up. */
export interface DotRoutine {
  /** Begins the sums. */
  readonly start: () => void;
  /** Adds products, part after part; each part takes all windows of some rows in turn. */
  readonly parts: readonly ((from: Local) => void)[];
  /** Where the sums are between two parts. */
  readonly state: readonly Local[];
  /** Ends the sums; returns where they are, by pixel and vector. */
  readonly finish: () => readonly (readonly Sums[])[];
}

/** Index of the plane of inputs that a plane of products reads. */
export function sourceOf(
  { planes }: { readonly planes: readonly Pick<LimbProduct, "x">[] },
  index: number,
): number {
  return [...new Set(planes.map(({ x }) => x))].indexOf(planes[index].x);
}

/** Which sum: that of a window and a vector of outputs. */
export interface SumIndex {
  readonly pixel: number;
  readonly vector: number;
}

/** A pair of inputs four times over, and the weights by which four outputs take it. */
export interface Factors {
  readonly input: Local;
  readonly weight: Local;
}

/** The sums of all windows and vectors of a routine, and how products get into them. */
export interface DotAccumulators {
  /** What must be kept from one part of a routine to the next. */
  readonly state: readonly Local[];
  /** Begins with the starts, which `push` pushes by their index in the block of weights, or with 0. */
  start(push: (index: number) => void): void;
  /** To be called before the products of a plane, also where a part of a routine goes on with it. */
  beginPlane(plane: number): void;
  /** To be called in an unrolled routine before so many pairs are added, of which 32 bits hold `chunk`. */
  makeRoom(pairs: number, chunk: number | null): void;
  /** Adds the products of the inputs of a window and of weights. */
  add(at: SumIndex, factors: Factors): void;
  /** Makes room in 32-bit sums: all but their lower halves goes where it does not overflow. */
  widen(): void;
  /** To be called behind the products of a plane in a part of a routine. */
  endPlane(): void;
  /** Brings sums to the accumulator's binary point; returns where they are. */
  finish(push: (index: number) => void): readonly (readonly Sums[])[];
}
