import { MAX_TENSOR_ELEMENTS } from "../../../tensor/bounds.ts";
import { stridesOf } from "../../../tensor/mod.ts";
import { type Cursor, Unreadable } from "./bytes.ts";
import { type ChunkedSet, gridOf, readChunkedLayout } from "./chunk_index.ts";
import type { Chunk } from "./chunk_list.ts";
import { type Filter, type Inflate, undoFilters } from "./filters.ts";
import type { Storage } from "./storage.ts";

/** Pieces that a data set may lie in: 2^20. */
const MAX_PIECES = 2 ** 20;

/** A data set in pieces, and how its elements are read. */
export interface ChunkedRequest extends Omit<ChunkedSet, "isFiltered"> {
  /** The layout message behind version and class. */
  readonly layout: { readonly version: number; readonly body: Cursor };
  readonly filters: readonly Filter[];
  readonly inflate: Inflate;
  /** What elements hold that are in no piece. */
  readonly fill: number;
  readonly read: (view: DataView, at: number) => number;
}

/**
 * Numbers of a data set in pieces, in row-major order. The pieces together may be no larger than a tensor may, which
 * bounds what is decompressed.
 *
 * @throws {Unreadable} if it is damaged, too large, or of a form that is not known.
 */
export function readChunked(storage: Storage, request: ChunkedRequest): Float64Array {
  const { path, shape, elementSize, filters, inflate, fill, read } = request;
  const isFiltered = filters.length > 0;
  const { chunk, chunks } = readChunkedLayout(storage, request.layout, {
    path,
    shape,
    elementSize,
    isFiltered,
  });
  const inChunk = chunk.reduce((total, size) => total * size, 1);
  const pieces = gridOf(shape, chunk).reduce((total, size) => total * size, 1);
  if (!(pieces * inChunk <= MAX_TENSOR_ELEMENTS && inChunk <= MAX_TENSOR_ELEMENTS && pieces <= MAX_PIECES)) {
    throw new Unreadable(
      `its data set ${path} lies in ${pieces} pieces of [${chunk}], supported are ${MAX_PIECES} pieces and ` +
        `${MAX_TENSOR_ELEMENTS} elements`,
    );
  }
  const result = new Float64Array(shape.reduce((total, size) => total * size, 1));
  if (fill !== 0) result.fill(fill);
  // An empty data set has no pieces, whatever its index says.
  if (result.length === 0) return result;
  const size = inChunk * elementSize;
  const copy = pieceCopier(result, { shape, chunk, elementSize, read });
  for (const { address, bytes: stored, mask, place } of chunks()) {
    const what = `data set ${path}`;
    if (!isFiltered && stored === size) {
      // Where it lies in the file it is read: thousands of pieces of a few numbers take longer to be cut out.
      copy(place, { view: storage.view, start: storage.checked(address, what, size) });
      continue;
    }
    const piece = { bytes: storage.bytesFrom(address, what, stored), mask };
    const bytes = undoFilters(piece, { filters, inflate, size });
    copy(place, { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), start: 0 });
  }
  return result;
}

/** The elements of a piece, one behind the other. */
interface PieceElements {
  readonly view: DataView;
  /** Byte of the first one. */
  readonly start: number;
}

/** A function that copies what of a piece lies in the data set, row by row along the last axis. */
function pieceCopier(
  result: Float64Array,
  { shape, chunk, elementSize, read }: Pick<ChunkedRequest, "shape" | "elementSize" | "read"> & {
    readonly chunk: readonly number[];
  },
): (place: Chunk["place"], elements: PieceElements) => void {
  const rank = shape.length;
  const [fromSteps, toSteps] = [stridesOf(chunk), stridesOf(shape)];
  // Of the piece that is copied: what of it lies inside along each axis, and where it is at.
  const inside = new Array<number>(rank).fill(1);
  const at = new Array<number>(rank).fill(0);
  return (place, { view, start }) => {
    let [from, to] = [0, 0];
    for (let axis = 0; axis < rank; axis++) {
      const first = place[axis] * chunk[axis];
      inside[axis] = Math.min(chunk[axis], shape[axis] - first);
      to += first * toSteps[axis];
    }
    const row = rank === 0 ? 1 : inside[rank - 1];
    for (;;) {
      for (let i = 0; i < row; i++) result[to + i] = read(view, start + (from + i) * elementSize);
      let axis = rank - 2;
      for (; axis >= 0; axis--) {
        from += fromSteps[axis];
        to += toSteps[axis];
        if (++at[axis] < inside[axis]) break;
        from -= at[axis] * fromSteps[axis];
        to -= at[axis] * toSteps[axis];
        at[axis] = 0;
      }
      if (axis < 0) return;
    }
  };
}
