import { assertEquals } from "@std/assert";
import type { Runtime } from "../../src/oracles/onnx/onnx_runtime_api.ts";
import type { Tensorflow } from "../../src/oracles/tfjs/tensorflow_api.ts";

// What these tests show is shown by the type checker: the packages have what is declared of them.

Deno.test("ONNX Runtime has the types that are declared of it", async () => {
  const runtime: Runtime = await import("npm:onnxruntime-web@1.30.0/wasm");
  assertEquals(new runtime.Tensor("float32", Float32Array.of(1, 2), [2, 1]).dims, [2, 1]);
});

Deno.test("TensorFlow.js has the types that are declared of it", async () => {
  const tensorflow: Tensorflow = await import("npm:@tensorflow/tfjs@4.22.0");
  assertEquals(tensorflow.tensor(Float32Array.of(1, 2), [2, 1], "float32").shape, [2, 1]);
});
