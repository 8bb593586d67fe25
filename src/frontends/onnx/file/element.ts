import { halfToNumber } from "../../../tensor/mod.ts";

/** The typed fields of a `TensorProto` that hold numbers. */
export type DataField = "floatData" | "int32Data" | "int64Data" | "doubleData" | "uint64Data";

/** How the elements of one ONNX data type are stored. */
export interface ElementType {
  /** ONNX's name, such as `FLOAT16`. */
  readonly name: string;
  /** Bytes of an element in raw data, or of two nibbles. */
  readonly bytes: number;
  /** Whether two elements share each stored number, the first in its low four bits; they are read from bytes of them. */
  readonly isNibble?: true;
  /** The elements of raw data, which are little-endian, as every machine is that Deno runs on; of nibbles the bytes. */
  readonly read: (raw: ArrayBuffer) => Float64Array;
  /** The typed field that holds elements where there are no raw data. */
  readonly field: DataField;
  /** Number that an element of that field stands for; default: itself. */
  readonly decode?: (stored: number) => number;
  /** Numbers that an integer type can hold; null for floating point. */
  readonly range: { readonly min: number; readonly max: number } | null;
}

/** ONNX's data type numbers that the importer itself speaks of. */
export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
export const DOUBLE = 11;

function signed(bits: number) {
  return { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 };
}

function unsigned(bits: number) {
  return { min: 0, max: 2 ** bits - 1 };
}

function bfloatToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, (bits & 0xffff) << 16);
  return view.getFloat32(0);
}

/**
 * A 64-bit integer as a number. The extreme ones, which exporters write for "to the end", become infinite; others
 * beyond 2^53 become NaN, since they are not exact.
 */
function exactInteger(value: number | bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return Math.abs(number) >= 2 ** 63 ? Math.sign(number) * Infinity : NaN;
}

function truth(stored: number): number {
  return stored === 0 ? 0 : 1;
}

function bytesOf(raw: ArrayBuffer): Float64Array {
  return new Float64Array(new Uint8Array(raw));
}

function converted<Stored>(stored: ArrayLike<Stored>, decode: (each: Stored) => number): Float64Array {
  const data = new Float64Array(stored.length);
  for (let i = 0; i < data.length; i++) data[i] = decode(stored[i]);
  return data;
}

/** Every data type whose elements are plain numbers, by ONNX's number for it. */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [FLOAT, {
    name: "FLOAT",
    bytes: 4,
    read: (raw) => new Float64Array(new Float32Array(raw)),
    field: "floatData",
    range: null,
  }],
  [2, { name: "UINT8", bytes: 1, read: bytesOf, field: "int32Data", range: unsigned(8) }],
  [3, {
    name: "INT8",
    bytes: 1,
    read: (raw) => new Float64Array(new Int8Array(raw)),
    field: "int32Data",
    range: signed(8),
  }],
  [4, {
    name: "UINT16",
    bytes: 2,
    read: (raw) => new Float64Array(new Uint16Array(raw)),
    field: "int32Data",
    range: unsigned(16),
  }],
  [5, {
    name: "INT16",
    bytes: 2,
    read: (raw) => new Float64Array(new Int16Array(raw)),
    field: "int32Data",
    range: signed(16),
  }],
  [6, {
    name: "INT32",
    bytes: 4,
    read: (raw) => new Float64Array(new Int32Array(raw)),
    field: "int32Data",
    range: signed(32),
  }],
  [INT64, {
    name: "INT64",
    bytes: 8,
    read: (raw) => converted(new BigInt64Array(raw), exactInteger),
    field: "int64Data",
    decode: exactInteger,
    range: signed(64),
  }],
  [BOOL, {
    name: "BOOL",
    bytes: 1,
    read: (raw) => converted(new Uint8Array(raw), truth),
    field: "int32Data",
    decode: truth,
    range: unsigned(1),
  }],
  [10, {
    name: "FLOAT16",
    bytes: 2,
    read: (raw) => converted(new Uint16Array(raw), halfToNumber),
    field: "int32Data",
    decode: halfToNumber,
    range: null,
  }],
  [DOUBLE, {
    name: "DOUBLE",
    bytes: 8,
    read: (raw) => new Float64Array(raw),
    field: "doubleData",
    range: null,
  }],
  [12, {
    name: "UINT32",
    bytes: 4,
    read: (raw) => new Float64Array(new Uint32Array(raw)),
    field: "uint64Data",
    range: unsigned(32),
  }],
  [13, {
    name: "UINT64",
    bytes: 8,
    read: (raw) => converted(new BigUint64Array(raw), exactInteger),
    field: "uint64Data",
    decode: exactInteger,
    range: unsigned(64),
  }],
  [21, {
    name: "UINT4",
    bytes: 1,
    isNibble: true,
    read: bytesOf,
    field: "int32Data",
    range: unsigned(4),
  }],
  [22, {
    name: "INT4",
    bytes: 1,
    isNibble: true,
    read: bytesOf,
    field: "int32Data",
    decode: (nibble) => nibble >= 8 ? nibble - 16 : nibble,
    range: signed(4),
  }],
  [16, {
    name: "BFLOAT16",
    bytes: 2,
    read: (raw) => converted(new Uint16Array(raw), bfloatToNumber),
    field: "int32Data",
    decode: bfloatToNumber,
    range: null,
  }],
]);

/** Names of data types whose elements are no plain numbers, for messages. */
const OTHER_TYPES: ReadonlyMap<number, string> = new Map([
  [8, "STRING"],
  [14, "COMPLEX64"],
  [15, "COMPLEX128"],
  [17, "FLOAT8E4M3FN"],
  [18, "FLOAT8E4M3FNUZ"],
  [19, "FLOAT8E5M2"],
  [20, "FLOAT8E5M2FNUZ"],
  [23, "FLOAT4E2M1"],
]);

/** Name of a data type as ONNX spells it. */
export function elementTypeName(dataType: number): string {
  return ELEMENT_TYPES.get(dataType)?.name ?? OTHER_TYPES.get(dataType) ?? `number ${dataType}`;
}

/** Whether a data type is floating point of a width that is exact in float64. */
export function isFloat(dataType: number): boolean {
  return ELEMENT_TYPES.get(dataType)?.range === null;
}
