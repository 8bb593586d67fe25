import type { Long, Reader, Writer } from "npm:protobufjs@8.8.1/minimal.js";
import { LATE_PACKAGES, loadPackage } from "../../../base/packages.ts";
import { type Field, type MessageName, MESSAGES, type Scalar } from "./messages.ts";

/**
 * Fields that all messages of a file may have together: every message is a field of another one. Two bytes make an empty
 * message, which takes hundreds in memory; a graph of five thousand nodes has about half as many fields.
 */
const MAX_FIELDS = 2 ** 19;

/** A message as a plain object. Of a message that was read, an absent list is empty. */
export type Message = Record<string, unknown>;

/** How values lie in a file, as the number that stands with that of their field (protobuf's "wire type"). */
const WIRE: Readonly<Record<Scalar | "message", number>> = {
  int32: 0,
  int64: 0,
  uint64: 0,
  double: 1,
  string: 2,
  bytes: 2,
  message: 2,
  float: 5,
};

/** How a list in one piece lies in a file. */
const PACKED_WIRE = 2;

interface NamedField extends Field {
  readonly name: string;
}

/** What a kind of message consists of. */
interface Kind {
  /** By number, in their order. */
  readonly fields: ReadonlyMap<number, NamedField>;
  /** Names of those that are lists. */
  readonly lists: readonly string[];
}

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(MESSAGES).map(([kind, byName]) => {
    const named = Object.entries(byName).map(([name, field]) => ({ name, ...field }));
    const fields = new Map(named.sort((a, b) => a.id - b.id).map((field) => [field.id, field]));
    return [kind, { fields, lists: named.filter(({ repeated }) => repeated).map(({ name }) => name) }];
  }),
);

/** Reads and writes messages. */
export interface Wire {
  /** @throws {Error} if the bytes are no such message. */
  readonly read: (kind: MessageName, bytes: Uint8Array) => Message;
  readonly write: (kind: MessageName, message: object) => Uint8Array;
}

type Protobuf = typeof import("npm:protobufjs@8.8.1/minimal.js");

let loading: Promise<Wire> | undefined;

/**
 * What reads and writes messages with protobuf.js's reader and writer. Its reflection, which generates a program for each
 * message, takes longer to load and to start than most models take to read.
 */
export function loadWire(): Promise<Wire> {
  return loading ??= loadPackage<Protobuf>(LATE_PACKAGES.protobuf).then(({ Reader, Writer }) => ({
    read(kind, bytes) {
      // A plain Uint8Array view, because the library slices Node's Buffer by copying.
      const reader = Reader.create(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      return readMessage(bounded(reader), kind, { depth: 0, end: reader.len, into: emptyMessage(kind) });
    },
    write: (kind, message) => new Uint8Array(writeMessage(Writer.create(), kind, message).finish()),
  }));
}

/** A reader that counts fields and gives 64-bit integers as numbers. */
function bounded(reader: Reader): Reader {
  const tag = reader.tag.bind(reader);
  let fields = 0;
  const countedTag = () => {
    if (++fields > MAX_FIELDS) throw new Error(`it has more fields than the limit of ${MAX_FIELDS}`);
    return tag();
  };
  // 64-bit integers as objects would take forty times the bytes of a hostile file.
  const int64 = reader.int64.bind(reader);
  const uint64 = reader.uint64.bind(reader);
  return Object.assign(reader, {
    tag: countedTag,
    int64: () => longToNumber(int64()),
    uint64: () => longToNumber(uint64()),
  });
}

function longToNumber({ low, high, unsigned }: Long): number {
  return (unsigned ? high >>> 0 : high) * 2 ** 32 + (low >>> 0);
}

/** Messages in messages that are read; protobuf.js has the same limit. */
const MAX_DEPTH = 100;

function emptyMessage(kind: string): Message {
  const message: Message = {};
  for (const name of KINDS.get(kind)!.lists) message[name] = [];
  return message;
}

interface Piece {
  /** Of messages around this one. */
  readonly depth: number;
  /** Where the message ends. */
  readonly end: number;
  /** What was read of it before: a message may come in several pieces. */
  readonly into: Message;
}

function readMessage(reader: Reader, kind: string, { depth, end, into }: Piece): Message {
  if (depth > MAX_DEPTH) throw new Error("max depth exceeded");
  if (end > reader.len) throw new RangeError("index out of range");
  const { len } = reader;
  reader.len = end;
  const { fields } = KINDS.get(kind)!;
  while (reader.pos < end) {
    const tag = reader.tag();
    const field = fields.get(tag >>> 3);
    if (field === undefined || !readField(reader, field, { wire: tag & 7, depth, into })) {
      reader.skipType(tag & 7, depth, tag >>> 3);
    }
  }
  if (reader.pos !== end) throw new RangeError("index out of range");
  reader.len = len;
  return into;
}

/** Reads a field's value into its message; false if it lies there in a way that is not the field's. */
function readField(
  reader: Reader,
  { name, type, repeated }: NamedField,
  { wire, depth, into }: { readonly wire: number; readonly depth: number; readonly into: Message },
): boolean {
  const list = repeated ? into[name] : undefined;
  if (isScalar(type)) {
    if (Array.isArray(list) && wire === PACKED_WIRE && isPackable(type)) {
      reader[`${type}s`](list);
      return true;
    }
    if (wire !== WIRE[type]) return false;
    const value = type === "string" ? reader.stringVerify() : reader[type]();
    if (Array.isArray(list)) list.push(value);
    else if (isDefault(value)) delete into[name];
    else into[name] = value;
    return true;
  }
  if (wire !== WIRE.message) return false;
  const end = reader.size() + reader.pos;
  const before = repeated ? undefined : into[name];
  const message = readMessage(reader, type, {
    depth: depth + 1,
    end,
    into: isMessage(before) ? before : emptyMessage(type),
  });
  if (Array.isArray(list)) list.push(message);
  else into[name] = message;
  return true;
}

function isScalar(type: string): type is Scalar {
  return type !== "message" && Object.hasOwn(WIRE, type);
}

/** Whether a list of such values comes in one piece: all numbers do. */
function isPackable(type: string): type is Exclude<Scalar, "string" | "bytes"> {
  return isScalar(type) && WIRE[type] !== WIRE.string;
}

/** Whether a value means the same as none, as in the third version of the format. */
function isDefault(value: unknown): boolean {
  return value === "" || Object.is(value, 0) || value instanceof Uint8Array && value.length === 0;
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null;
}

function writeMessage(writer: Writer, kind: string, message: object): Writer {
  const values = new Map<string, unknown>(Object.entries(message));
  for (const field of KINDS.get(kind)!.fields.values()) {
    const value = values.get(field.name);
    if (value === undefined) continue;
    if (!Array.isArray(value)) {
      if (!isDefault(value)) writeField(writer, field, value);
    } else if (isPackable(field.type)) {
      if (value.length === 0) continue;
      writer.uint32(field.id << 3 | PACKED_WIRE).fork();
      for (const item of value) writer[field.type](item);
      writer.ldelim();
    } else {
      for (const item of value) writeField(writer, field, item);
    }
  }
  return writer;
}

function writeField(writer: Writer, { id, type }: Field, value: unknown): void {
  if (isMessage(value) && !isScalar(type)) {
    writeMessage(writer.uint32(id << 3 | WIRE.message).fork(), type, value).ldelim();
  } else if (isPackable(type)) {
    writer.uint32(id << 3 | WIRE[type])[type](Number(value));
  } else if (typeof value === "string") {
    writer.uint32(id << 3 | WIRE.string).string(value);
  } else if (value instanceof Uint8Array) {
    writer.uint32(id << 3 | WIRE.bytes).bytes(value);
  }
}
