import { BOOL, DOUBLE, FLOAT, INT64 } from "../onnx/file/element.ts";

/** ONNX's numbers for TensorFlow's data types. */
const GRAPH_TYPES: ReadonlyMap<string, number> = new Map([
  ["DT_FLOAT", FLOAT],
  ["DT_DOUBLE", DOUBLE],
  ["DT_HALF", 10],
  ["DT_BFLOAT16", 16],
  ["DT_INT32", 6],
  ["DT_INT64", INT64],
  ["DT_INT16", 5],
  ["DT_INT8", 3],
  ["DT_UINT8", 2],
  ["DT_UINT16", 4],
  ["DT_BOOL", BOOL],
  ["DT_STRING", 8],
  ["DT_COMPLEX64", 14],
]);

/** ONNX's number for one of TensorFlow's data types as a graph names it; 0, ONNX's "undefined", for an unknown one. */
export function elementTypeOf(name: string): number {
  return GRAPH_TYPES.get(name) ?? 0;
}
