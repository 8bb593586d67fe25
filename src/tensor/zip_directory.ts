import { unreadable } from "./ndarray.ts";

/** A file within a zip archive, still compressed. */
export interface ZipEntry {
  readonly name: string;
  readonly method: "stored" | "deflated";
  /** CRC-32 of the uncompressed bytes. */
  readonly crc32: number;
  /** Size that the archive declares for the uncompressed bytes. */
  readonly size: number;
  /** A view into the archive. */
  readonly compressed: Uint8Array;
}

/** An entry, and the bytes of the archive that are its own: a header and the compressed bytes. */
interface PlacedEntry extends ZipEntry {
  readonly start: number;
  readonly end: number;
}

const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 };
const CENTRAL_HEADER = { signature: 0x02014b50, bytes: 46 };
const END_RECORD = { signature: 0x06054b50, bytes: 22 };
const MAX_COMMENT_BYTES = 0xffff;
const ENCRYPTED = 1;

/** Whether a file begins as a zip archive does, an empty one included. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const signature = viewOf(bytes).getUint32(0, true);
  return signature === LOCAL_HEADER.signature || signature === END_RECORD.signature;
}

/**
 * Lists a zip archive from its central directory (PKWARE APPNOTE 4.3) without decompressing anything. Written
 * here because fflate's reader checks neither checksums nor bounds, drops entries with equal names and sets
 * aside memory as the archive declares it.
 *
 * @throws {InterlaceError} if the archive is damaged, encrypted, in parts, over 4 GiB (Zip64), compressed by
 * other means than deflate, has two entries of one name, or entries that share bytes: a small archive could hold any
 * number of large files that way.
 */
export function listZip(bytes: Uint8Array, name: string): readonly ZipEntry[] {
  const { count, start, end } = findDirectory(bytes, name);
  const view = viewOf(bytes);
  const entries = new Map<string, PlacedEntry>();
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_HEADER.bytes > end || view.getUint32(at, true) !== CENTRAL_HEADER.signature) {
      throw damaged(name, `entry ${index} of its directory`);
    }
    const nameEnd = at + CENTRAL_HEADER.bytes + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw damaged(name, `entry ${index} of its directory`);
    const entry = readEntry({ bytes, at, nameEnd, dataLimit: start }, name);
    if (entries.has(entry.name)) throw unreadable(name, { what: `it has two entries named ${entry.name}` });
    entries.set(entry.name, entry);
    at = next;
  }
  if (at !== end) throw damaged(name, "its directory");
  checkApart([...entries.values()], name);
  return [...entries.values()];
}

function checkApart(entries: readonly PlacedEntry[], name: string): void {
  entries.toSorted((a, b) => a.start - b.start).reduce((before: PlacedEntry | null, entry) => {
    if (before !== null && entry.start < before.end) {
      throw unreadable(name, { what: `its entries ${before.name} and ${entry.name} overlap` });
    }
    return entry;
  }, null);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(name: string, part: string): Error {
  return unreadable(name, {
    what: `the zip archive is damaged or cut off: ${part} is not what it should be`,
    hint: "Write or copy the file again.",
  });
}

/** Where the central directory lies, by the record at the end of the archive. */
function findDirectory(
  bytes: Uint8Array,
  name: string,
): { readonly count: number; readonly start: number; readonly end: number } {
  const view = viewOf(bytes);
  const last = bytes.length - END_RECORD.bytes;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
    if (view.getUint32(at, true) !== END_RECORD.signature || view.getUint16(at + 20, true) !== last - at) {
      continue;
    }
    const [disk, directoryDisk, diskCount, count] = [4, 6, 8, 10].map((field) =>
      view.getUint16(at + field, true)
    );
    const [size, start] = [12, 16].map((field) => view.getUint32(at + field, true));
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      throw unreadable(name, {
        what: "it is a Zip64 archive (over 4 GiB or 65534 entries), which is not supported",
      });
    }
    if (disk !== 0 || directoryDisk !== 0 || diskCount !== count) {
      throw unreadable(name, { what: "it is one part of a zip archive in several" });
    }
    if (start + size !== at) throw damaged(name, "the place of its directory");
    return { count, start, end: at };
  }
  throw damaged(name, "its end");
}

function readEntry(
  { bytes, at, nameEnd, dataLimit }: {
    readonly bytes: Uint8Array;
    /** Offset of the entry's record in the central directory. */
    readonly at: number;
    readonly nameEnd: number;
    /** Offset that compressed bytes cannot pass. */
    readonly dataLimit: number;
  },
  name: string,
): PlacedEntry {
  const view = viewOf(bytes);
  const entryName = decodeName(bytes.subarray(at + CENTRAL_HEADER.bytes, nameEnd), name);
  if (view.getUint16(at + 8, true) & ENCRYPTED) {
    throw unreadable(name, { what: `its entry ${entryName} is encrypted` });
  }
  const method = methodOf({ code: view.getUint16(at + 10, true), entryName }, name);
  const [crc32, compressedSize, size, local] = [16, 20, 24, 42].map((field) =>
    view.getUint32(at + field, true)
  );
  if (method === "stored" && compressedSize !== size) throw damaged(name, `the size of entry ${entryName}`);
  if (local + LOCAL_HEADER.bytes > dataLimit || view.getUint32(local, true) !== LOCAL_HEADER.signature) {
    throw damaged(name, `the place of entry ${entryName}`);
  }
  const data = local + LOCAL_HEADER.bytes + view.getUint16(local + 26, true) +
    view.getUint16(local + 28, true);
  const end = data + compressedSize;
  if (end > dataLimit) throw damaged(name, `the size of entry ${entryName}`);
  return {
    name: entryName,
    method,
    crc32,
    size,
    compressed: bytes.subarray(data, end),
    start: local,
    end,
  };
}

function decodeName(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(name, { what: "the name of an entry is not UTF-8", cause });
  }
}

function methodOf(
  { code, entryName }: { readonly code: number; readonly entryName: string },
  name: string,
): ZipEntry["method"] {
  if (code === 0) return "stored";
  if (code === 8) return "deflated";
  throw unreadable(name, {
    what: `its entry ${entryName} is compressed by method ${code}; stored (0) and deflated (8) are supported`,
    hint: "Write it with numpy.savez or numpy.savez_compressed.",
  });
}
