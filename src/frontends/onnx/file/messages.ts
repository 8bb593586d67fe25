/**
 * What the messages of an ONNX file consist of.
 *
 * @module
 */

/** How a value that is no message is encoded. */
export type Scalar = "int32" | "int64" | "uint64" | "float" | "double" | "string" | "bytes";

/** A field of a message. */
export interface Field {
  /** Of one value: a {@linkcode Scalar} or the name of a message. */
  readonly type: string;
  /** Its number in the encoding. */
  readonly id: number;
  /** Whether it is a list of values. */
  readonly repeated: boolean;
}

function one(id: number, type: string): Field {
  return { type, id, repeated: false };
}

function many(id: number, type: string): Field {
  return { type, id, repeated: true };
}

/** Field numbers and types of the ONNX format (onnx.proto, IR version 10), those that Interlace reads or writes. */
export const MESSAGES = {
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
    valueInfo: many(13, "ValueInfoProto"),
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
    floatData: many(4, "float"),
    int32Data: many(5, "int32"),
    int64Data: many(7, "int64"),
    name: one(8, "string"),
    rawData: one(9, "bytes"),
    doubleData: many(10, "double"),
    uint64Data: many(11, "uint64"),
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
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

/** The name of a message. */
export type MessageName = keyof typeof MESSAGES;
