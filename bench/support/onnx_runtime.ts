/** An input of a model and the shape of a batch of it. */
export interface RuntimeInput {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A function that computes an ONNX model once, in ONNX Runtime on one thread. */
export async function onnxRuntimeRunner(
  onnx: Uint8Array,
  inputs: readonly RuntimeInput[],
): Promise<() => Promise<void>> {
  const runtime = await import("npm:onnxruntime-web@1.30.0/wasm");
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  const session = await runtime.InferenceSession.create(onnx, { executionProviders: ["wasm"] });
  const feeds = Object.fromEntries(inputs.map(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Float32Array.from({ length: size }, (_, i) => (i % 255 - 127) / 64);
    return [name, new runtime.Tensor("float32", data, [...shape])];
  }));
  return async () => {
    await session.run(feeds);
  };
}
