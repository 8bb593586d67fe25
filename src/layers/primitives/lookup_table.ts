import type { FixedTensor } from "../../tensor/mod.ts";

/** Neighbouring cells of a table that are equally wide. A cell holds the places that share an entry. */
export interface TableSegment {
  /** Its first place, counted from that of the table. The next segment begins where that one says. */
  readonly from: bigint;
  /** A cell holds 2^shift places. */
  readonly shift: number;
  /** Place u has entry base + ((u − from) >> shift). */
  readonly base: number;
}

/**
 * A table of numbers by places: mantissa m has place u = max(m − first, 0), which lies in the last segment with from ≤ u and
 * has entry min(base + ((u − from) >> shift), entries − 1).
 */
export interface LookupTable {
  /** Mantissa of place 0. */
  readonly first: bigint;
  /** At least one, ascending; the first from place 0. */
  readonly segments: readonly TableSegment[];
  /** At least one for every cell of all segments but the last, and one for that. */
  readonly entries: FixedTensor;
}
