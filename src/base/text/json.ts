import { InterlaceError } from "../errors.ts";

/** Bytes of a document whose numbers lie elsewhere. */
const MAX_BYTES = 2 ** 26;

/** Objects and lists that may lie in each other. */
const MAX_DEPTH = 256;

/** Entries of all objects and lists together: each takes some fifty bytes in memory, but two in the file. */
const MAX_ENTRIES = 2 ** 20;

/** What a document may be. */
export interface JsonLimits {
  /** Default 2^26. */
  readonly maxBytes?: number;
  /** Whether NaN and infinities, as Python writes them, stand for null; default no. */
  readonly python?: boolean;
}

/** Text in quotes, be it cut off, or what Python writes for numbers that JSON has not. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\[^])*"?|-?Infinity|NaN/g;

/**
 * Reads a JSON document of bounded size. Depth and entries are counted before anything is parsed: whoever walks along
 * the result may do so by recursion.
 *
 * @param bytes UTF-8.
 * @param file What error messages call it.
 * @throws {InterlaceError} if it is no JSON, or too large or nested too deep.
 *
 * @example
 * ```ts
 * import { readJson } from "./json.ts";
 *
 * readJson(new TextEncoder().encode('{"a": [1, NaN]}'), "config.json", { python: true }); // { a: [1, null] }
 * ```
 */
export function readJson(bytes: Uint8Array, file: string, limits: JsonLimits = {}): unknown {
  const { maxBytes = MAX_BYTES, python = false } = limits;
  const problem = bytes.length > maxBytes
    ? `it has ${bytes.length} bytes, more than the limit of ${maxBytes}`
    : structureProblem(bytes);
  if (problem !== null) throw tooLarge(file, problem);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return JSON.parse(
      python ? text.replace(TEXT_OR_NUMBER, (found) => found.startsWith('"') ? found : "null") : text,
    );
  } catch (cause) {
    throw new InterlaceError(`Cannot read ${file}: it is not JSON`, {
      code: "file-damaged",
      place: { file },
      hint: "Write or copy the file again.",
      cause,
    });
  }
}

function tooLarge(file: string, problem: string): InterlaceError {
  return new InterlaceError(`Cannot read ${file}: ${problem}`, {
    code: "limit-exceeded",
    place: { file },
    hint: "Name a smaller file.",
  });
}

/** Counts brackets and commas outside of texts. What it makes of a damaged document does not matter. */
function structureProblem(bytes: Uint8Array): string | null {
  const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
  let [depth, entries, inText] = [0, 0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === backslash) i++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === comma) entries++;
    // Square and curly brackets differ in one bit.
    else if ((byte | 0x20) === 0x7b) {
      entries++;
      if (++depth > MAX_DEPTH) return `it is nested deeper than the limit of ${MAX_DEPTH}`;
    } else if ((byte | 0x20) === 0x7d) depth--;
  }
  return entries > MAX_ENTRIES ? `it has ${entries} entries, more than the limit of ${MAX_ENTRIES}` : null;
}
