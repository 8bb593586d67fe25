import { assertAlmostEquals, assertEquals } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import type { ImportOptions } from "../../../src/frontends/frontend.ts";
import {
  encodeModel,
  type ImportedGraph,
  importGraph,
  type ModelProto,
} from "../../../src/frontends/onnx/mod.ts";
import { createModel } from "../../../src/model/mod.ts";
import type { NdArray } from "../../../src/tensor/mod.ts";
import { type ModelOptions, onnxModel, testNumbers } from "../../support/onnx.ts";
import { evaluate } from "./evaluate.ts";

/** Imports a model that needs no other file. */
export function importProto(proto: ModelProto, options: ImportOptions = {}): ImportedGraph {
  return importGraph(proto, { file: "test.onnx", external: new Map() }, options);
}

/** The full text of the error that an import ends in. */
export function refusal(proto: ModelProto, options: ImportOptions = {}): string {
  try {
    importProto(proto, options);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    return formatError(error);
  }
  throw new Error("the import did not fail");
}

/** Kinds of the layers that a graph became, inputs left out. */
export function kinds(graph: ImportedGraph): string[] {
  return graph.layers.map((layer) => layer.kind).filter((kind) => kind !== "input");
}

/** Compares two arrays up to float32 rounding, or as closely as is asked for. */
export function assertClose(actual: NdArray, expected: NdArray, tolerance = 1e-5): void {
  assertEquals(actual.shape, expected.shape);
  const scale = expected.data.filter(Number.isFinite)
    .reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expected.data.forEach((value, i) => {
    // Where a function has no value, as the root of a negative number.
    if (Number.isNaN(value)) assertEquals(actual.data[i], NaN, `element ${i}`);
    else assertAlmostEquals(actual.data[i], value, tolerance * scale, `element ${i}`);
  });
}

/** Runs a model in ONNX Runtime. */
export async function runInOnnxRuntime(
  proto: ModelProto,
  feeds: Readonly<Record<string, NdArray>>,
): Promise<NdArray[]> {
  const ort = await import("npm:onnxruntime-web@1.30.0/wasm");
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(await encodeModel(proto), { logSeverityLevel: 4 });
  const tensors = Object.entries(feeds).map(([name, { shape, data }]) =>
    [name, new ort.Tensor("float32", Float32Array.from(data), [...shape])] as const
  );
  const results = await session.run(Object.fromEntries(tensors));
  const arrays = (proto.graph?.output ?? []).map(({ name = "" }) => {
    const { dims, data } = results[name];
    return {
      shape: [...dims],
      data: Float64Array.from(Array.from(data as ArrayLike<number | bigint>, Number)),
    };
  });
  await session.release();
  return arrays;
}

/**
 * Imports a model, checks that it is sound, and compares it with ONNX Runtime on the original.
 *
 * @param options Symbolic sizes become 2.
 * @returns The imported graph.
 */
export async function assertLikeOnnxRuntime(options: ModelOptions): Promise<ImportedGraph> {
  const proto = onnxModel(options);
  const graph = importProto(proto);
  createModel({ name: "test", ...graph });
  const feeds = Object.fromEntries(
    Object.entries(options.inputs).map(([name, dims], i) => {
      const shape = dims.map((size) => typeof size === "number" ? size : 2);
      const count = shape.reduce((product, size) => product * size, 1);
      return [name, { shape, data: Float64Array.from(testNumbers(count, i)) }];
    }),
  );
  const expected = await runInOnnxRuntime(proto, feeds);
  const actual = evaluate(graph, graph.inputs.map((port) => feeds[port.name]));
  assertEquals(actual.length, expected.length);
  actual.forEach((array, i) => assertClose(array, expected[i]));
  return graph;
}
