import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { importModel, importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type ModelProto } from "../../src/frontends/onnx/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { agrees, compareImport } from "../../src/verify/mod.ts";
import { chooseSamples } from "../../src/verify/samples/samples.ts";
import { codeSlack, FLOAT_TOLERANCE, layerTolerance, outputTolerance } from "../../src/verify/tolerance.ts";
import { FLOAT16, halfTensor, withPortsOf } from "../support/half.ts";
import { node, onnxModel, testNumbers } from "../support/onnx.ts";
import { mutantsOf } from "./mutants.ts";

const FLOAT32 = { name: "float32", epsilon: 2 ** -23 } as const;
const HALF = { name: "float16", epsilon: 2 ** -10 } as const;

/** Layers behind each other, and views between them. */
function chain(depth: number): Model {
  return buildModel("chain", (b) => {
    let x = b.input({ height: 2, width: 3, channels: 2 });
    for (let i = 0; i < depth; i++) x = b.relu(b.reshape(x, { shape: [2, 3, 2] }));
    return x;
  });
}

Deno.test("outputTolerance() is that of float32, or of the roundings of float16 on the longest way", () => {
  assertEquals(outputTolerance(chain(40), FLOAT32), FLOAT_TOLERANCE);
  assertAlmostEquals(outputTolerance(chain(3), HALF), 2 * 2 ** -10, 1e-15);
  assertAlmostEquals(outputTolerance(chain(15), HALF), 4 * 2 ** -10, 1e-15);
});

Deno.test("layerTolerance() and codeSlack() grow with the type's epsilon", () => {
  assertEquals([layerTolerance(FLOAT32), layerTolerance(HALF)], [FLOAT_TOLERANCE, 2 ** -8]);
  assertEquals([codeSlack(128, FLOAT32) < 0.0101, codeSlack(-128, HALF)], [true, 0.01 + 0.125]);
});

/** A decoder in float16 throughout. */
function halfDecoder(): ModelProto {
  const proto = onnxModel({
    inputs: { x: [1, 2, 6, 5] },
    outputs: "y",
    nodes: [
      node("Conv", "x a p", "c", { pads: [1, 1, 1, 1] }),
      node("Relu", "c", "r"),
      node("ConvTranspose", "r b q", "y", { strides: [2, 2], pads: [1, 1, 1, 1] }),
    ],
    initializers: [
      halfTensor("a", [8, 2, 3, 3], testNumbers(144, 3).map((value) => value / 7)),
      halfTensor("p", [8], testNumbers(8, 4).map((value) => value / 9)),
      halfTensor("b", [8, 3, 4, 4], testNumbers(384, 5).map((value) => value / 11)),
      halfTensor("q", [3], [0.3, -0.7, 0.1]),
    ],
  });
  return withPortsOf(proto, FLOAT16);
}

async function compared(model: Model) {
  const { float, outputs } = chooseSamples(createDesign(model), {});
  return await compareImport(model, float, outputs);
}

Deno.test("agrees() takes a network in float16 for right that is beyond float32's tolerance", async () => {
  const files = new Map([["half.onnx", await encodeModel(halfDecoder())]]);
  const model = await importModelFiles({ main: "half.onnx", files });
  const comparison = await compared(model);
  assertEquals(agrees(comparison), true);
  assert(comparison.maxRelError! > FLOAT_TOLERANCE, `${comparison.maxRelError}`);
  assertAlmostEquals(comparison.tolerance!, 2 * 2 ** -10, 1e-15);
  assertEquals(comparison.layers?.compared, 3);
});

Deno.test("agrees() fails on every wrong import of a network in float16", async () => {
  const files = new Map([["half.onnx", await encodeModel(halfDecoder())]]);
  const mutants = mutantsOf(await importModelFiles({ main: "half.onnx", files }));
  assertEquals(mutants.length, 10);
  for (const { mutation, layer, model } of mutants) {
    const comparison = await compared(model);
    assertEquals(agrees(comparison), false, `${mutation} in ${layer}`);
    assertEquals(comparison.layers?.wrong.map((each) => each.layer), [layer], mutation);
  }
});

Deno.test("a file of float16 weights that are cast at once has the tolerance of float32", async () => {
  const proto = halfDecoder();
  const cast = ["a", "p", "b", "q"].map((name) => node("Cast", `${name}h`, name, { to: 1 }));
  const graph = {
    ...proto.graph,
    node: [...cast, ...proto.graph?.node ?? []],
    initializer: proto.graph?.initializer?.map((tensor) => ({ ...tensor, name: `${tensor.name}h` })),
  };
  const files = new Map([["cast.onnx", await encodeModel(withPortsOf({ ...proto, graph }, 1))]]);
  const comparison = await compared(await importModelFiles({ main: "cast.onnx", files }));
  assertEquals([agrees(comparison), comparison.tolerance], [true, FLOAT_TOLERANCE]);
});

Deno.test("agrees() tells a right from a wrong import of a quantised network in float16", async () => {
  const zero = (name: string) => ({ name, dims: [], dataType: 2, rawData: Uint8Array.of(128) });
  const scale = (name: string, value: number) => halfTensor(name, [], [value]);
  const proto = onnxModel({
    opset: 21,
    inputs: { x: [1, 2, 6, 5] },
    outputs: "y",
    nodes: [
      node("QuantizeLinear", "x xs xz", "xq"),
      node("DequantizeLinear", "xq xs xz", "xd"),
      node("QuantizeLinear", "w ws wz", "wq"),
      node("DequantizeLinear", "wq ws wz", "wd"),
      node("ConvTranspose", "xd wd b", "up", { strides: [2, 2] }),
      node("QuantizeLinear", "up ys yz", "yq"),
      node("DequantizeLinear", "yq ys yz", "y"),
    ],
    initializers: [
      ...[scale("xs", 0.0123), scale("ws", 0.021), scale("ys", 0.037), zero("xz"), zero("wz"), zero("yz")],
      halfTensor("w", [2, 3, 4, 4], testNumbers(96, 3).map((value) => value / 2)),
      halfTensor("b", [3], [0.3, -0.7, 0.1]),
    ],
  });
  const files = new Map([["q.onnx", await encodeModel(withPortsOf(proto, FLOAT16))]]);
  const model = await importModelFiles({ main: "q.onnx", files });
  const comparison = await compared(model);
  assertEquals(agrees(comparison), true);
  // Half precision takes the next code here and there.
  assert(comparison.codes!.differing > 0 && comparison.codes!.worst === 1);
  assertEquals(comparison.layers?.allQuantisers, true);
  const mutants = mutantsOf(model).filter(({ layer }) => layer === "up");
  assertEquals(mutants.length, 4);
  for (const { mutation, model } of mutants) {
    assertEquals(agrees(await compared(model)), false, mutation);
  }
});

const CASES = new URL("../../../shared/data/cases/", import.meta.url);

for (const file of ["01-fp16-onnx-fails-verify/t9_half_dyn.onnx", "measured/06-float16.onnx"]) {
  const url = new URL(file, CASES);
  Deno.test({
    name: `agrees() takes ${file} for right, and fails on every wrong import of it`,
    ignore: !isThere(url),
    async fn() {
      const model = await importModel(url.pathname);
      const comparison = await compared(model);
      assertEquals(agrees(comparison), true);
      assert(comparison.maxRelError! > FLOAT_TOLERANCE);
      const mutants = mutantsOf(model);
      assert(mutants.length > 5);
      for (const { mutation, layer, model } of mutants) {
        assertEquals(agrees(await compared(model)), false, `${mutation} in ${layer}`);
      }
    },
  });
}

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
