import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { entriesOf, type MutableConfig, type MutableLayer, reconfigured, zipOf } from "./archives.ts";
import { golden, importBytes } from "./support.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

/** The error of an import that must fail. */
async function refusal(bytes: Uint8Array, name = "model.keras"): Promise<InterlaceError> {
  return await assertRejects(() => importBytes(name, bytes), InterlaceError);
}

/** The reason for which one layer of a model is refused. */
async function reasonAfter(name: string, change: (layers: MutableLayer[]) => void): Promise<string> {
  const { message, details } = await refusal(
    await reconfigured(name, ({ config }: MutableConfig) => change(config.layers)),
  );
  assertStringIncludes(message, "Cannot import model.keras: ");
  assertEquals(details.length, 1, details.join("\n"));
  return details[0];
}

const sequential = "autoencoder_same.keras";
const [DOWN, UP] = [1, 2];

const REASONS: readonly (readonly [string, (layers: MutableLayer[]) => void, string])[] = [
  ["a Lambda layer", (l) => l[UP].class_name = "Lambda", "Python code, which is never run"],
  ["an unknown class", (l) => l[UP].class_name = "Fold", 'layer "up" (Fold): the class is not supported'],
  ["a class of a prototype", (l) => l[UP].class_name = "constructor", "the class is not supported"],
  ["a custom class", (l) => l[UP].registered_name = "mine>Conv2DTranspose", '"mine>Conv2DTranspose"'],
  [
    "an unknown activation",
    (l) => l[UP].config.activation = "squash",
    'activation "squash" is not supported',
  ],
  ["a custom activation", (l) => l[UP].config.activation = { class_name: "Mine" }, 'activation "Mine"'],
  [
    "an unknown padding",
    (l) => l[UP].config.padding = "reflect",
    'padding is "reflect", expected valid or same',
  ],
  ["causal padding in two dimensions", (l) => l[DOWN].config.padding = "causal", "causal padding"],
  ["a stride of 0", (l) => l[UP].config.strides = [2, 0], "strides is [2,0], expected numbers of at least 1"],
  ["a stride of many axes", (l) => l[UP].config.strides = [1, 1, 1], "expected 2 whole numbers"],
  [
    "other sizes than its weights",
    (l) => l[UP].config.kernel_size = [3, 3],
    "kernel has shape [3,2,3,4] in the file, expected [3, 3, 3, any]",
  ],
  ["other filters than its weights", (l) => l[UP].config.filters = 5, "expected [3, 2, 5, any]"],
  ["a bias that is not there", (l) => l[DOWN].config.use_bias = 1, "use_bias is 1, expected true or false"],
  ["fewer variables than there are", (l) => l[DOWN].config.use_bias = false, "the file has 2 weights for it"],
  [
    "weights of another class",
    (l) => l[UP].class_name = "DepthwiseConv2D",
    "weights (depthwise_kernel, bias) are not in the file",
  ],
  ["groups that do not divide", (l) => l[DOWN].config.groups = 3, "groups"],
  ["an unknown data format", (l) => l[UP].config.data_format = "planar", 'data_format is "planar"'],
  ["integer weights", (l) => {
    l[UP].config.dtype = { class_name: "QuantizedDTypePolicy", config: { name: "int8_from_float32" } };
  }, "quantised by Keras (int8_from_float32)"],
  ["an input of text", (l) => l[0].config.dtype = "string", 'input "image": it holds text'],
  ["a sparse input", (l) => l[0].config.sparse = true, 'input "image": it is sparse'],
  ["an input of one axis", (l) => l[0].config.batch_shape = [null], "it has 0 axes"],
  ["an input of four axes", (l) => l[0].config.batch_shape = [null, 1, 2, 3, 4], "it has 4 axes"],
  ["two layers of one name", (l) => {
    l[UP].config.name = "down";
    l[UP].name = "down";
  }, 'two of its layers are called "down"'],
];

for (const [what, change, reason] of REASONS) {
  Deno.test(`importModelFiles() refuses a Keras model with ${what}`, async () => {
    assertStringIncludes(await reasonAfter(sequential, change), reason);
  });
}

Deno.test("importModelFiles() names everything in a Keras model that is not supported", async () => {
  const bytes = await reconfigured("nested.keras", ({ config: { layers } }) => {
    const inner = layers.find(({ class_name }) => class_name === "Sequential")!;
    const chain = inner.config.layers as MutableLayer[];
    chain[1].class_name = "Lambda";
    chain[3].class_name = "LayerNormalization";
    layers[1].class_name = "Attention";
  });
  const { details } = await refusal(bytes);
  assertEquals(details, [
    'layer "encoder" (Attention): the class is not supported',
    'layer "decoder/conv" (Lambda): it holds Python code, which is never run; replace it by layers',
    'layer "decoder/norm" (LayerNormalization): it divides by statistics of each sample, which no layer here computes; ' +
    "train with BatchNormalization, whose statistics are constants",
  ]);
});

Deno.test("importModelFiles() refuses calls of Keras layers that it cannot follow", async () => {
  const circle = await reconfigured("unet.keras", ({ config: { layers } }) => {
    const text = JSON.stringify(layers[1].inbound_nodes).replace('"map"', '"skip1"');
    layers[1].inbound_nodes = JSON.parse(text);
  });
  assertStringIncludes((await refusal(circle)).details[0], "reads what it makes itself");
  const dangling = await reconfigured("unet.keras", ({ config: { layers } }) => {
    layers[1].inbound_nodes = JSON.parse(JSON.stringify(layers[1].inbound_nodes).replace('"map"', '"lost"'));
  });
  assertStringIncludes((await refusal(dangling)).details[0], 'layer "lost" is read but not there');
  const further = await reconfigured("unet.keras", ({ config: { layers } }) => {
    layers[1].inbound_nodes = JSON.parse(
      JSON.stringify(layers[1].inbound_nodes).replace('"kwargs":{', '"kwargs":{"scale":2'),
    );
  });
  assertStringIncludes((await refusal(further)).details[0], "further arguments: scale");
});

Deno.test("importModelFiles() refuses nested Keras models that come to too many layers or lie too deep", async () => {
  const level = (name: string, inner: unknown, calls: number) => ({
    class_name: "Functional",
    config: {
      name,
      layers: [
        {
          class_name: "InputLayer",
          config: { batch_shape: [null, 4], name: "x" },
          name: "x",
          inbound_nodes: [],
        },
        {
          ...inner as object,
          name: "inner",
          inbound_nodes: Array.from(
            { length: calls },
            (_, i) => [[i === 0 ? "x" : "inner", Math.max(i - 1, 0), 0, {}]],
          ),
        },
      ],
      input_layers: [["x", 0, 0]],
      output_layers: [["inner", calls - 1, 0]],
    },
  });
  const build = (depth: number, calls: number) => {
    let model: unknown = { class_name: "Activation", config: { name: "inner", activation: "relu" } };
    for (let i = 0; i < depth; i++) model = level("inner", model, calls);
    return model;
  };
  const entries = await entriesOf(sequential);
  const bytes = (config: unknown) =>
    zipOf({ ...entries, "config.json": new TextEncoder().encode(JSON.stringify(config)) });
  const counted = startCounting();
  assertStringIncludes((await refusal(bytes(build(20, 4)))).message, "come to over 4096 layers");
  assertStringIncludes((await refusal(bytes(build(40, 1)))).details[0], "over 32 models lie in each other");
  assertPrompt(counted);
});

Deno.test("importModelFiles() refuses Keras archives that are not whole", async () => {
  const entries = await entriesOf(sequential);
  const { "model.weights.h5": weights, ...unweighted } = entries;
  const { "config.json": config, ...unconfigured } = entries;
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [zipOf(unweighted), "it holds an architecture but no weights (model.weights.h5)"],
    [zipOf({ ...unweighted, "model.weights.npz": weights }), "Python objects in an .npz file"],
    [zipOf(unconfigured), "it holds no config.json"],
    [
      zipOf({ ...entries, "config.json": config.subarray(0, 100) }),
      "entry config.json: it is not JSON",
    ],
    [zipOf({ ...entries, "model.weights.h5": config }), "it is no HDF5 file"],
    [zipOf({ ...entries, "model.weights.h5": weights.subarray(0, 900) }), "damaged or cut off"],
    [zipOf(entries).subarray(0, 1500), "damaged or cut off"],
    [new Uint8Array(0), "it is no zip archive"],
    [new TextEncoder().encode("[1, 2]"), "it is no zip archive"],
  ];
  for (const [bytes, problem] of cases) {
    const error = await refusal(bytes);
    assertStringIncludes(error.message, problem);
    assertStringIncludes(error.message, "model.keras");
  }
});

Deno.test("importModelFiles() refuses zip bombs, whether they tell their size or not", async () => {
  const entries = await entriesOf(sequential);
  const bomb = zipOf({ ...entries, "config.json": new Uint8Array(2 ** 24) });
  const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
  const claim = (size: number) => {
    const copy = Uint8Array.from(bomb);
    for (let at = 0; at + 46 < bomb.length; at++) {
      const central = view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 2 ** 24;
      if (central) new DataView(copy.buffer).setUint32(at + 24, size, true);
    }
    return copy;
  };
  assertStringIncludes((await refusal(claim(2 ** 31))).message, "more than the limit");
  assertStringIncludes((await refusal(claim(1000))).message, "larger than the 1000 bytes that it declares");
});

Deno.test("importModelFiles() refuses HDF5 files that hold no whole Keras model", async () => {
  const entries = await entriesOf(sequential);
  const only = await refusal(entries["model.weights.h5"], "weights.h5");
  assertStringIncludes(only.message, "it holds weights only");
  assertStringIncludes(only.hint ?? "", "model.save(");
  const bytes = await golden("autoencoder_same.h5");
  // The first letter of a name that occurs but once in the file.
  const misspelt = (name: string) => {
    const letters = Array.from(name, (letter) => letter.charCodeAt(0));
    const at = bytes.findIndex((_, i) => letters.every((letter, j) => bytes[i + j] === letter));
    return bytes.with(at, "x".charCodeAt(0));
  };
  const other = await refusal(misspelt("model_config"), "x.h5");
  assertStringIncludes(other.message, "it is an HDF5 file, but no Keras model");
  const bare = await refusal(misspelt("model_weights"), "x.h5");
  assertStringIncludes(bare.message, "it holds an architecture but no weights");
  assertStringIncludes((await refusal(new Uint8Array(100), "x.h5")).message, "it is no HDF5 file");
});

Deno.test("importModelFiles() asks for input sizes that a Keras model leaves open", async () => {
  const bytes = await reconfigured(sequential, ({ config: { layers } }) => {
    layers[0].config.batch_shape = [null, null, 8, 2];
  });
  const error = await refusal(bytes);
  assertStringIncludes(error.message, "it leaves sizes of its inputs open");
  assertEquals(error.details, [
    'input "image" has shape [?, ?, 8, 2]: give --input-shape image=1,<axis 1>,8,2',
  ]);
  const shape = [1, 6, 8, 2];
  for (const name of ["image", ""]) {
    const model = await importBytes("m.keras", bytes, { inputShapes: new Map([[name, shape]]) });
    assertEquals(model.inputs[0].sourceShape, [6, 8, 2]);
  }
  const given = (name: string, sizes: readonly number[]) =>
    assertRejects(
      () => importBytes("m.keras", bytes, { inputShapes: new Map([[name, sizes]]) }),
      InterlaceError,
    );
  assertStringIncludes((await given("picture", shape)).message, 'the inputs are "image"');
  assertStringIncludes((await given("image", [1, 6, 9, 2])).message, "the model declares [?, ?, 8, 2]");
});

Deno.test("importModelFiles() warns of a key that a layer of Keras does not have", async () => {
  const bytes = await reconfigured(sequential, ({ config: { layers } }) => {
    const [, layer] = layers;
    Object.assign(layer.config, { twist: 2, kernel_initializer: "x", momentum: 3, none: null, off: false });
  });
  const warnings: string[] = [];
  await importBytes("m.keras", bytes, { warn: (note) => warnings.push(note) });
  assertEquals(
    warnings.filter((note) => note.includes("Ignored")).map((note) => note.replace(/layer "\w+"/, "layer")),
    [
      'Ignored "twist" of layer: Conv2D has no such key',
    ],
  );
});
