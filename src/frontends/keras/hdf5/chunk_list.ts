import type { Cursor } from "./bytes.ts";

/** A piece of a data set in the file. */
export interface Chunk {
  /** Which piece it is, along each axis. */
  readonly place: readonly number[];
  readonly address: number;
  /** Bytes in the file. */
  readonly bytes: number;
  /** A bit for each filter that was left out. */
  readonly mask: number;
}

/** A piece in a list; null for one that is not in the file. */
export type Listed = Omit<Chunk, "place"> | null;

/** How an element of an array of pieces is read, and how many bytes it has. */
export type ReadElement = (cursor: Cursor, width: number) => Listed;

/** Which array of pieces is read. */
export interface ArrayRequest {
  readonly address: number;
  /** Pieces that the data set has. */
  readonly count: number;
  readonly path: string;
}
