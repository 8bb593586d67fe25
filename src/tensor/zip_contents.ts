import { unreadable } from "./ndarray.ts";
import type { ZipEntry } from "./zip_directory.ts";

/**
 * Loads the decompressor of the entries of a zip archive. node:zlib stops at a given size; fflate cannot.
 *
 * @returns A function of an entry and the name of its archive. It throws an {@linkcode InterlaceError} if the entry
 * is damaged, or holds more bytes than it declares.
 */
export async function loadDecompressor(): Promise<(entry: ZipEntry, name: string) => Uint8Array> {
  const { crc32, inflateRawSync } = await import("node:zlib");
  const inflate = (entry: ZipEntry, name: string): Uint8Array => {
    try {
      return inflateRawSync(entry.compressed, { maxOutputLength: Math.max(entry.size, 1) });
    } catch (cause) {
      throw unreadable(name, {
        what: `its entry ${entry.name} is damaged or larger than the ${entry.size} bytes that it declares`,
        cause,
      });
    }
  };
  return (entry, name) => {
    const bytes = entry.method === "stored" ? entry.compressed : inflate(entry, name);
    if (bytes.length !== entry.size || crc32(bytes) !== entry.crc32) {
      throw unreadable(name, {
        what: `its entry ${entry.name} is damaged: it does not have the size and checksum that it declares`,
        hint: "Write or copy the file again.",
      });
    }
    return bytes;
  };
}
