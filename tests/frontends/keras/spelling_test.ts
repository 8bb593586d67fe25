import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { FRONTENDS, loadFrontEnd } from "../../../src/frontends/mod.ts";
import { LAYERS } from "../../../src/layers/mod.ts";
import { snakeCase } from "../../../src/frontends/keras/archives/archive.ts";
import { entriesOf, type MutableConfig, type MutableLayer, reconfigured, zipOf } from "./archives.ts";
import { assertGolden, golden, importBytes, importGolden } from "./support.ts";

/** Other ways of saying the same, by what they are called. */
const SPELLINGS: readonly (readonly [string, string, (model: MutableConfig) => void])[] = [
  ["no input layer but batch_input_shape", "autoencoder_same", ({ config: { layers } }) => {
    layers.splice(0, 1);
    layers[0].config.batch_input_shape = [null, 6, 8, 2];
  }],
  ["no input layer but the shape that the model was built for", "autoencoder_same", (model) => {
    model.config.layers.splice(0, 1);
    model.build_config = { input_shape: [null, 6, 8, 2] };
  }],
  ["a bare list of layers", "autoencoder_same", (model) => {
    Object.assign(model, { config: model.config.layers });
  }],
  ["a Functional model called Model", "unet", (model) => model.class_name = "Model"],
  ["references in lists", "unet", ({ config }) => {
    config.input_layers = [config.input_layers];
    config.output_layers = [config.output_layers];
  }],
  ["named references", "unet", ({ config }) => config.output_layers = { classes: config.output_layers }],
  ["calls as lists of references", "unet", ({ config: { layers } }) => {
    for (const layer of layers) {
      const refs = JSON.stringify(layer.inbound_nodes).matchAll(/"keras_history":(\[[^\]]*\])/g);
      const call = [...refs].map(([, ref]) => [...JSON.parse(ref), {}]);
      layer.inbound_nodes = call.length === 0 ? [] : [call];
    }
  }],
  ["layers in reverse order", "shared", ({ config: { layers } }) => layers.reverse()],
  [
    "the axis of a normalisation as a number, and Keras 3's key of input shapes",
    "k2_unet",
    ({ config: { layers } }) => {
      for (const layer of layers) {
        if (layer.class_name === "InputLayer") layer.config.batch_shape = layer.config.batch_input_shape;
        if (layer.class_name === "BatchNormalization") layer.config.axis = -1;
      }
    },
  ],
  ["activations as objects", "autoencoder_same", ({ config: { layers } }) => {
    layers[1].config.activation = {
      module: "builtins",
      class_name: "function",
      config: "relu",
      registered_name: "function",
    };
    layers[2].config.activation = { class_name: "LeakyReLU", config: { alpha: 0.2 } };
  }],
  ["dtype policies as text", "autoencoder_same", ({ config: { layers } }) => {
    for (const { config } of layers) config.dtype = "float32";
  }],
  ["a wrapped activation", "autoencoder_valid", ({ config: { layers } }) => {
    const leaky = layers.find(({ class_name }) => class_name === "LeakyReLU")!;
    const { negative_slope, ...rest } = leaky.config;
    const inner: MutableLayer = { class_name: "LeakyReLU", config: { ...rest, alpha: negative_slope } };
    Object.assign(leaky, { class_name: "TimeDistributed", config: { name: "each", layer: inner } });
  }],
];

for (const [what, stem, change] of SPELLINGS) {
  Deno.test(`importModelFiles() reads a Keras configuration with ${what}`, async () => {
    await assertGolden(await importBytes("m.keras", await reconfigured(`${stem}.keras`, change)), stem);
  });
}

Deno.test("importModelFiles() knows Keras files by their contents", async () => {
  const [zip, hdf5] = [await golden("nested.keras"), await golden("nested.h5")];
  for (const [bytes, format] of [[zip, "keras"], [hdf5, "keras_h5"]] as const) {
    for (const name of ["model", "model.onnx", "model.keras", "model.h5"]) {
      const { source } = await importBytes(name, bytes);
      assertEquals([source?.format, source?.main, source?.files.get(name)], [format, name, bytes]);
    }
  }
});

Deno.test("importModelFiles() names layers of nested Keras models behind these, and activations behind layers", async () => {
  const model = await importGolden("nested.keras");
  const kinds = new Map(model.layers.map(({ name, kind }) => [name, kind]));
  assertEquals(kinds.get("encoder/conv"), "conv");
  assertEquals(kinds.get("decoder/tail/conv"), "conv");
  // Called twice: the second call's layers are numbered.
  assertEquals(kinds.get("decoder/conv_2"), "conv_transpose");
  assertEquals(model.outputs.map(({ name }) => name), ["decoder", "decoder_2"]);
  const chain = await importGolden("autoencoder_same.keras");
  assertEquals(chain.layers.map(({ name }) => name), [
    "image",
    "down",
    "down_relu",
    "up",
    "up_leaky_relu",
    "head",
    "head_sigmoid",
  ]);
});

Deno.test("importModelFiles() keeps a Keras model's channels_first at its borders", async () => {
  const model = await importGolden("channels_first.keras");
  assertEquals(model.inputs[0].sourceShape, [3, 6, 4]);
  assertEquals(model.shapes.get("planes"), [6, 4, 3]);
  assertEquals(model.outputs[0].sourceShape, [6, 6, 4]);
});

Deno.test("importModelFiles() notes what it leaves out of a Keras model", async () => {
  const notes: string[] = [];
  const warn = (note: string) => notes.push(note);
  await importGolden("trained.keras", { warn });
  assertEquals(notes, [
    'Left out layer "gaussian_noise" (GaussianNoise): it acts in training only',
    'Left out layer "spatial_dropout2d" (SpatialDropout2D): it acts in training only',
    "Ignored how the model was trained: its loss, its optimizer and their state",
  ]);
  notes.length = 0;
  await importGolden("trained.h5", { warn });
  assertEquals(notes.at(-1), "Ignored how the model was trained: its loss, its optimizer and their state");
  notes.length = 0;
  const half = await reconfigured("autoencoder_same.keras", ({ config: { layers } }) => {
    for (const { config } of layers.slice(1)) {
      config.dtype = { class_name: "DTypePolicy", config: { name: "mixed_float16" } };
    }
  });
  await importBytes("m.keras", half, { warn });
  assertEquals(notes, ["The model computes in mixed_float16; it is imported as if it computed exactly"]);
});

Deno.test("importModelFiles() takes the slope of a hard sigmoid from the version of Keras", async () => {
  const slopeOf = async (name: string) => {
    const layer = (await importGolden(name)).layers.find(({ kind }) => kind === "hard_sigmoid");
    return layer?.kind === "hard_sigmoid" ? layer.slope : null;
  };
  assertEquals(await slopeOf("activations.keras"), 1 / 6);
  assertEquals(await slopeOf("k2_activations.keras"), 0.2);
});

Deno.test("importModelFiles() does not bind constants in a Keras model", async () => {
  const constants = new Map([["image", { shape: [1], data: Float64Array.of(1) }]]);
  const error = await assertRejects(
    async () => await importBytes("m.keras", await golden("autoencoder_same.keras"), { constants }),
    InterlaceError,
  );
  assertStringIncludes(error.message, "a Keras model has no parameters among its inputs");
});

Deno.test("importModelFiles() refuses a Keras model of a subclass", async () => {
  const entries = await entriesOf("autoencoder_same.keras");
  const config = { class_name: "Decoder", config: { name: "mine" }, registered_name: "mine>Decoder" };
  const bytes = zipOf({ ...entries, "config.json": new TextEncoder().encode(JSON.stringify(config)) });
  const error = await assertRejects(() => importBytes("m.keras", bytes), InterlaceError);
  assertStringIncludes(error.message, "it is a Decoder defined by code");
});

Deno.test("every front end names what it supports once, in the kinds that there are", async () => {
  for (const frontEnd of Object.values(FRONTENDS)) {
    const { format } = frontEnd;
    const { operators } = await loadFrontEnd(frontEnd);
    const names = operators.map(({ name }) => name);
    assertEquals([names.length > 20, new Set(names).size], [true, names.length], format);
    for (const { name, kinds } of operators) {
      assertEquals(kinds.filter((kind) => !Object.hasOwn(LAYERS, kind)), [], `${format} ${name}`);
    }
  }
});

Deno.test("snakeCase() spells classes as Keras's archives do", () => {
  const names = ["Conv2DTranspose", "ReLU", "PReLU", "ELU", "UpSampling2D", "BatchNormalization", "QConv2D"];
  assertEquals(names.map(snakeCase), [
    "conv2d_transpose",
    "re_lu",
    "p_re_lu",
    "elu",
    "up_sampling2d",
    "batch_normalization",
    "q_conv2d",
  ]);
});
