import { MAX_TENSOR_ELEMENTS } from "../../../tensor/bounds.ts";
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
  for (const each of chunks()) {
    const { address, bytes: stored, mask } = each;
    const piece = { bytes: storage.from(address, `data set ${path}`, stored).bytes, mask };
    const bytes = undoFilters(piece, { filters, inflate, size });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    copyChunk(result, { shape, chunk, place: each.place, element: (i) => read(view, i * elementSize) });
  }
  return result;
}

/** Copies what of a piece lies in the data set, row by row along the last axis. */
function copyChunk(
  result: Float64Array,
  { shape, chunk, place, element }: {
    readonly shape: readonly number[];
    readonly chunk: readonly number[];
    readonly place: Chunk["place"];
    readonly element: (index: number) => number;
  },
): void {
  const first = place.map((index, axis) => index * chunk[axis]);
  const inside = shape.map((size, axis) => Math.min(chunk[axis], size - first[axis]));
  const last = shape.length - 1;
  const row = inside[last] ?? 1;
  const at = new Array<number>(Math.max(last, 0)).fill(0);
  for (;;) {
    let [from, to] = [0, 0];
    shape.forEach((size, axis) => {
      const index = axis === last ? 0 : at[axis];
      from = from * chunk[axis] + index;
      to = to * size + first[axis] + index;
    });
    for (let i = 0; i < row; i++) result[to + i] = element(from + i);
    let axis = last - 1;
    while (axis >= 0 && ++at[axis] >= inside[axis]) at[axis--] = 0;
    if (axis < 0) return;
  }
}
