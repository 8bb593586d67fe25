/** Runs an ONNX file with ONNX Runtime: float32, no part of Interlace. */
import type { NdArray } from "../src/tensor/mod.ts";

/** Outputs of a model with one input and one output for a batch of samples. */
export async function runOnnx(model: Uint8Array, batch: NdArray): Promise<NdArray> {
  const ort = await import("npm:onnxruntime-web@1.30.0/wasm");
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model);
  const input = new ort.Tensor("float32", Float32Array.from(batch.data), batch.shape);
  const { [session.outputNames[0]]: output } = await session.run({ [session.inputNames[0]]: input });
  const data = await output.getData();
  if (!(data instanceof Float32Array)) throw new Error(`Cannot use the model's output: it is ${output.type}`);
  await session.release();
  return { shape: output.dims, data: Float64Array.from(data) };
}
