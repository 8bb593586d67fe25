import { sizeOf } from "../../../tensor/mod.ts";
import { type Cursor, damaged, Unreadable } from "./bytes.ts";
import type { ArrayRequest, Chunk, Listed, ReadElement } from "./chunk_list.ts";
import { extensibleArray } from "./extensible_array.ts";
import type { Storage } from "./storage.ts";

/** How a data set lies in pieces: as its layout message says. */
export interface ChunkedLayout {
  /** Sizes of a piece. */
  readonly chunk: readonly number[];
  /** The pieces that are in the file, each once; others hold the fill value. */
  readonly chunks: () => readonly Chunk[];
}

/** What is known of a data set before its pieces are looked for. */
export interface ChunkedSet {
  readonly path: string;
  readonly shape: readonly number[];
  /** Bytes of an element. */
  readonly elementSize: number;
  readonly isFiltered: boolean;
}

/** Ways in which newer files find pieces. */
const INDEX = { single: 1, implicit: 2, fixedArray: 3, extensibleArray: 4 };

/** Levels of a tree of pieces. */
const MAX_LEVELS = 16;

/**
 * Reads the rest of the layout message of a data set in pieces, behind version and class.
 *
 * @throws {Unreadable} if it is damaged, or of a form that is not known.
 */
export function readChunkedLayout(
  storage: Storage,
  { version, body }: { readonly version: number; readonly body: Cursor },
  set: ChunkedSet,
): ChunkedLayout {
  if (version === 3) {
    const rank = body.uint(1);
    const address = storage.offset(body);
    const sizes = Array.from({ length: rank }, () => body.uint(4));
    const chunk = checkedSizes(sizes, set);
    return { chunk, chunks: () => address === Infinity ? [] : treeChunks(storage, { address, chunk }, set) };
  }
  const flags = body.uint(1);
  const rank = body.uint(1);
  const width = body.uint(1);
  const sizes = Array.from({ length: rank }, () => body.uint(width));
  const chunk = checkedSizes(sizes, set);
  const kind = body.uint(1);
  const list = listReader(storage, { kind, flags, body }, { ...set, chunk });
  const address = storage.offset(body);
  return { chunk, chunks: () => address === Infinity ? [] : placed(list(address), { chunk, set }) };
}

/** Sizes of a piece; the file has the bytes of an element behind them. */
function checkedSizes(sizes: readonly number[], { path, shape, elementSize }: ChunkedSet): readonly number[] {
  const chunk = sizes.slice(0, -1);
  const sound = chunk.length === shape.length && sizes.at(-1) === elementSize &&
    chunk.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!sound) throw damaged(`the layout of data set ${path}`);
  return chunk;
}

/** Pieces along each axis of a data set. */
export function gridOf(shape: readonly number[], chunk: readonly number[]): readonly number[] {
  return shape.map((size, axis) => Math.ceil(size / chunk[axis]));
}

/** Reads pieces in the order of their places, the last axis fastest. */
type ListReader = (address: number) => readonly Listed[];

/** Gives the pieces of a list their places. */
function placed(
  list: readonly Listed[],
  { chunk, set: { shape } }: { readonly chunk: readonly number[]; readonly set: ChunkedSet },
): readonly Chunk[] {
  const grid = gridOf(shape, chunk);
  return list.flatMap((listed, index) => {
    if (listed === null) return [];
    const place = new Array<number>(grid.length);
    for (let axis = grid.length - 1, rest = index; axis >= 0; axis--) {
      place[axis] = rest % grid[axis];
      rest = Math.floor(rest / grid[axis]);
    }
    return [{ ...listed, place }];
  });
}

function listReader(
  storage: Storage,
  { kind, flags, body }: { readonly kind: number; readonly flags: number; readonly body: Cursor },
  set: ChunkedSet & { readonly chunk: readonly number[] },
): ListReader {
  const { path, shape, chunk, elementSize, isFiltered } = set;
  const count = sizeOf(gridOf(shape, chunk));
  const size = sizeOf(chunk) * elementSize;
  const element = (cursor: Cursor, width: number): Listed => {
    const address = storage.offset(cursor);
    if (!isFiltered) return address === Infinity ? null : { address, bytes: size, mask: 0 };
    const bytes = cursor.uint(width - storage.offsetSize - 4);
    const mask = cursor.uint(4);
    return address === Infinity ? null : { address, bytes, mask };
  };
  switch (kind) {
    case INDEX.single: {
      const [bytes, mask] = flags & 2 ? [storage.length(body), body.uint(4)] : [size, 0];
      return (address) => count === 1 ? [{ address, bytes, mask }] : bad(path);
    }
    case INDEX.implicit:
      return (address) =>
        Array.from({ length: count }, (_, i) => ({ address: address + i * size, bytes: size, mask: 0 }));
    case INDEX.fixedArray:
      body.skip(1);
      return (address) => fixedArray(storage, { address, count, path }, element);
    case INDEX.extensibleArray:
      body.skip(5);
      return (address) => extensibleArray(storage, { address, count, path }, element);
    default:
      throw new Unreadable(
        `its data set ${path} lies in pieces that newer HDF5 files keep in a tree, which is not supported; ` +
          "save it without chunks, or with at most one axis that may grow",
      );
  }
}

function bad(path: string): never {
  throw damaged(`the index of data set ${path}`);
}

/** A fixed array (HDF5 File Format Specification 3.0, VII.C): a header and one block, which may be in pages. */
function fixedArray(
  storage: Storage,
  { address, count, path }: ArrayRequest,
  read: ReadElement,
): readonly Listed[] {
  const what = `the index of data set ${path}`;
  const header = storage.from(address, what);
  header.signature("FAHD");
  header.skip(2);
  const width = header.uint(1);
  const pageBits = header.uint(1);
  const total = storage.length(header);
  const block = storage.offset(header);
  if (total < count || pageBits > 31) throw damaged(what);
  if (block === Infinity) return [];
  const data = storage.from(block, what);
  data.signature("FADB");
  data.skip(2 + storage.offsetSize);
  const perPage = 2 ** pageBits;
  if (total <= perPage) return Array.from({ length: count }, () => read(data, width));
  const pages = Math.ceil(total / perPage);
  const used = data.take(Math.ceil(pages / 8));
  data.skip(4);
  const list: Listed[] = [];
  for (let page = 0; list.length < count; page++) {
    const length = Math.min(perPage, total - page * perPage);
    // Bits count from the highest of each byte.
    const isUsed = (used[page >> 3] & (0x80 >> (page & 7))) !== 0;
    for (let i = 0; i < length; i++) {
      const listed = read(data, width);
      if (list.length < count) list.push(isUsed ? listed : null);
    }
    data.skip(4);
  }
  return list;
}

/** The B-tree of older files; no node is visited twice, and there are no more pieces than the data set has. */
function treeChunks(
  storage: Storage,
  { address, chunk }: { readonly address: number; readonly chunk: readonly number[] },
  { path, shape }: ChunkedSet,
): readonly Chunk[] {
  const what = `the tree of data set ${path}`;
  const most = sizeOf(gridOf(shape, chunk));
  const chunks: Chunk[] = [];
  const seen = new Set<number>();
  const visit = (place: number, depth: number): void => {
    if (seen.has(place) || depth > MAX_LEVELS) throw damaged(what);
    seen.add(place);
    const node = storage.from(place, what);
    node.signature("TREE");
    if (node.uint(1) !== 1) throw damaged(what);
    const level = node.uint(1);
    const count = node.uint(2);
    node.skip(2 * storage.offsetSize);
    for (let i = 0; i < count; i++) {
      const [bytes, mask] = [node.uint(4), node.uint(4)];
      const offsets = shape.map(() => node.uint(8));
      node.skip(8);
      const child = storage.offset(node);
      if (level > 0) {
        visit(child, depth + 1);
        continue;
      }
      const at = offsets.map((offset, axis) => offset / chunk[axis]);
      // Pieces beyond the end are left where a data set was made smaller.
      if (!at.every(Number.isSafeInteger)) throw damaged(what);
      if (offsets.some((offset, axis) => offset >= shape[axis])) continue;
      if (chunks.length >= most) throw damaged(what);
      chunks.push({ place: at, address: child, bytes, mask });
    }
  };
  visit(address, 0);
  return chunks;
}
