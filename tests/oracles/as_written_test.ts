import { assert, assertEquals } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type TensorProto } from "../../src/frontends/onnx/mod.ts";
import { evaluateOutputs } from "../../src/verify/import.ts";
import { runInOnnxRuntime } from "../frontends/onnx/support.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";
import { ranOracle } from "../support/oracle.ts";

const scale = (name: string, value: number) => floatTensor(name, [], [value]);
const zero = (name: string): TensorProto => ({
  name,
  dims: [],
  dataType: 2,
  rawData: Uint8Array.of(128),
});

/** A convolution between quantisers whose bias is finer than the product of the scales in front of it. */
const NETWORK = onnxModel({
  inputs: { x: [1, 2, 4, 5] },
  outputs: "y",
  nodes: [
    node("QuantizeLinear", "x xs xz", "xq"),
    node("DequantizeLinear", "xq xs xz", "xd"),
    node("QuantizeLinear", "w ws wz", "wq"),
    node("DequantizeLinear", "wq ws wz", "wd"),
    node("Conv", "xd wd b", "c", { pads: [1, 1, 1, 1] }),
    node("QuantizeLinear", "c ys yz", "yq"),
    node("DequantizeLinear", "yq ys yz", "y"),
  ],
  initializers: [
    ...[scale("xs", 0.5), scale("ws", 0.5), scale("ys", 0.05)],
    ...[zero("xz"), zero("wz"), zero("yz")],
    floatTensor("w", [3, 2, 3, 3], testNumbers(54)),
    floatTensor("b", [3], [0.12, -0.11, 0.37]),
  ],
});

Deno.test("runOracle() runs quantised ONNX graphs as they are written, without optimisations that move quantisers", async () => {
  const x = {
    shape: [1, 2, 4, 5],
    data: Float64Array.from({ length: 40 }, (_, i) => ((i * 7) % 11 - 5) * 0.41 + 0.003),
  };
  const files = new Map([["q.onnx", await encodeModel(NETWORK)]]);
  const model = await importModelFiles({ main: "q.onnx", files });
  const data = new Map([["x", x]]);
  const expected = evaluateOutputs(model, data).outputs.get("y")!.data;
  const differing = (actual: Float64Array) =>
    actual.filter((value, i) => Math.abs(value - expected[i]) > 0.01).length;
  const { outputs } = await ranOracle(model, data);
  assertEquals(differing(outputs.get("y")!.data), 0);
  // The same runtime as it comes rounds the bias to the product of the scales.
  const [optimised] = await runInOnnxRuntime(NETWORK, { x });
  assert(differing(optimised.data) > 10);
});
