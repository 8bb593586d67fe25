import type { MemoryResource } from "../../target/mod.ts";

/** What a memory of a stage keeps. */
export type MemoryRole =
  /** Words of weights, one a turn. */
  | "weights"
  /** Rows of a map that a window is filled from. */
  | "line"
  /** A whole tensor, which leaves in another order. */
  | "tensor"
  /** A row of pixels whose channels become pixels, or come from such. */
  | "pixels"
  /** Values of a tabled function. */
  | "entries"
  /** Exponentials of a softmax. */
  | "exponentials"
  /** Reciprocals of a softmax. */
  | "reciprocals"
  /** Shares of a linear resizing along an axis. */
  | "shares"
  /** Where the taps of a window lie whose words are read from memory. */
  | "taps"
  /** Steps of a window along the rows. */
  | "sweeps"
  /** Steps of a window along the columns. */
  | "positions"
  /** Places of the windows of an average along an axis. */
  | "counts"
  /** Positions of a selection along an axis: which of both tensors have them. */
  | "visits"
  /** Beats between two stages. */
  | "fifo";

/** What a memory is made of; `memory_kind.ts` decides. */
export type MemoryKind =
  | MemoryResource
  /** Shift registers of look-up tables. */
  | "shift";

/** A memory, or several that are alike. */
export interface MemoryPlan {
  /** What it keeps. */
  readonly role: MemoryRole;
  /** Words of each. */
  readonly words: number;
  /** Bits of a word. */
  readonly bits: number;
  /** How many there are: of line buffers one a row, or one for all rows that is read word by word; of what is looked up one for every two at once. */
  readonly count: number;
  /** What it is made of. */
  readonly kind: MemoryKind;
}
