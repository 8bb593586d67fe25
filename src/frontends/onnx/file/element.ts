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
  /** Reads an element of little-endian raw data. */
  readonly read: (view: DataView, offset: number) => number;
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

/** Every data type whose elements are plain numbers, by ONNX's number for it. */
export const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [FLOAT, {
    name: "FLOAT",
    bytes: 4,
    read: (v, o) => v.getFloat32(o, true),
    field: "floatData",
    range: null,
  }],
  [2, { name: "UINT8", bytes: 1, read: (v, o) => v.getUint8(o), field: "int32Data", range: unsigned(8) }],
  [3, { name: "INT8", bytes: 1, read: (v, o) => v.getInt8(o), field: "int32Data", range: signed(8) }],
  [4, {
    name: "UINT16",
    bytes: 2,
    read: (v, o) => v.getUint16(o, true),
    field: "int32Data",
    range: unsigned(16),
  }],
  [5, {
    name: "INT16",
    bytes: 2,
    read: (v, o) => v.getInt16(o, true),
    field: "int32Data",
    range: signed(16),
  }],
  [6, {
    name: "INT32",
    bytes: 4,
    read: (v, o) => v.getInt32(o, true),
    field: "int32Data",
    range: signed(32),
  }],
  [INT64, {
    name: "INT64",
    bytes: 8,
    read: (v, o) => exactInteger(v.getBigInt64(o, true)),
    field: "int64Data",
    decode: exactInteger,
    range: signed(64),
  }],
  [BOOL, {
    name: "BOOL",
    bytes: 1,
    read: (v, o) => v.getUint8(o) === 0 ? 0 : 1,
    field: "int32Data",
    decode: (stored) => stored === 0 ? 0 : 1,
    range: unsigned(1),
  }],
  [10, {
    name: "FLOAT16",
    bytes: 2,
    read: (v, o) => halfToNumber(v.getUint16(o, true)),
    field: "int32Data",
    decode: halfToNumber,
    range: null,
  }],
  [DOUBLE, {
    name: "DOUBLE",
    bytes: 8,
    read: (v, o) => v.getFloat64(o, true),
    field: "doubleData",
    range: null,
  }],
  [12, {
    name: "UINT32",
    bytes: 4,
    read: (v, o) => v.getUint32(o, true),
    field: "uint64Data",
    range: unsigned(32),
  }],
  [13, {
    name: "UINT64",
    bytes: 8,
    read: (v, o) => exactInteger(v.getBigUint64(o, true)),
    field: "uint64Data",
    decode: exactInteger,
    range: unsigned(64),
  }],
  [21, {
    name: "UINT4",
    bytes: 1,
    isNibble: true,
    read: (v, o) => v.getUint8(o),
    field: "int32Data",
    range: unsigned(4),
  }],
  [22, {
    name: "INT4",
    bytes: 1,
    isNibble: true,
    read: (v, o) => v.getUint8(o),
    field: "int32Data",
    decode: (nibble) => nibble >= 8 ? nibble - 16 : nibble,
    range: signed(4),
  }],
  [16, {
    name: "BFLOAT16",
    bytes: 2,
    read: (v, o) => bfloatToNumber(v.getUint16(o, true)),
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
