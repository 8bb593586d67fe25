import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { zipSync } from "npm:fflate@0.8.3";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import { importModel, importModelFiles, type ImportOptions } from "../../../src/frontends/mod.ts";
import type { Model } from "../../../src/model/mod.ts";
import { assertGolden, golden } from "./support.ts";

const FOLDER = "keras_weights";

async function importWith(
  main: string,
  files: Readonly<Record<string, Uint8Array>>,
  options: ImportOptions = {},
): Promise<Model> {
  return await importModelFiles({ main, files: new Map(Object.entries(files)) }, options);
}

async function refusal(
  main: string,
  files: Readonly<Record<string, Uint8Array>>,
  weights?: string,
): Promise<string> {
  return formatError(await assertRejects(() => importWith(main, files, { weights }), InterlaceError));
}

const PAIRS: readonly (readonly [string, string])[] = [
  ["keras", "keras.weights.h5"],
  ["tf_keras", "tf_keras.weights.h5"],
  // Of a copy whose layers bear other names.
  ["tf_keras", "tf_keras_legacy.h5"],
];

for (const [stem, name] of PAIRS) {
  Deno.test(`importModelFiles() reads ${stem}.json with weights from ${name}`, async () => {
    const json = await golden(`${stem}.json`, FOLDER);
    const files = { "a/model.json": json, "w.h5": await golden(name, FOLDER) };
    const model = await importWith("a/model.json", files, { weights: "w.h5" });
    await assertGolden(model, stem, FOLDER);
    assertEquals(model.source?.format, "keras_json");
    assertEquals(model.source?.weights, "w.h5");
    assertEquals([...model.source?.files.keys() ?? []], ["a/model.json", "w.h5"]);
  });
}

Deno.test("importModel() reads weights that lie in another folder, even under the name of the architecture", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/sub`);
    await Deno.writeFile(`${folder}/net.json`, await golden("keras.json", FOLDER));
    await Deno.writeFile(`${folder}/sub/net.json`, await golden("keras.weights.h5", FOLDER));
    const model = await importModel(`${folder}/net.json`, { weights: `${folder}/sub/net.json` });
    await assertGolden(model, "keras", FOLDER);
    assertEquals([...model.source?.files.keys() ?? []], ["net.json", "weights/net.json"]);
    // What the model keeps is enough to import it again.
    const { source } = model;
    const again = await importModelFiles({ main: source!.main, files: source!.files }, {
      weights: source!.weights,
    });
    await assertGolden(again, "keras", FOLDER);
    const missing = await assertRejects(
      () => importModel(`${folder}/net.json`, { weights: `${folder}/none.h5` }),
      InterlaceError,
    );
    assertStringIncludes(missing.message, "there is no such file");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("importModelFiles() takes weights for whole models and archives instead of their own", async () => {
  const json = await golden("keras.json", FOLDER);
  const weights = await golden("keras.weights.h5", FOLDER);
  const bare = zipSync({ "config.json": json });
  await assertGolden(
    await importWith("m.keras", { "m.keras": bare, w: weights }, { weights: "w" }),
    "keras",
    FOLDER,
  );
  // An archive may give the weights, too.
  const whole = zipSync({ "config.json": json, "model.weights.h5": weights });
  const model = await importWith("m.json", { "m.json": json, "m.keras": whole }, { weights: "m.keras" });
  await assertGolden(model, "keras", FOLDER);
});

Deno.test("importModelFiles() names architectures and weights that are alone, and says what to do", async () => {
  const json = await golden("keras.json", FOLDER);
  const alone = await refusal("net.json", { "net.json": json });
  assertStringIncludes(alone, "Cannot import net.json: it holds an architecture only, not the weights");
  assertStringIncludes(alone, "name them with --weights");
  const archive = await refusal("m.keras", { "m.keras": zipSync({ "config.json": json }) });
  assertStringIncludes(archive, "it holds an architecture but no weights");
  for (const name of ["keras.weights.h5", "tf_keras.weights.h5", "tf_keras_legacy.h5"]) {
    const weights = await refusal("w.h5", { "w.h5": await golden(name, FOLDER) });
    assertStringIncludes(
      weights,
      "Cannot import w.h5: it holds weights only, not the layers that they belong to",
    );
    assertStringIncludes(weights, "architecture.json --weights w.h5");
  }
});

Deno.test("importModelFiles() refuses files of weights that hold none, with what they are", async () => {
  const json = await golden("keras.json", FOLDER);
  const whole = await golden("autoencoder_same.h5");
  const hdf5 = await golden("classic.h5", "hdf5");
  const text = new TextEncoder().encode("{}");
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["w.h5", hdf5, "it is an HDF5 file, but holds no weights of Keras"],
    ["w.h5", text, "it is no HDF5 file"],
    ["w.index", text, "it is a checkpoint of TensorFlow"],
    ["w.data-00000-of-00001", text, "it is a checkpoint of TensorFlow"],
    ["w.weights.json", text, "it is JSON, perhaps the list of parts of weights"],
    ["w.keras", zipSync({ "config.json": json }), "it is an archive without model.weights.h5"],
  ];
  for (const [name, bytes, problem] of cases) {
    const message = await refusal("net.json", { "net.json": json, [name]: bytes }, name);
    assertStringIncludes(message, `Cannot read weights from ${name}: ${problem}`);
  }
  // Of another network.
  const other = await refusal("net.json", { "net.json": json, "w.h5": whole }, "w.h5");
  assertStringIncludes(other, "its weights (kernel, bias) are not in the file");
  const onnx = await refusal("m.onnx", { "m.onnx": text, "w.h5": whole }, "w.h5");
  assertStringIncludes(onnx, "Cannot use weights for m.onnx: ONNX models bring their own");
  const index = new TextEncoder().encode('{"metadata": {}, "weight_map": {}}');
  assertStringIncludes(await refusal("w.json", { "w.json": index }), "it lists the parts of weights");
});
