import { halfToNumber } from "./half.ts";
import { excerpt, unreadable } from "./ndarray.ts";

/** How elements of one NumPy type are read. */
export interface NpyDtype {
  /** Bytes of an element. */
  readonly size: number;
  /** The number at a byte offset; a bigint where float64 may be too narrow for it. */
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number | bigint;
}

const DTYPES: ReadonlyMap<string, NpyDtype> = new Map<string, NpyDtype>([
  ["b1", { size: 1, read: (view, offset) => view.getUint8(offset) === 0 ? 0 : 1 }],
  ["i1", { size: 1, read: (view, offset) => view.getInt8(offset) }],
  ["u1", { size: 1, read: (view, offset) => view.getUint8(offset) }],
  ["i2", { size: 2, read: (view, offset, little) => view.getInt16(offset, little) }],
  ["u2", { size: 2, read: (view, offset, little) => view.getUint16(offset, little) }],
  ["i4", { size: 4, read: (view, offset, little) => view.getInt32(offset, little) }],
  ["u4", { size: 4, read: (view, offset, little) => view.getUint32(offset, little) }],
  ["i8", { size: 8, read: (view, offset, little) => view.getBigInt64(offset, little) }],
  ["u8", { size: 8, read: (view, offset, little) => view.getBigUint64(offset, little) }],
  ["f2", { size: 2, read: (view, offset, little) => halfToNumber(view.getUint16(offset, little)) }],
  ["f4", { size: 4, read: (view, offset, little) => view.getFloat32(offset, little) }],
  ["f8", { size: 8, read: (view, offset, little) => view.getFloat64(offset, little) }],
]);

/**
 * The element type that a header's `descr` names: byte order `<`, `>` or `|` (single bytes only), then kind
 * and size.
 *
 * @throws {InterlaceError} for types that are no real numbers, Python objects first of all.
 */
export function npyDtypeOf(
  { descr, name }: { readonly descr: string; readonly name: string },
): NpyDtype & { readonly littleEndian: boolean } {
  const [order, code] = [descr.slice(0, 1), descr.slice(1)];
  if (/^.?O/.test(descr)) {
    throw unreadable(name, {
      what: "it holds Python objects (a pickle), which are never loaded",
      hint: "Convert the array to numbers first: array.astype('float64').",
    });
  }
  const dtype = DTYPES.get(code);
  if (dtype === undefined || !"<>|".includes(order) || (order === "|" && dtype.size > 1)) {
    throw unreadable(name, {
      what: `its element type ${excerpt(descr)} is not a supported type of real numbers`,
      hint: "Supported are b1, i1 to i8, u1 to u8, f2, f4 and f8, little or big endian.",
    });
  }
  return { ...dtype, littleEndian: order !== ">" };
}
