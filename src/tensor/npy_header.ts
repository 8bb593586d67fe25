import { elementCount, excerpt, MAX_ELEMENTS, MAX_RANK, unreadable } from "./ndarray.ts";
import { parsePythonLiteral, type PythonLiteral } from "./python_literal.ts";

/** What the header of a `.npy` file says of the bytes after it. */
export interface NpyHeader {
  /** NumPy's name of the element type, byte order first: `<f8`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  /** Within the bounds that were asked for. */
  readonly shape: readonly number[];
  /** Byte at which the elements begin. */
  readonly dataOffset: number;
}

/** What must not exceed 2^28 elements: the whole array, or each of its samples where these are read one by one. */
export type NpyBound = "array" | "sample";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Longest header accepted, in bytes. NumPy writes 118 bytes for arrays of plain numbers. */
const MAX_HEADER_BYTES = 65535;

/** NumPy starts the elements at a multiple of this. */
const ALIGNMENT = 64;

/** NumPy leaves room for the first size to grow to this many digits when a file is appended to. */
const GROWTH_DIGITS = 21;

/** Whether a file begins with the six bytes that mark a `.npy` file. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads the header of a `.npy` file, format versions 1.0 (16-bit length, Latin-1), 2.0 (32-bit length) and
 * 3.0 (UTF-8), as `numpy.lib.format` defines them.
 *
 * @param bytes The file from its first byte, at least to the end of the header.
 * @param bound What the shape must be small enough for.
 * @throws {InterlaceError} if it is none, is damaged, or describes an array of a structured type or out of
 * bounds.
 */
export function parseNpyHeader(bytes: Uint8Array, name: string, bound: NpyBound = "array"): NpyHeader {
  if (!isNpy(bytes)) {
    throw unreadable(name, { what: 'it is not a .npy file: it does not begin with "\\x93NUMPY"' });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [bytes[6], bytes[7]];
  if (bytes.length < 8) throw cutOff(name);
  if (![1, 2, 3].includes(major) || minor !== 0) {
    throw unreadable(name, { what: `its format version is ${major}.${minor}; 1.0, 2.0 and 3.0 are known` });
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw cutOff(name);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    throw unreadable(name, { what: `its header claims ${length} bytes, more than ${MAX_HEADER_BYTES}` });
  }
  if (bytes.length < start + length) throw cutOff(name);
  const text = decodeHeader(bytes.subarray(start, start + length), { utf8: major === 3, name });
  return { ...interpret(text, { name, bound }), dataOffset: start + length };
}

function cutOff(name: string): Error {
  return unreadable(name, { what: "it is cut off within its header", hint: "Write or copy the file again." });
}

function decodeHeader(
  header: Uint8Array,
  { utf8, name }: { readonly utf8: boolean; readonly name: string },
): string {
  if (!utf8) return Array.from(header, (byte) => String.fromCharCode(byte)).join("");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(header);
  } catch (cause) {
    throw unreadable(name, { what: "its header is not UTF-8", cause });
  }
}

/** Whose header is interpreted, and within which bounds. */
interface HeaderOptions {
  readonly name: string;
  readonly bound: NpyBound;
}

function interpret(text: string, options: HeaderOptions): Omit<NpyHeader, "dataOffset"> {
  const { name } = options;
  const entries = parseDictionary(text, name);
  const keys = [...entries.keys()].sort().join(", ");
  if (keys !== "descr, fortran_order, shape") {
    throw unreadable(name, {
      what: `its header has the keys ${excerpt(keys)} where "descr, fortran_order, shape" belong`,
    });
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key)!);
  if (descr.kind === "list" || descr.kind === "tuple") {
    throw unreadable(name, {
      what: "it holds a structured array",
      hint: "Save each field as an array of its own.",
    });
  }
  if (descr.kind !== "string") throw unreadable(name, { what: "descr in its header is not a string" });
  if (order.kind !== "boolean") {
    throw unreadable(name, { what: "fortran_order in its header is not a boolean" });
  }
  return { descr: descr.value, fortranOrder: order.value, shape: interpretShape(shape, options) };
}

function parseDictionary(text: string, name: string): ReadonlyMap<string, PythonLiteral> {
  let literal: PythonLiteral;
  try {
    literal = parsePythonLiteral(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw unreadable(name, { what: `its header is not a Python literal: ${cause.message}`, cause });
  }
  if (literal.kind !== "dictionary") {
    throw unreadable(name, { what: `its header is a ${literal.kind}, not a dictionary` });
  }
  return literal.entries;
}

function interpretShape(literal: PythonLiteral, { name, bound }: HeaderOptions): readonly number[] {
  if (literal.kind !== "tuple") throw unreadable(name, { what: "shape in its header is not a tuple" });
  if (literal.items.length > MAX_RANK) {
    throw unreadable(name, { what: `its shape has ${literal.items.length} axes, more than ${MAX_RANK}` });
  }
  const shape = literal.items.map((item, axis) => {
    if (item.kind !== "integer" || item.value < 0) {
      throw unreadable(name, { what: `axis ${axis} of its shape is not a size` });
    }
    return item.value;
  });
  const [bounded, what] = bound === "array"
    ? [shape, "its shape"]
    : [shape.slice(1), "a sample of its shape"];
  // An empty array's other sizes are bounded too: nobody should meet a size that float64 rounds.
  if (elementCount(bounded) > MAX_ELEMENTS || bounded.some((size) => size > MAX_ELEMENTS)) {
    throw unreadable(name, { what: `${what} (${shape.join(", ")}) has more than ${MAX_ELEMENTS} elements` });
  }
  if (!Number.isSafeInteger(elementCount(shape)) || !Number.isSafeInteger(shape[0] ?? 0)) {
    throw unreadable(name, { what: `its shape (${shape.join(", ")}) has more elements than can be counted` });
  }
  return shape;
}

/** Header of a version 1.0 file in row-major order, byte for byte as NumPy writes it. */
export function formatNpyHeader({ descr, shape }: Pick<NpyHeader, "descr" | "shape">): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const growth = shape.length === 0 ? 0 : GROWTH_DIGITS - String(shape[0]).length;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${sizes}, }${
    " ".repeat(growth)
  }`;
  const used = 10 + dictionary.length + 1;
  const text = dictionary + " ".repeat(ALIGNMENT - used % ALIGNMENT) + "\n";
  return Uint8Array.from([
    ...MAGIC,
    ...[1, 0],
    ...[text.length & 0xff, text.length >> 8],
    ...new TextEncoder().encode(text),
  ]);
}
