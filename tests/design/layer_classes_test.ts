import { readdirSync } from "node:fs";
import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { createDesign, type LayerOptions } from "../../src/design/mod.ts";
import { isLayerClass } from "../../src/design/options/layer_classes.ts";
import { KERAS_SUPPORT } from "../../src/frontends/keras/layers/table.ts";
import { buildModel } from "../../src/model/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "../cli/harness.ts";

const MODEL = buildModel("m", (b) => b.relu(b.input({ height: 3, width: 4, channels: 2 })));

function refusal(
  name: string,
  entry: LayerOptions = { reuseFactor: 2 },
): readonly [string, string | undefined] {
  const options = { layerTypes: Object.fromEntries([[name, entry]]) };
  const { code, hint } = assertThrows(
    () => createDesign(MODEL, options),
    InterlaceError,
    `layer type ${name}`,
  );
  return [code, hint];
}

Deno.test("createDesign() refuses settings for a class of layers that there is not", () => {
  assertEquals(refusal("Conv2DTranpose"), ["layer-unknown", "Did you mean Conv2DTranspose?"]);
  assertEquals(refusal("Cnov2D"), ["layer-unknown", "Did you mean Conv2D?"]);
  assertEquals(refusal("rellu"), ["layer-unknown", "Did you mean ReLU?"]);
  assertEquals(refusal("xxxxxxxxxxxxxxxx")[1]?.startsWith("Write a class of Keras or hls4ml"), true);
});

Deno.test("createDesign() only notes that a class of layers does not occur, and passes over what hls4ml dumped", () => {
  for (const name of ["Conv2DTranspose", "conv3d", "LSTM", "LayerNormalization", "QDense", "TanH"]) {
    const { notes } = createDesign(MODEL, { layerTypes: Object.fromEntries([[name, { reuseFactor: 2 }]]) });
    assertEquals(notes.filter((note) => note.includes(`layer type ${name} change nothing`)).length, 1, name);
  }
  createDesign(MODEL, { layerTypes: { OfAnExtension: { dumped: true } } });
});

Deno.test("isLayerClass() knows every class that Keras models may have here, and every one that layers name", async () => {
  const operations = KERAS_SUPPORT.map(({ name }) => name).filter((name) => /^[A-Z]\w*$/.test(name));
  const folder = new URL("../../src/layers/", import.meta.url);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts")
  );
  const sources = await Promise.all(paths.map((path) => Deno.readTextFile(new URL(path, folder))));
  const own = [...sources.join().matchAll(/typeName: (?:\(\) => )?"(\w+)"/g)]
    .map(([, name]) => name);
  assertEquals([operations.length > 40, own.length > 20], [true, true]);
  assertEquals([...operations, ...own].filter((name) => !isLayerClass(name)), []);
});

Deno.test("convert ends with 2 and writes nothing where a configuration names no class of layers", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeTextFile(`${folder}/c.yml`, "LayerType: {Conv2DTranpose: {ReuseFactor: 2}}");
    const { code, stderr } = await runCli([
      "convert",
      model,
      "-o",
      `${folder}/out`,
      "--config",
      `${folder}/c.yml`,
    ]);
    assertEquals(code, 2);
    assertEquals(stderr.includes("hint: Did you mean Conv2DTranspose?"), true, stderr);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["c.yml", "m.onnx"]);
  }));
