import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type {
  KerasArchive,
  KerasGeneration,
  KerasLayerRef,
} from "../../src/frontends/keras/archives/archive.ts";
import { memorySource } from "../../src/frontends/memory.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { LayerWeights } from "../../src/frontends/tfjs/layer_weights.ts";
import { readWeights } from "../../src/frontends/tfjs/weights.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { runKerasInTfjs } from "../../src/oracles/keras/keras.ts";
import { tfjsTopology } from "../../src/oracles/keras/keras_topology.ts";
import { OracleRefusal } from "../../src/oracles/refusal.ts";
import { parseNpz } from "../../src/tensor/mod.ts";
import { assertClose } from "../frontends/onnx/support.ts";
import { inputData, readGolden } from "../frontends/tfjs/support.ts";
import { missingOracle, ranOracle } from "../support/oracle.ts";

/** A model with the ports of a network; what it computes is not asked for. */
function portsOf(input: readonly number[], output: readonly number[]): Model {
  const [height, width, channels] = input;
  const model = buildModel("ports", (b) => b.input({ height, width, channels }));
  const [port] = model.inputs;
  return { ...model, outputs: [{ ...port, sourceShape: output }] };
}

function archive(
  config: unknown,
  weights: KerasArchive["weights"],
  generation: KerasGeneration = 2,
): KerasArchive {
  return { format: "keras", file: "net.keras", generation, config, weights, files: new Map() };
}

const SOURCE = {
  format: "keras",
  main: "net.keras",
  files: new Map(),
  inputShapes: new Map(),
  constants: new Map(),
  tensors: [],
};

for (const name of ["layers_decoder", "layers_skip", "layers_channels_first"]) {
  Deno.test(`runKerasInTfjs() rebuilds ${name} from its configuration and weights`, async () => {
    const { files, x, y } = readGolden(name);
    const json = JSON.parse(new TextDecoder().decode(files.get("model.json")));
    const { tensors } = await readWeights(memorySource({ main: "model.json", files }), json.weightsManifest);
    const index = new LayerWeights(tensors, "model.json");
    const model = portsOf(x.shape.slice(1), y!.shape.slice(1));
    const request = { model, source: SOURCE, data: new Map([["", x]]), innerSamples: 0 };
    const run = await runKerasInTfjs(request, archive(json.modelTopology, (layer) => index.of(layer)));
    assertEquals(run.oracle, "TensorFlow.js 4.22.0");
    assertClose(run.outputs.get("input_1")!, y!, 0);
  });
}

const KERAS_GOLDENS = new URL("../goldens/keras/", import.meta.url);

async function gunzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

for (
  const file of [
    "unet.keras",
    "nested.keras",
    "trained.keras",
    "k2_nested.h5.gz",
    "k2_unet.keras",
    "unet.h5.gz",
  ]
) {
  Deno.test(`runOracle() runs Keras's ${file} in TensorFlow.js as Keras computes it`, async () => {
    const bytes = await Deno.readFile(new URL(file, KERAS_GOLDENS));
    const main = file.replace(/\.gz$/, "");
    const files = new Map([[main, main === file ? bytes : await gunzipped(bytes)]]);
    const model = await importModelFiles({ main, files });
    const name = file.replace(/\..*$/, "");
    const arrays = await parseNpz(await Deno.readFile(new URL(`${name}.npz`, KERAS_GOLDENS)), name);
    const run = await ranOracle(
      model,
      new Map(model.inputs.map((port, i) => [port.name, arrays.get(`in:${i}`)!])),
    );
    assertEquals(run.oracle, "TensorFlow.js 4.22.0");
    model.outputs.forEach((port, i) => assertClose(run.outputs.get(port.name)!, arrays.get(`out:${i}`)!));
  });
}

Deno.test("runOracle() knows no oracle for a Keras model with layers that TensorFlow.js lacks", async () => {
  const file = "output_padding.keras";
  const files = new Map([[file, await Deno.readFile(new URL(file, KERAS_GOLDENS))]]);
  const model = await importModelFiles({ main: file, files });
  const [{ name, sourceShape }] = model.inputs;
  const missing = await missingOracle(model, new Map([[name, inputData([1, ...sourceShape])]]));
  assertEquals(missing.framework, "TensorFlow.js");
  assertMatch(missing.reason, /^it (has no|does not compute)/);
  assertEquals(typeof missing.node, "string");
});

const wrapped = (className: string, config: object) => ({ class_name: className, module: "keras", config });
const float32 = wrapped("DTypePolicy", { name: "float32" });

/** A layer as Keras 3 writes it; `from` are the layers that it reads. */
function layer(
  className: string,
  name: string,
  config: object,
  from?: readonly (readonly unknown[])[],
): object {
  const tensors = from?.map((history) => ({
    class_name: "__keras_tensor__",
    config: { shape: [null, 2, 2, 1], dtype: "float32", keras_history: history },
  }));
  return {
    ...wrapped(className, { name, trainable: true, dtype: float32, ...config }),
    registered_name: null,
    name,
    inbound_nodes: tensors === undefined
      ? []
      : [{ args: tensors.length === 1 ? tensors : [tensors], kwargs: {} }],
  };
}

const INITIALIZER = wrapped("GlorotUniform", { seed: null });

/** y = up(x) + leaky(up(x)), the transposed convolution being in a nested model. */
function kerasThree(): object {
  const up = { filters: 1, kernel_size: [2, 2], strides: [2, 2], padding: "valid", use_bias: false };
  const inner = {
    name: "inner",
    layers: [
      layer("InputLayer", "pixels", { batch_shape: [null, 2, 2, 1], sparse: false }),
      layer("Conv2DTranspose", "up", { ...up, output_padding: null, kernel_initializer: INITIALIZER }, [[
        "pixels",
        0,
        0,
      ]]),
    ],
    input_layers: [["pixels", 0, 0]],
    output_layers: [["up", 0, 0]],
  };
  const layers = [
    layer("InputLayer", "x", { batch_shape: [null, 2, 2, 1] }),
    layer("Functional", "inner", inner, [["x", 0, 0]]),
    layer("LeakyReLU", "leaky", { negative_slope: 0.25 }, [["inner", 0, 0]]),
    layer("Add", "sum", {}, [["inner", 0, 0], ["leaky", 0, 0]]),
  ];
  const ends = { input_layers: ["x", 0, 0], output_layers: ["sum", 0, 0] };
  return wrapped("Functional", { name: "outer", layers, ...ends });
}

Deno.test("runKerasInTfjs() reads calls, nested models and options as Keras 3 writes them", async () => {
  const asked: KerasLayerRef[] = [];
  const weights = (ref: KerasLayerRef) => {
    asked.push(ref);
    return [{ shape: [2, 2, 1, 1], data: Float64Array.of(1, 2, 3, -4) }];
  };
  const data = new Map([["", { shape: [1, 2, 2, 1], data: Float64Array.of(1, 0, 0, -2) }]]);
  const request = { model: portsOf([2, 2, 1], [4, 4, 1]), source: SOURCE, data, innerSamples: 0 };
  const run = await runKerasInTfjs(request, archive(kerasThree(), weights, 3));
  const step = { occurrence: 0, wrapped: false };
  assertEquals(asked, [{
    steps: [
      { ...step, name: "inner", className: "Functional" },
      { ...step, name: "up", className: "Conv2DTranspose" },
    ],
    variables: ["kernel"],
  }]);
  // Twice what is positive, one and a quarter of what is negative.
  const row = (...values: number[]) => values;
  assertEquals([...run.outputs.get("input_1")!.data], [
    ...row(2, 4, 0, 0),
    ...row(6, -5, 0, 0),
    ...row(0, 0, -2.5, -5),
    ...row(0, 0, -7.5, 16),
  ]);
});

Deno.test("runKerasInTfjs() refuses variables that are not those of the layer", async () => {
  const data = new Map([["", { shape: [1, 2, 2, 1], data: new Float64Array(4) }]]);
  const request = { model: portsOf([2, 2, 1], [4, 4, 1]), source: SOURCE, data, innerSamples: 0 };
  const error = await assertRejects(
    () => runKerasInTfjs(request, archive(kerasThree(), () => [], 3)),
    OracleRefusal,
    "the file has 0 variables of a layer, it expects kernel",
  );
  assertEquals(error.node, "up");
});

/** Whether TensorFlow.js has a network; what is wrong with others is never anything but a refusal. */
function isKnown(config: unknown): boolean {
  try {
    tfjsTopology(config, 3);
    return true;
  } catch (error) {
    if (error instanceof OracleRefusal) return false;
    throw error;
  }
}

function sequential(className: string, config: object): object {
  return wrapped("Sequential", { name: "net", layers: [wrapped(className, { name: "only", ...config })] });
}

Deno.test("tfjsTopology() gives up on what TensorFlow.js lacks or computes otherwise", () => {
  const known = (className: string, config: object) => isKnown(sequential(className, config));
  const convolution = { filters: 1, kernel_size: [2, 2], padding: "same", activation: "relu" };
  assertEquals(known("Conv2DTranspose", convolution), true);
  assertEquals(known("Conv2DTranspose", { ...convolution, output_padding: [0, 0] }), false);
  assertEquals(known("Conv2DTranspose", { ...convolution, dilation_rate: [2, 1] }), false);
  assertEquals(known("Conv2D", { ...convolution, dilation_rate: [2, 1] }), true);
  assertEquals(known("Conv2D", { ...convolution, groups: 2 }), false);
  assertEquals(known("Conv1D", { ...convolution, padding: "causal" }), false);
  assertEquals(known("Conv1DTranspose", convolution), false);
  // The slope of a hard sigmoid differs between Keras 3 and TensorFlow.js.
  assertEquals(known("Activation", { activation: "hard_sigmoid" }), false);
  assertEquals(known("Activation", { activation: wrapped("custom", {}) }), false);
  assertEquals(known("ReLU", { max_value: 6, negative_slope: 0, threshold: 0 }), true);
  assertEquals(known("ReLU", { negative_slope: 0.1 }), false);
  assertEquals(known("ELU", { alpha: 0.5 }), false);
  assertEquals(known("UpSampling2D", { size: [2, 2], interpolation: "bilinear" }), false);
  assertEquals(known("ZeroPadding2D", { padding: [[1, 0], [0, 1]] }), true);
  assertEquals(known("GlobalAveragePooling2D", { keepdims: true }), false);
  for (
    const nonsense of [null, 1, "x", [], {}, { class_name: "Sequential" }, {
      class_name: "Sequential",
      config: {},
    }]
  ) {
    assertEquals(isKnown(nonsense), false);
  }
});

Deno.test("tfjsTopology() gives up on models nested too deep", () => {
  let config: object = wrapped("Dense", { name: "inmost", units: 1 });
  for (let depth = 0; depth < 500; depth++) {
    config = wrapped("Sequential", { name: `level_${depth}`, layers: [config] });
  }
  assertEquals(isKnown(config), false);
});
