import { type ElementBudget, MAX_TENSOR_ELEMENTS, shapeDefect } from "../../../tensor/bounds.ts";
import { halfToNumber, type RealTensor, sizeOf } from "../../../tensor/mod.ts";
import { Cursor, damaged, decode, Unreadable } from "./bytes.ts";
import { readChunked } from "./chunked.ts";
import { type Inflate, readFilters } from "./filters.ts";
import { MESSAGE, type Message, type Storage } from "./storage.ts";

/** Elements as HDF5 lays them out, as far as weights and names need it. */
type Datatype =
  | { readonly kind: "number"; readonly size: number; readonly read: (view: DataView, at: number) => number }
  | { readonly kind: "text"; readonly size: number }
  /** Text of variable length in a global heap. */
  | { readonly kind: "heap text"; readonly size: number }
  | { readonly kind: "other"; readonly size: number };

/** Classes of data types. */
const CLASS = { integer: 0, float: 1, text: 3, variable: 9 };
/** Ways in which elements are stored. */
const LAYOUT = { compact: 0, contiguous: 1, chunked: 2 };

const MAX_RANK = 8;

/** Texts of an attribute, one or a list of them, and its name; null texts if it holds none. */
export function readAttribute(
  { body }: Message,
  storage: Storage,
): { readonly name: string; readonly texts: readonly string[] | null } {
  const version = body.uint(1);
  const flags = body.uint(1);
  const [nameSize, typeSize, spaceSize] = [body.uint(2), body.uint(2), body.uint(2)];
  if (version === 3) body.skip(1);
  else if (version !== 1 && version !== 2) throw damaged("an attribute");
  const part = (size: number) => {
    const bytes = body.take(size);
    if (version === 1) body.align();
    return new Cursor(bytes, "an attribute");
  };
  const name = part(nameSize).text();
  const [typePart, spacePart] = [part(typeSize), part(spaceSize)];
  // Of a type or shape that several objects share there is but a reference.
  if (version > 1 && flags !== 0) return { name, texts: null };
  const type = readDatatype(typePart);
  const count = sizeOf(readDataspace(spacePart, storage));
  // Python writes an empty list as one of numbers.
  if (count === 0) return { name, texts: [] };
  if (type.kind !== "text" && type.kind !== "heap text") return { name, texts: null };
  if (type.size < 1 || !(count * type.size <= body.left)) throw damaged("an attribute");
  const texts = Array.from({ length: count }, () => {
    const element = new Cursor(body.take(type.size), "an attribute");
    if (type.kind === "text") return upToZero(element.bytes);
    const length = element.uint(4);
    const address = storage.offset(element);
    if (length === 0) return "";
    const object = storage.heapObject(address, element.uint(4));
    if (length > object.length) throw damaged("a heap");
    return upToZero(object.subarray(0, length));
  });
  return { name, texts };
}

/**
 * Numbers of a data set, by the messages of its header.
 *
 * @param inflate Decompresses pieces.
 * @param budget Accounts for the elements of all data sets.
 * @throws {Unreadable} if it holds none, or is stored in another way than HDF5's own filters and indexes do.
 */
export function readTensor(
  messages: readonly Message[],
  { storage, path, inflate, budget }: {
    readonly storage: Storage;
    readonly path: string;
    readonly inflate: Inflate;
    readonly budget: ElementBudget;
  },
): RealTensor {
  const find = (kind: number) => messages.find(({ type }) => type === kind)?.body;
  const [type, space, layout] = [MESSAGE.datatype, MESSAGE.dataspace, MESSAGE.layout].map((kind) => {
    const body = find(kind);
    if (body === undefined) throw damaged(`data set ${path}`);
    return body;
  });
  const shape = readDataspace(space, storage);
  const defect = shapeDefect(shape, 0);
  if (defect !== null) throw new Unreadable(`its data set ${path} of shape ${defect}`);
  const element = readDatatype(type);
  if (element.kind !== "number") {
    throw new Unreadable(`its data set ${path} holds no integers or floating-point numbers`);
  }
  const { read, size } = element;
  const version = layout.uint(1);
  const kind = layout.uint(1);
  if (![3, 4, 5].includes(version) || ![LAYOUT.compact, LAYOUT.contiguous, LAYOUT.chunked].includes(kind)) {
    throw new Unreadable(`its data set ${path} is stored in a way that is not supported`);
  }
  if (!budget.take(sizeOf(shape))) {
    throw new Unreadable(`its data sets up to ${path} have more than ${MAX_TENSOR_ELEMENTS} elements`);
  }
  const filters = find(MESSAGE.filters);
  const fill = fillValue(find(MESSAGE.fill), find(MESSAGE.oldFill), { read, size });
  if (kind === LAYOUT.chunked) {
    const data = readChunked(storage, {
      path,
      shape,
      elementSize: size,
      layout: { version, body: layout },
      filters: filters === undefined ? [] : readFilters(filters, path),
      inflate,
      fill,
      read,
    });
    return { shape, data };
  }
  const count = sizeOf(shape);
  const bytes = kind === LAYOUT.compact
    ? compactBytes(layout, count * size)
    : contiguousBytes(layout, { storage, path, size: count * size });
  if (bytes === null) return { shape, data: new Float64Array(count).fill(fill) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { shape, data: Float64Array.from({ length: count }, (_, i) => read(view, i * size)) };
}

function compactBytes(layout: Cursor, size: number): Uint8Array {
  layout.skip(2);
  return layout.take(size);
}

/** The bytes of a data set in one piece, never more than the file has; null if nothing was ever written to it. */
function contiguousBytes(
  layout: Cursor,
  { storage, path, size }: { readonly storage: Storage; readonly path: string; readonly size: number },
): Uint8Array | null {
  const address = storage.offset(layout);
  if (size === 0) return new Uint8Array(0);
  return address === Infinity ? null : storage.bytesFrom(address, `data set ${path}`, size);
}

/** What elements hold that were never written; 0 where the data set does not say. */
function fillValue(
  body: Cursor | undefined,
  old: Cursor | undefined,
  { read, size }: { readonly read: Read; readonly size: number },
): number {
  const value = body === undefined ? old && sizedValue(old) : definedValue(body);
  if (value?.length !== size) return 0;
  return read(new DataView(value.buffer, value.byteOffset, value.byteLength), 0);
}

function definedValue(body: Cursor): Uint8Array | undefined {
  const version = body.uint(1);
  if (version === 3) return body.uint(1) & 0x20 ? sizedValue(body) : undefined;
  body.skip(2);
  const isDefined = body.uint(1) !== 0;
  return version === 1 || isDefined ? sizedValue(body) : undefined;
}

function sizedValue(body: Cursor): Uint8Array {
  return body.take(body.uint(4));
}

function readDataspace(cursor: Cursor, storage: Storage): number[] {
  const version = cursor.uint(1);
  const rank = cursor.uint(1);
  cursor.skip(1);
  const kind = cursor.uint(1);
  if (version === 1) cursor.skip(4);
  else if (version !== 2) throw damaged("the shape of a data set");
  if (version === 2 && kind === 2) return [0];
  if (rank > MAX_RANK) throw new Unreadable(`it has a data set of ${rank} axes`);
  return Array.from({ length: rank }, () => storage.length(cursor));
}

function readDatatype(cursor: Cursor): Datatype {
  const kind = cursor.uint(1) & 0xf;
  const flags = cursor.uint(1);
  cursor.skip(2);
  const size = cursor.uint(4);
  const little = (flags & 1) === 0;
  if (kind === CLASS.text) return { kind: "text", size };
  if (kind === CLASS.variable && (flags & 0xf) === 1) return { kind: "heap text", size };
  if (kind === CLASS.integer) {
    const read = integerReader(size, { little, signed: (flags & 8) !== 0 });
    return read === null ? { kind: "other", size } : { kind: "number", size, read };
  }
  if (kind !== CLASS.float) return { kind: "other", size };
  cursor.skip(5);
  const exponentBits = cursor.uint(1);
  const read = floatReader(size, { little, exponentBits });
  return read === null ? { kind: "other", size } : { kind: "number", size, read };
}

type Read = (view: DataView, at: number) => number;

function integerReader(
  size: number,
  { little, signed }: { readonly little: boolean; readonly signed: boolean },
): Read | null {
  switch (size) {
    case 1:
      return signed ? (view, at) => view.getInt8(at) : (view, at) => view.getUint8(at);
    case 2:
      return signed ? (view, at) => view.getInt16(at, little) : (view, at) => view.getUint16(at, little);
    case 4:
      return signed ? (view, at) => view.getInt32(at, little) : (view, at) => view.getUint32(at, little);
    case 8:
      return (view, at) => Number(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little));
    default:
      return null;
  }
}

/** IEEE 754's half, single and double precision, told apart from other formats by the width of the exponent. */
function floatReader(
  size: number,
  { little, exponentBits }: { readonly little: boolean; readonly exponentBits: number },
): Read | null {
  switch (`${size} ${exponentBits}`) {
    case "2 5":
      return (view, at) => halfToNumber(view.getUint16(at, little));
    case "4 8":
      return (view, at) => view.getFloat32(at, little);
    case "8 11":
      return (view, at) => view.getFloat64(at, little);
    default:
      return null;
  }
}

function upToZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decode(end < 0 ? bytes : bytes.subarray(0, end));
}
