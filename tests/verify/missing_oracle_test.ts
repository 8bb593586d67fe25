import { assert, assertEquals, assertRejects } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { createDesign } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { OracleRefusal } from "../../src/oracles/refusal.ts";
import { loadFramework } from "../../src/oracles/framework.ts";
import { runOracle } from "../../src/oracles/mod.ts";
import { LATE_PACKAGES } from "../../src/base/packages.ts";
import { type NdArray, sizeOf } from "../../src/tensor/mod.ts";
import { agrees, verifyDesign } from "../../src/verify/mod.ts";
import { compareWithAnswer, evaluateOutputs } from "../../src/verify/import.ts";
import { hasOnnxCases } from "../support/onnx_cases.ts";
import { suiteCases } from "../support/onnx_suite.ts";
import { floatTensor, node, onnxModel, testNumbers } from "../support/onnx.ts";
import { encodeModel } from "../../src/frontends/onnx/mod.ts";

const GOLDENS = new URL("../goldens/", import.meta.url);

const GELU = 'act_gelu: it does not compute Activation with activation "gelu"';
const LEAKY = 'up: it does not compute Conv2DTranspose with activation "leaky_relu"';
const CAUSAL = 'conv1d: it does not compute Conv1D with padding "causal"';
const SUBTRACT = "difference: it has no Subtract that computes as Keras's does";
const KEPT = "global_average_pooling2d: it does not compute GlobalAveragePooling2D with keepdims true";
const lacks = (layer: string, className: string) =>
  `${layer}: it has no ${className} that computes as Keras's does`;

/** The golden models that their framework does not run here: the layer or node to blame, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "keras/activations.keras": GELU,
  "keras/k2_activations.keras": GELU,
  "keras/autoencoder_same.h5": LEAKY,
  "keras/autoencoder_same.keras": LEAKY,
  "keras/arithmetic.keras": lacks("subtract", "Subtract"),
  "keras/k2_arithmetic.keras": lacks("tf.math.subtract", "TFOpLambda"),
  "keras/k2_operations_tensorflow.h5": lacks("tf.math.multiply", "TFOpLambda"),
  "keras/operations_shape.keras": lacks("get_item_5", "GetItem"),
  "keras/operations_values.keras": "multiply: its configuration is of a form that is not known",
  "keras/channels_first.keras":
    "global_max_pooling2d: it does not compute GlobalMaxPooling2D with keepdims true",
  "keras/dilation.keras": "conv2d_transpose: it does not compute Conv2DTranspose with dilation",
  "keras/output_padding.keras": "same1: it does not compute Conv2DTranspose with output_padding [1,1]",
  "keras/separable.keras": "conv2d: it does not compute Conv2D with groups 2",
  "keras/k2_sequence.h5": CAUSAL,
  "keras/k2_sequence.keras": CAUSAL,
  "keras/sequence.h5": CAUSAL,
  "keras/sequence.keras": CAUSAL,
  "keras/k2_shapes.keras": KEPT,
  "keras/shapes.keras": KEPT,
  "keras/k2_shared.h5": SUBTRACT,
  "keras/k2_shared.keras": SUBTRACT,
  "keras/shared.h5": SUBTRACT,
  "keras/shared.keras": SUBTRACT,
  "qkeras/decoder.h5": lacks("q_in", "QActivation"),
  "qkeras/folded.h5": lacks("q_in", "QActivation"),
  "qkeras/folded.keras": lacks("q_in", "QActivation"),
  "qkeras/functions.h5": lacks("q1", "QActivation"),
  "qkeras/pooled.h5": lacks("q_in", "QActivation"),
  "qkeras/scales.h5": lacks("q_in", "QActivation"),
  "hgq/decoder.keras": lacks("conv", "QConv2D"),
  "hgq/wrapping.keras": lacks("conv", "QConv1D"),
  "tfjs/graph_channels_first":
    "StatefulPartitionedCall/model_3/conv2d_transpose_5/BiasAdd: it computes channels in front as if they were last",
};

/** Golden models of all formats, by folder and name. */
async function goldenModels(): Promise<ReadonlyMap<string, Model>> {
  const models = new Map<string, Model>();
  for (const folder of ["keras", "qkeras", "hgq", "qonnx"]) {
    for (const { name } of Deno.readDirSync(new URL(folder, GOLDENS))) {
      if (name.endsWith(".npz")) continue;
      const bytes = await Deno.readFile(new URL(`${folder}/${name}`, GOLDENS));
      const main = name.replace(/\.gz$/, "");
      const contents = main === name ? bytes : new Uint8Array(gunzipSync(bytes));
      models.set(`${folder}/${main}`, await importModelFiles({ main, files: new Map([[main, contents]]) }));
    }
  }
  for (const { name } of Deno.readDirSync(new URL("tfjs", GOLDENS))) {
    const folder = new URL(`tfjs/${name}/`, GOLDENS);
    const files = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    const contents = files.map((file) => [file, Deno.readFileSync(new URL(file, folder))] as const);
    models.set(`tfjs/${name}`, await importModelFiles({ main: "model.json", files: new Map(contents) }));
  }
  return models;
}

function constantData({ inputs }: Model): ReadonlyMap<string, NdArray> {
  return new Map(inputs.map(({ name, sourceShape }) => {
    const shape = [1, ...sourceShape];
    return [name, { shape, data: new Float64Array(sizeOf(shape)).fill(0.25) }];
  }));
}

Deno.test("the golden models that no framework runs are known by name, layer and reason", async () => {
  const found: Record<string, string> = {};
  const models = await goldenModels();
  for (const [name, model] of models) {
    const answer = await runOracle(model, constantData(model));
    assert(answer.kind !== "conflict", name);
    if (answer.kind === "missing") found[name] = `${answer.node}: ${answer.reason}`;
  }
  assertEquals(found, WITHOUT);
  assert(models.size >= 65, `${models.size}`);
});

Deno.test({
  name: "ONNX Runtime runs every imported case of the ONNX backend suite, and agrees",
  ignore: !hasOnnxCases,
  async fn() {
    const problems: string[] = [];
    for (const { name, outcome } of await suiteCases()) {
      if (outcome.kind !== "imported") continue;
      const { model, feeds } = outcome.imported;
      const data = new Map(model.inputs.map((port, i) => [port.name, feeds[i]]));
      const answer = await runOracle(model, data, { innerSamples: 1 });
      const { outputs } = evaluateOutputs(model, data);
      const comparison = compareWithAnswer(model, { data, outputs, answer });
      if (agrees(comparison) !== true) problems.push(`${name}: ${comparison.missing?.reason ?? "differs"}`);
    }
    assertEquals(problems, []);
  },
});

/** A transposed convolution that PyTorch has and ONNX Runtime refuses: output padding at stride 1. */
async function refused(): Promise<Model> {
  const attributes = { dilations: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], name: "up sampling" };
  const proto = onnxModel({
    inputs: { x: [1, 2, 4, 5] },
    outputs: "y",
    nodes: [node("ConvTranspose", "x w", "y", attributes)],
    initializers: [floatTensor("w", [2, 3, 2, 2], testNumbers(24).map((value) => value / 8))],
  });
  const files = new Map([["up.onnx", await encodeModel(proto)]]);
  return await importModelFiles({ main: "up.onnx", files });
}

Deno.test("verifyDesign() goes on without a framework, and says which is missing, why and where", async () => {
  const design = createDesign(await refused());
  const report = await verifyDesign(design, { samples: 1 });
  assertEquals(report.passed, true);
  assertEquals(report.checks, {
    bits: "passed",
    import: "skipped",
    passes: "passed",
    quantisation: "skipped",
  });
  const { framework, node: blamed, reason } = report.import.missing!;
  assertEquals([framework, blamed], ["ONNX Runtime", "up sampling"]);
  assert(reason.startsWith("Computed output shape is inconsistent"));
  const strict = await verifyDesign(design, { samples: 1, requireOracle: true });
  assertEquals([strict.passed, strict.checks.import], [false, "failed"]);
});

Deno.test("a framework that cannot be loaded is one that is missing", async () => {
  const load = () => Promise.reject(new Error("no network"));
  const error = await assertRejects(() => loadFramework(LATE_PACKAGES.onnxRuntime, load), OracleRefusal);
  assert(error.reason.includes("npm:onnxruntime-web@1.30.0/wasm is fetched once"), error.reason);
  assert(error.reason.endsWith("no network"), error.reason);
});
