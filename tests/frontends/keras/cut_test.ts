import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import type { ImportOptions } from "../../../src/frontends/mod.ts";
import { evaluateFloat, toModelLayout } from "../../../src/simulate/mod.ts";
import { type MutableConfig, reconfigured } from "./archives.ts";
import { goldenData, importBytes, importGolden } from "./support.ts";

async function refusal(bytes: Uint8Array, options: ImportOptions = {}): Promise<string> {
  return formatError(await assertRejects(() => importBytes("m.keras", bytes, options), InterlaceError));
}

/** A golden network with some of its layers of a class that nobody knows. */
async function spoilt(name: string, ...layers: readonly string[]): Promise<Uint8Array> {
  return await reconfigured(name, ({ config }: MutableConfig) => {
    for (const layer of config.layers.filter((each) => layers.includes(String(each.name)))) {
      layer.class_name = "Whatever";
    }
  });
}

Deno.test("importModelFiles() cuts a Keras model at layers, as the whole one computes them", async () => {
  const whole = await importGolden("unet.keras");
  const outputs = ["skip1", "up1"];
  const cut = await importGolden("unet.keras", { outputs });
  assertEquals([cut.outputs.map(({ name }) => name), cut.source?.outputs], [outputs, outputs]);
  assertEquals(cut.layers.length < whole.layers.length, true);
  const { inputs } = await goldenData("unet");
  const run = (model: typeof whole) => evaluateFloat(model, [toModelLayout(model.inputs[0], inputs[0])]);
  for (const name of outputs) assertEquals(run(cut).get(name), run(whole).get(name));
});

Deno.test("a refusal of a Keras model names the last layers up to which everything is supported", async () => {
  const bytes = await spoilt("unet.keras", "skip1");
  const text = await refusal(bytes);
  assertStringIncludes(text, 'layer "skip1" (Whatever)');
  assertStringIncludes(text, "up to --output enc1 --output up1, which cuts the model there.");
  // What the hint says to type works: what is behind it is not even looked at.
  const outputs = ["enc1", "up1"];
  const cut = await importBytes("m.keras", bytes, { outputs });
  assertEquals(cut.outputs.map(({ name }) => name), outputs);
});

Deno.test("a cut at one input of several leaves the others out", async () => {
  const model = await importGolden("arithmetic.keras", { outputs: ["power"] });
  assertEquals(model.inputs.map(({ name }) => name), ["v"]);
  assertEquals(model.layers.map(({ name }) => name), ["v", "power"]);
});

Deno.test("a layer that is called several times is cut at one of its calls", async () => {
  const whole = await importGolden("shared.keras");
  const text = formatError(
    await assertRejects(() => importGolden("shared.keras", { outputs: ["conv"] }), InterlaceError),
  );
  assertStringIncludes(text, 'Cannot cut shared.keras at "conv": the layer is called 3 times');
  assertStringIncludes(text, "--output conv:0 to --output conv:2");
  const cut = await importGolden("shared.keras", { outputs: ["conv:1", "conv:0"] });
  const { inputs } = await goldenData("shared");
  const run = (model: typeof whole, name: string) => {
    const port = model.outputs.find((each) => each.name === name);
    const feeds = model.inputs.map((each, i) => toModelLayout(each, inputs[i]));
    return evaluateFloat(model, feeds).get(port?.layer ?? name);
  };
  assertEquals(cut.outputs.map(({ name }) => name), ["conv:1", "conv:0"]);
  assertEquals(run(cut, "conv:1"), run(whole, "conv_2"));
  assertEquals(run(cut, "conv:0"), run(whole, "conv"));
});

Deno.test("a cut at a layer that is not there names the nearest", async () => {
  const text = formatError(
    await assertRejects(() => importGolden("unet.keras", { outputs: ["encc1"] }), InterlaceError),
  );
  assertStringIncludes(text, 'Cannot cut unet.keras at "encc1": it has no layer of this name');
  assertStringIncludes(text, "Did you mean --output enc1?");
});

Deno.test("a result of several of one call is cut by its number", async () => {
  const whole = await importGolden("operations_shape.keras");
  const { inputs } = await goldenData("operations_shape");
  const cut = await importGolden("operations_shape.keras", { outputs: ["split:0:1", "split:0:2"] });
  const run = (model: typeof whole) =>
    evaluateFloat(
      model,
      model.inputs.map((port) =>
        toModelLayout(port, inputs[whole.inputs.findIndex(({ name }) => name === port.name)])
      ),
    );
  const [all, part] = [run(whole), run(cut)];
  const split = whole.outputs.filter(({ name }) => name === "split" || /^split_\d$/.test(name));
  assertEquals(cut.outputs.map(({ sourceShape }) => sourceShape.at(-1)), [1, 4]);
  assertEquals(cut.outputs.map(({ layer }) => part.get(layer)), [1, 2].map((i) => all.get(split[i].layer)));
});
