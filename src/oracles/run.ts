import type { Model, ModelSource } from "../model/mod.ts";
import type { NdArray } from "../tensor/mod.ts";
import { runKeras } from "./keras.ts";
import { runOnnxRuntime } from "./onnxruntime.ts";
import { runTfjs } from "./tfjs.ts";

/** What a framework made of some data. */
export interface OracleRun {
  /** Name and version of the framework. */
  readonly oracle: string;
  /** Shape `(samples, ...sourceShape)` in the source's own layout, by the name of the output. */
  readonly outputs: ReadonlyMap<string, NdArray>;
}

/** What an oracle is asked to run. */
export interface OracleRequest {
  readonly model: Model;
  readonly source: ModelSource;
  /** Shape `(samples, ...sourceShape)` in the source's own layout, by the name of the input; `""` for the only one. */
  readonly data: ReadonlyMap<string, NdArray>;
}

/** The framework of each format. */
const ORACLES: ReadonlyMap<string, (request: OracleRequest) => Promise<OracleRun | null>> = new Map([
  ["onnx", runOnnxRuntime],
  ["tfjs", runTfjs],
  ["keras", runKeras],
  ["keras_h5", runKeras],
]);

/**
 * Runs the original file of a model in its framework, which is loaded by the first call.
 *
 * @param data Shape `(samples, ...sourceShape)` in the source's own layout, by input name; `""` names the only input.
 * @returns Null for a model without a file, in a format that has no framework here, or that its framework cannot run
 * although it knows the format.
 * @throws {InterlaceError} of kind `"failure"` if the framework cannot load or run the model; of kind `"input"` if
 * the data do not fit the model's inputs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { buildModel } from "../model/mod.ts";
 * import { runOracle } from "./run.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
 * assertEquals(await runOracle(model, new Map()), null); // it never was a file
 * ```
 */
export async function runOracle(model: Model, data: ReadonlyMap<string, NdArray>): Promise<OracleRun | null> {
  const { source } = model;
  const run = source === null ? undefined : ORACLES.get(source.format);
  return source === null || run === undefined ? null : await run({ model, source, data });
}
