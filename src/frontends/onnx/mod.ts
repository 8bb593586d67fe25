/**
 * ONNX files: reading them, and turning them into layers.
 *
 * @module
 */
export { importOnnx } from "./import.ts";
export type { ImportedGraph } from "./graph/graph_reader.ts";
export { importGraph } from "./graph/import_graph.ts";
export { ONNX_SUPPORT } from "./operators/table.ts";
export type {
  AttributeProto,
  DimensionProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  SparseTensorProto,
  StringStringEntryProto,
  TensorProto,
  TypeProto,
  ValueInfoProto,
} from "./file/proto.ts";
export { decodeModel, encodeModel, encodeTensorProto } from "./file/schema.ts";
export { parseTensorFile } from "./file/tensor.ts";
