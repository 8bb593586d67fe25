import type { Long, Type } from "npm:protobufjs@8.8.1/light.js";
import { InterlaceError } from "../../base/errors.ts";
import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";
import type { ModelProto, TensorProto } from "./proto.ts";

/** Bytes that a protobuf message may have: sizes are signed 32-bit numbers in every implementation. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Fields that all messages of a file may have together: every message is a field of another one. Two bytes make an empty
 * message, which takes hundreds in memory; a graph of five thousand nodes has about half as many fields.
 */
const MAX_FIELDS = 2 ** 19;

interface Field {
  readonly type: string;
  readonly id: number;
  readonly rule?: "repeated";
  readonly options?: { readonly packed: true };
}

function one(id: number, type: string): Field {
  return { type, id };
}

function many(id: number, type: string): Field {
  return { type, id, rule: "repeated" };
}

function packed(id: number, type: string): Field {
  return { type, id, rule: "repeated", options: { packed: true } };
}

/** Field numbers and types of the ONNX format (onnx.proto, IR version 10), those that Interlace reads or writes. */
const MESSAGES = {
  ModelProto: {
    irVersion: one(1, "int64"),
    producerName: one(2, "string"),
    graph: one(7, "GraphProto"),
    opsetImport: many(8, "OperatorSetIdProto"),
    functions: many(25, "FunctionProto"),
  },
  OperatorSetIdProto: { domain: one(1, "string"), version: one(2, "int64") },
  FunctionProto: { name: one(1, "string"), domain: one(10, "string") },
  GraphProto: {
    node: many(1, "NodeProto"),
    name: one(2, "string"),
    initializer: many(5, "TensorProto"),
    input: many(11, "ValueInfoProto"),
    output: many(12, "ValueInfoProto"),
    sparseInitializer: many(15, "SparseTensorProto"),
  },
  NodeProto: {
    input: many(1, "string"),
    output: many(2, "string"),
    name: one(3, "string"),
    opType: one(4, "string"),
    attribute: many(5, "AttributeProto"),
    domain: one(7, "string"),
  },
  AttributeProto: {
    name: one(1, "string"),
    f: one(2, "float"),
    i: one(3, "int64"),
    s: one(4, "bytes"),
    t: one(5, "TensorProto"),
    g: one(6, "GraphProto"),
    floats: many(7, "float"),
    ints: many(8, "int64"),
    strings: many(9, "bytes"),
    type: one(20, "int32"),
  },
  TensorProto: {
    dims: many(1, "int64"),
    dataType: one(2, "int32"),
    segment: one(3, "Segment"),
    floatData: packed(4, "float"),
    int32Data: packed(5, "int32"),
    int64Data: packed(7, "int64"),
    name: one(8, "string"),
    rawData: one(9, "bytes"),
    doubleData: packed(10, "double"),
    uint64Data: packed(11, "uint64"),
    externalData: many(13, "StringStringEntryProto"),
    dataLocation: one(14, "int32"),
  },
  Segment: { begin: one(1, "int64"), end: one(2, "int64") },
  SparseTensorProto: { values: one(1, "TensorProto") },
  StringStringEntryProto: { key: one(1, "string"), value: one(2, "string") },
  ValueInfoProto: { name: one(1, "string"), type: one(2, "TypeProto") },
  TypeProto: { tensorType: one(1, "TensorTypeProto") },
  TensorTypeProto: { elemType: one(1, "int32"), shape: one(2, "TensorShapeProto") },
  TensorShapeProto: { dim: many(1, "DimensionProto") },
  DimensionProto: { dimValue: one(1, "int64"), dimParam: one(2, "string") },
};

type MessageName = "ModelProto" | "TensorProto";

type Protobuf = typeof import("npm:protobufjs@8.8.1/light.js");

/** The protobuf library and the compiled schema, made when first needed. */
let loading: Promise<Codec> | undefined;

interface Codec {
  readonly type: (name: MessageName) => Type;
  readonly decode: (name: MessageName, bytes: Uint8Array) => Record<string, unknown>;
}

function loadCodec(): Promise<Codec> {
  return loading ??= loadPackage<Protobuf>(LATE_PACKAGES.protobuf).then(({ Reader, Root }) => {
    const nested = Object.fromEntries(Object.entries(MESSAGES).map(([name, fields]) => [name, { fields }]));
    const root = Root.fromJSON({ nested });
    const type = (name: MessageName) => root.lookupType(name);
    return {
      type,
      decode(name, bytes) {
        // A plain Uint8Array view, because the library slices Node's Buffer by copying.
        const reader = Reader.create(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        reader.discardUnknown = true;
        const tag = reader.tag.bind(reader);
        let fields = 0;
        const countedTag = () => {
          if (++fields > MAX_FIELDS) throw new Error(`it has more fields than the limit of ${MAX_FIELDS}`);
          return tag();
        };
        // 64-bit integers as objects would take forty times the bytes of a hostile file.
        const int64 = reader.int64.bind(reader);
        const uint64 = reader.uint64.bind(reader);
        Object.assign(reader, {
          tag: countedTag,
          int64: () => longToNumber(int64()),
          uint64: () => longToNumber(uint64()),
        });
        return type(name).toObject(type(name).decode(reader), { longs: Number, arrays: true });
      },
    };
  });
}

function longToNumber({ low, high, unsigned }: Long): number {
  return (unsigned ? high >>> 0 : high) * 2 ** 32 + (low >>> 0);
}

async function decode(kind: MessageName, bytes: Uint8Array, file: { name: string; what: string }) {
  const { name, what } = file;
  if (bytes.length === 0 || bytes.length > MAX_BYTES) {
    const problem = bytes.length === 0 ? "the file is empty" : "it has more than 2 GiB";
    throw new InterlaceError(`Cannot read ${name}: ${problem}`, {
      code: "file-damaged",
      place: { file: name },
    });
  }
  const codec = await loadCodec();
  try {
    return codec.decode(kind, bytes);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new InterlaceError(
      `Cannot read ${name}: it is not ${what}, or it is damaged or cut off (${problem})`,
      { code: "file-damaged", place: { file: name }, cause },
    );
  }
}

/**
 * Reads an ONNX file. Only the protobuf encoding and the presence of a graph and of operator set versions are
 * checked. Numbers beyond 2^53 are rounded.
 *
 * @param bytes The whole file.
 * @param name What error messages call it.
 * @throws {InterlaceError} if the bytes are not an ONNX model.
 */
export async function decodeModel(bytes: Uint8Array, name: string): Promise<ModelProto> {
  const model = await decode("ModelProto", bytes, { name, what: "an ONNX model" }) as ModelProto;
  const missing = [
    model.irVersion === undefined && "no IR version",
    model.graph === undefined && "no graph",
    (model.opsetImport ?? []).length === 0 && "no operator set version",
  ].filter((text) => text !== false);
  if (missing.length > 0) {
    throw new InterlaceError(
      `Cannot read ${name}: it is not an ONNX model, or it is damaged or cut off (it has ${
        missing.join(", ")
      })`,
      { code: "file-damaged", place: { file: name } },
    );
  }
  return model;
}

/**
 * Reads a file that holds one `TensorProto` and nothing else.
 *
 * @throws {InterlaceError} if the bytes are not such a message.
 */
export async function decodeTensorProto(bytes: Uint8Array, name: string): Promise<TensorProto> {
  return await decode("TensorProto", bytes, { name, what: "an ONNX tensor" }) as TensorProto;
}

/** Writes an ONNX file. */
export async function encodeModel(model: ModelProto): Promise<Uint8Array> {
  const type = (await loadCodec()).type("ModelProto");
  return new Uint8Array(type.encode(type.fromObject({ ...model })).finish());
}

/** Writes a file that holds one tensor, as ONNX's test data have them. */
export async function encodeTensorProto(tensor: TensorProto): Promise<Uint8Array> {
  const type = (await loadCodec()).type("TensorProto");
  return new Uint8Array(type.encode(type.fromObject({ ...tensor })).finish());
}
