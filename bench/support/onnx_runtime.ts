/** A function that computes an ONNX model of one input and one output once, in ONNX Runtime on one thread. */
export async function onnxRuntimeRunner(
  onnx: Uint8Array,
  input: { readonly name: string; readonly shape: readonly number[] },
): Promise<() => Promise<void>> {
  const runtime = await import("npm:onnxruntime-web@1.30.0/wasm");
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  const session = await runtime.InferenceSession.create(onnx, { executionProviders: ["wasm"] });
  const size = input.shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => (i % 255 - 127) / 64);
  const feeds = { [input.name]: new runtime.Tensor("float32", data, [...input.shape]) };
  return async () => {
    await session.run(feeds);
  };
}
