import { excerpt, type NdArray, unreadable } from "./ndarray.ts";
import { parseNpy } from "./npy.ts";
import { isNpy } from "./npy_header.ts";
import { parseNpz } from "./npz.ts";
import { parseDelimited } from "./text.ts";
import { isZip } from "./zip_directory.ts";

/** Largest text file accepted, in bytes: JavaScript's strings end soon after. */
const MAX_TEXT_BYTES = 2 ** 28;

/**
 * Reads a data file of any supported format: `.npy`, `.npz`, or text. The content decides, not the name; the
 * name must not contradict it, though. The array of a file without names gets the key `""`.
 *
 * @param file Its name, as error messages are to call it, and its bytes.
 * @throws {InterlaceError} if the file is none of these or damaged; see {@linkcode parseNpy}, {@linkcode
 * parseNpz} and {@linkcode parseDelimited}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDataFile } from "./data.ts";
 *
 * const bytes = new TextEncoder().encode("1 2 3\n4 5 6\n");
 * assertEquals((await parseDataFile({ name: "x.dat", bytes })).get("")?.shape, [2, 3]);
 * ```
 * @category Data
 */
export async function parseDataFile(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<Map<string, NdArray>> {
  if (isNpy(bytes)) return new Map([["", parseNpy(bytes, name)]]);
  if (isZip(bytes)) return await parseNpz(bytes, name);
  const binary = /\.np[yz]$/i.exec(name);
  if (binary !== null) {
    const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
    throw unreadable(name, {
      what: bytes.length === 0
        ? "the file is empty"
        : `it is no ${binary[0]} file: it begins with ${excerpt(start)}`,
      hint: "Write or copy the file again.",
    });
  }
  return new Map([["", parseDelimited(decodeText(bytes, name), name)]]);
}

function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.length > MAX_TEXT_BYTES) {
    throw unreadable(name, {
      what: `it is text of ${bytes.length} bytes, more than ${MAX_TEXT_BYTES}`,
      hint: "Save large arrays as .npy.",
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(name, {
      what: "it is neither .npy nor .npz nor UTF-8 text",
      hint: "Data files are .npy, .npz, or text with one sample a line.",
      cause,
    });
  }
}
