import type { Model } from "../model/mod.ts";
import type { NdArray } from "../tensor/mod.ts";
import { runKeras } from "./keras/keras.ts";
import { runOnnxRuntime } from "./onnx/onnxruntime.ts";
import { OracleDisagreement, OracleRefusal } from "./refusal.ts";
import type { OracleRequest, OracleRun } from "./request.ts";
import { runTfjs } from "./tfjs/tfjs.ts";

/** Nobody to ask. */
export interface OracleMissing {
  /** Tells it from the other answers. */
  readonly kind: "missing";
  /** The framework of the model's format; null where there is none. */
  readonly framework: string | null;
  /** Why it does not run the model, as the end of a sentence. */
  readonly reason: string;
  /** The node or layer to blame, by its name in the source; null where nobody can tell. */
  readonly node: string | null;
}

/** A framework runs the model but gives a tensor another shape: the import is wrong. */
export interface OracleConflict {
  /** Tells it from the other answers. */
  readonly kind: "conflict";
  /** The framework. */
  readonly framework: string;
  /** Which tensor, and both shapes. */
  readonly problem: string;
}

/** What came of asking a model's framework. */
export type OracleAnswer = OracleRun | OracleMissing | OracleConflict;

/** Options of {@linkcode runOracle}. */
export interface OracleOptions {
  /** How many of the first samples tensors between inputs and outputs are wanted of. Default 0. */
  readonly innerSamples?: number;
}

interface Oracle {
  readonly framework: string;
  /**
   * @throws {OracleRefusal} if the framework cannot run the model.
   * @throws {OracleDisagreement} if it gives a tensor another shape than the imported model.
   */
  readonly run: (request: OracleRequest) => Promise<OracleRun>;
}

/** The framework of each format. */
const ORACLES: ReadonlyMap<string, Oracle> = new Map([
  ["onnx", { framework: "ONNX Runtime", run: runOnnxRuntime }],
  ["tfjs", { framework: "TensorFlow.js", run: runTfjs }],
  ["keras", { framework: "TensorFlow.js", run: runKeras }],
  ["keras_h5", { framework: "TensorFlow.js", run: runKeras }],
  ["keras_json", { framework: "TensorFlow.js", run: runKeras }],
]);

/**
 * Runs the original file of a model in its framework, which is loaded by the first call. A framework that does not run
 * the model is no error but an answer; what is only a spelling (names, version numbers) is rewritten for it.
 *
 * @param data Shape `(samples, ...sourceShape)` in the source's own layout, by input name; `""` names the only input.
 * @throws {InterlaceError} of kind `"input"` if the data do not fit the model's inputs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { buildModel } from "../model/mod.ts";
 * import { runOracle } from "./run.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
 * const answer = await runOracle(model, new Map());
 * assertEquals(answer.kind, "missing"); // it never was a file
 * ```
 * @category Verification
 */
export async function runOracle(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  { innerSamples = 0 }: OracleOptions = {},
): Promise<OracleAnswer> {
  const { source } = model;
  if (source === null) return missing(null, "the model was built by code: there is no file to run");
  const oracle = ORACLES.get(source.format);
  if (oracle === undefined) return missing(null, "no framework knows the format of the file");
  try {
    return await oracle.run({ model, source, data, innerSamples });
  } catch (error) {
    const { framework } = oracle;
    if (error instanceof OracleDisagreement) return { kind: "conflict", framework, problem: error.message };
    if (error instanceof OracleRefusal) return missing(framework, error.reason, error.node);
    throw error;
  }
}

function missing(framework: string | null, reason: string, node: string | null = null): OracleMissing {
  return { kind: "missing", framework, reason, node };
}
