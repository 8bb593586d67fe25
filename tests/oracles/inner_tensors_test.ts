import { assert, assertEquals } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import { runOracle } from "../../src/oracles/mod.ts";
import { evaluateFloat, toModelLayout } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { agrees, compareImport } from "../../src/verify/mod.ts";
import { asInLayer, asInSource } from "../../src/verify/source_layout.ts";
import { importGolden } from "../frontends/keras/support.ts";
import { importFiles, inputData, readGolden } from "../frontends/tfjs/support.ts";
import { assertClose } from "../frontends/onnx/support.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";
import { ranOracle } from "../support/oracle.ts";

function samples({ inputs }: Model, factor = 1): ReadonlyMap<string, NdArray> {
  return new Map(inputs.map(({ name, sourceShape }, i) => {
    const { shape, data } = inputData([3, ...sourceShape], i + 3);
    return [name, { shape, data: data.map((value) => value * factor) }];
  }));
}

/** Checks that inner tensors, of two samples, are what the layers make that stand for them; returns their names. */
async function checkInner(model: Model): Promise<readonly string[]> {
  const data = samples(model);
  const { tensors } = await ranOracle(model, data, { innerSamples: 2 });
  const inputs = model.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const made = evaluateFloat(model, inputs);
  for (const { tensor, array } of tensors) {
    assertEquals(array.shape, [2, ...tensor.sourceShape]);
    const expected = asInSource(tensor, made.get(tensor.layer)!);
    assertClose(array, { shape: array.shape, data: expected.data.subarray(0, array.data.length) });
  }
  return tensors.map(({ tensor }) =>
    `${tensor.name}${tensor.beforeActivation ? " before its activation" : ""}`
  );
}

Deno.test("runOracle() gives what the layers of a Keras network make, and what enters their activations", async () => {
  const names = await checkInner(await importGolden("k2_trained.keras"));
  assertEquals(names, [
    "gaussian_noise",
    "up",
    "spatial_dropout2d",
    "flatten",
    "classes before its activation",
  ]);
});

Deno.test("runOracle() gives what a nested model makes as a whole, and nothing of one that is called twice", async () => {
  assertEquals(await checkInner(await importGolden("nested.keras")), []);
  const names = await checkInner(await importFiles(readGolden("layers_nested").files));
  assertEquals(names.length >= 3 && names.every((name) => !name.includes("/")), true, names.join());
});

Deno.test("runOracle() gives what nodes and layers of TensorFlow.js make", async () => {
  for (const [golden, least] of [["graph_skip", 8], ["graph_sequence", 3], ["layers_skip", 6]] as const) {
    const names = await checkInner(await importFiles(readGolden(golden).files));
    assert(names.length >= least, `${golden}: ${names.join()}`);
    assertEquals(new Set(names).size, names.length);
  }
});

/** A quantiser with a scale of its own, channels moved, and a value under two names. */
async function onnxNetwork(): Promise<Model> {
  const proto = onnxModel({
    inputs: { x: ["n", 2, 4, 3] },
    outputs: "y",
    nodes: [
      node("Relu", "x", "r"),
      node("Transpose", "r", "moved", { perm: [0, 2, 3, 1] }),
      node("Transpose", "moved", "back", { perm: [0, 3, 1, 2] }),
      node("QuantizeLinear", "back s z", "codes"),
      node("DequantizeLinear", "codes s z", "numbers"),
      node("ConvTranspose", "numbers w", "up", { strides: [2, 1] }),
      node("Sigmoid", "up", "y"),
    ],
    initializers: [
      floatTensor("s", [], [0.03]),
      { name: "z", dims: [], dataType: 2, rawData: Uint8Array.of(128) },
      floatTensor("w", [2, 3, 2, 2], testNumbers(24)),
    ],
  });
  const files = new Map([["m.onnx", await encodeModel(proto)]]);
  return await importModelFiles({ main: "m.onnx", files });
}

Deno.test("runOracle() gives tensors inside an ONNX graph, but for those that are no floating-point numbers", async () => {
  const names = await checkInner(await onnxNetwork());
  assertEquals(new Set(names), new Set(["r", "moved", "back", "numbers", "up"]));
});

Deno.test("runOracle() gives inner tensors of the samples that were asked for, and none unasked", async () => {
  const model = await onnxNetwork();
  const data = samples(model);
  const plain = await ranOracle(model, data);
  assertEquals(plain.tensors, []);
  const asked = await ranOracle(model, data, { innerSamples: 1 });
  assertEquals(new Set(asked.tensors.map(({ array }) => array.shape[0])), new Set([1]));
  assertEquals(asked.outputs, plain.outputs);
  const many = await ranOracle(model, data, { innerSamples: 9 });
  assertEquals(new Set(many.tensors.map(({ array }) => array.shape[0])), new Set([3]));
});

Deno.test("asInLayer() undoes asInSource()", async () => {
  const model = await onnxNetwork();
  const data = samples(model);
  const { tensors } = await ranOracle(model, data, { innerSamples: 1 });
  assert(tensors.some(({ tensor }) => tensor.scaling !== undefined));
  for (const { tensor, array } of tensors) {
    const layer = asInLayer(tensor, array)!;
    assertEquals(layer.shape.slice(1), model.shapes.get(tensor.layer));
    assertClose(asInSource(tensor, layer), array, 1e-12);
  }
});

Deno.test("a wrong layer of Keras is found in front of an activation that is at its end", async () => {
  const model = await importGolden("k2_trained.keras");
  const layers = model.layers.map((layer) =>
    layer.kind === "dense"
      ? { ...layer, weights: { ...layer.weights, data: layer.weights.data.map((value) => value * 0.9) } }
      : layer
  );
  const wrong = createModel({ ...model, layers });
  // So large that a softmax gives 0 or 1.
  const data = samples(model, 1e4);
  const comparison = await compareImport(wrong, data);
  assert(comparison.maxRelError! <= comparison.tolerance!, `${comparison.maxRelError}`);
  assertEquals([agrees(comparison), comparison.layers?.wrong.map(({ layer }) => layer)], [false, [
    "classes",
  ]]);
  assertEquals((await runOracle(model, data)).kind, "run");
});
