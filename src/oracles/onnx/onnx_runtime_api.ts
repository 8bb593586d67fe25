/**
 * The part of ONNX Runtime that is used here. The package's own types would be fetched, with all of it, for whoever
 * checks types; a test compares these with them.
 *
 * @module
 */

/** The module `onnxruntime-web/wasm`. */
export interface Runtime {
  readonly env: {
    readonly wasm: { numThreads?: number };
    readonly versions: { readonly web?: string; readonly common: string };
    logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
  };
  readonly InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<Session>;
  };
  readonly Tensor: {
    new (type: "float32", data: Float32Array, shape: readonly number[]): Tensor;
    new (type: "float64", data: Float64Array, shape: readonly number[]): Tensor;
    new (type: "float16", data: Uint16Array, shape: readonly number[]): Tensor;
    new (type: "int32", data: Int32Array, shape: readonly number[]): Tensor;
    new (type: "int64", data: BigInt64Array, shape: readonly number[]): Tensor;
  };
}

/** How a model is loaded. */
export interface SessionOptions {
  readonly executionProviders: readonly string[];
  readonly graphOptimizationLevel: "disabled";
  readonly logSeverityLevel: 0 | 1 | 2 | 3 | 4;
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** A loaded model. */
export interface Session {
  readonly inputMetadata: readonly Metadata[];
  /** Results by name of those outputs that were asked for. */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[],
    options: { readonly logSeverityLevel: 0 | 1 | 2 | 3 | 4 },
  ): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** What a model says of an input. */
export type Metadata =
  & { readonly name: string }
  & (
    | { readonly isTensor: false }
    | { readonly isTensor: true; readonly type: string; readonly shape: readonly (number | string)[] }
  );

/** Numbers in its hands. */
export interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<unknown>;
}
