import { type Cursor, damaged, Unreadable } from "./bytes.ts";

/** Decompresses a zlib stream to at most so many bytes. */
export type Inflate = (bytes: Uint8Array, most: number) => Uint8Array;

/** One step by which the pieces of a data set were changed when they were written. */
export interface Filter {
  readonly id: number;
  /** Numbers that it was set with. */
  readonly values: readonly number[];
}

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;

/** What other filters are called, for messages. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [4, "szip"],
  [5, "nbit"],
  [6, "scaleoffset"],
  [32000, "lzf"],
  [32001, "blosc"],
  [32004, "lz4"],
  [32008, "bitshuffle"],
  [32015, "zstd"],
]);

/** Filters of a data set, more than anybody uses. */
const MAX_FILTERS = 32;

/**
 * The filters of a data set, in the order in which they were applied: the message of its header, version 1 or 2.
 *
 * @param path Of the data set, for messages.
 * @throws {Unreadable} if one of them is not gzip, shuffle or fletcher32.
 */
export function readFilters(body: Cursor, path: string): readonly Filter[] {
  const version = body.uint(1);
  const count = body.uint(1);
  if ((version !== 1 && version !== 2) || count > MAX_FILTERS) throw damaged(`a filter of data set ${path}`);
  if (version === 1) body.skip(6);
  return Array.from({ length: count }, () => {
    const id = body.uint(2);
    const isNamed = version === 1 || id >= 256;
    const nameLength = isNamed ? body.uint(2) : 0;
    body.skip(2);
    const values = body.uint(2);
    // Names are padded in version 1, whose length counts that in; so are odd numbers of values.
    body.skip(nameLength);
    const filter = { id, values: Array.from({ length: values }, () => body.uint(4)) };
    if (version === 1 && values % 2 === 1) body.skip(4);
    if (![DEFLATE, SHUFFLE, FLETCHER32].includes(id)) {
      const name = OTHERS.get(id) ?? `number ${id}`;
      throw new Unreadable(
        `its data set ${path} is compressed by the filter ${name}; supported are gzip, shuffle and fletcher32`,
      );
    }
    return filter;
  });
}

/**
 * The bytes of a piece as they were before the filters.
 *
 * @param piece Its bytes in the file, and a bit for each filter that was left out.
 * @param size Bytes that it has without filters.
 * @throws {Unreadable} if they are not what the filters make.
 */
export function undoFilters(
  piece: { readonly bytes: Uint8Array; readonly mask: number },
  { filters, inflate, size }: {
    readonly filters: readonly Filter[];
    readonly inflate: Inflate;
    readonly size: number;
  },
): Uint8Array {
  let { bytes } = piece;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (piece.mask & (1 << i)) continue;
    const { id, values } = filters[i];
    if (id === FLETCHER32) bytes = checked(bytes);
    // What comes before it may have put a checksum behind the data.
    else if (id === DEFLATE) bytes = inflated(bytes, { inflate, most: size + 4 });
    else bytes = unshuffled(bytes, values[0] ?? 1);
  }
  if (bytes.length !== size) throw damaged("a piece of a data set");
  return bytes;
}

function inflated(
  bytes: Uint8Array,
  { inflate, most }: { readonly inflate: Inflate; readonly most: number },
): Uint8Array {
  try {
    return inflate(bytes, most);
  } catch {
    throw damaged("a compressed piece of a data set");
  }
}

/** Byte k of every element lies with byte k of the others; what is left over at the end stays there. */
function unshuffled(bytes: Uint8Array, width: number): Uint8Array {
  if (width <= 1 || width > bytes.length) return bytes;
  const count = Math.floor(bytes.length / width);
  const result = bytes.slice();
  for (let k = 0; k < width; k++) {
    for (let i = 0, from = k * count; i < count; i++) result[i * width + k] = bytes[from + i];
  }
  return result;
}

/**
 * Takes the checksum off the end of a piece.
 * @throws {Unreadable} if it is not that of the bytes before it.
 */
function checked(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw damaged("a piece of a data set");
  const data = bytes.subarray(0, bytes.length - 4);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + data.length, 4).getUint32(0, true);
  const sum = fletcher32(data);
  // Before version 1.6.3 the bytes of each half were exchanged on little-endian machines.
  const old = ((sum & 0x00ff00ff) << 8 | (sum & 0xff00ff00) >>> 8) >>> 0;
  if (stored !== sum && stored !== old) throw damaged("the checksum of a piece of a data set");
  return data;
}

/** Fletcher's checksum of 16-bit words, the higher byte first, as HDF5 has it (`H5_checksum_fletcher32`). */
export function fletcher32(bytes: Uint8Array): number {
  let [low, high] = [0, 0];
  const fold = (sum: number) => (sum & 0xffff) + (sum >>> 16);
  const words = Math.floor(bytes.length / 2);
  for (let i = 0; i < words;) {
    // So many words keep both sums below 2³².
    for (const end = Math.min(i + 360, words); i < end; i++) {
      low += bytes[2 * i] << 8 | bytes[2 * i + 1];
      high += low;
    }
    low = fold(low);
    high = fold(high);
  }
  if (bytes.length % 2 === 1) {
    low = fold(low + (bytes[bytes.length - 1] << 8));
    high = fold(high + low);
  }
  [low, high] = [fold(low), fold(high)];
  return (high << 16 | low) >>> 0;
}
