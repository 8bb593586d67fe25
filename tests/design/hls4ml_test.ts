import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { parseConfigurationFile } from "../../src/design/options/configuration_file.ts";
import {
  IGNORED_KEYS,
  IGNORED_PRECISIONS,
  OTHER_STRATEGIES,
} from "../../src/design/options/configuration_keys.ts";
import { TYPE_ALIASES } from "../../src/design/options/layer_types.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { LAYERS } from "../../src/layers/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";

const GOLDENS = new URL("../goldens/hls4ml/", import.meta.url);

/** Models and the configurations that hls4ml dumped for them. */
const MODELS: Readonly<Record<string, string>> = {
  autoencoder: "autoencoder.keras",
  classifier: "classifier.keras",
  branches: "branches.keras",
  perceptron: "perceptron.onnx",
  torchnet: "torchnet.onnx",
};

async function modelOf(name: string): Promise<Model> {
  const main = MODELS[name];
  return await importModelFiles({
    main,
    files: new Map([[main, await Deno.readFile(new URL(main, GOLDENS))]]),
  });
}

async function dumped(
  file: string,
): Promise<{ readonly options: DesignOptions; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const text = await Deno.readTextFile(new URL(file, GOLDENS));
  return { options: parseConfiguration(text, file, (line) => warnings.push(line)), warnings };
}

for (const name of Object.keys(MODELS)) {
  const files = [...Deno.readDirSync(GOLDENS)].map((entry) => entry.name)
    .filter((file) => file.startsWith(`${name}_`)).sort();
  for (const file of files) {
    Deno.test(`A configuration of hls4ml loads unchanged: ${file}`, async () => {
      const { options, warnings } = await dumped(file);
      // Every key that is passed over says why.
      for (const line of warnings) assert(/ is ignored: it \w+ /.test(line), line);
      const target = options.target === "vivadoaccelerator" ? "vivado" : options.target;
      const design = createDesign(await modelOf(name), { ...options, target });
      // All its types are derived, and its factors reach the layers that have some.
      const factor = options.reuseFactor!;
      for (const { reuseFactor } of design.settings) {
        if (reuseFactor !== null) assertEquals(reuseFactor.asked, factor);
      }
      assert(design.settings.some(({ reuseFactor }) => reuseFactor !== null));
      for (const note of design.notes) {
        assert(/ changes? nothing: | off by up to .* TableSize \d+ would do/.test(note), note);
      }
    });
  }
}

Deno.test("createDesign() builds the same from every granularity of hls4ml, by name and by type", async () => {
  for (const name of ["autoencoder", "classifier", "branches"]) {
    const model = await modelOf(name);
    const stagesOf = async (granularity: string) => {
      const { options } = await dumped(`${name}_${granularity}_vitis.yml`);
      const { stages, tensors } = createDesign(model, options);
      return stages.map((stage) =>
        `${stage.name} ${stage.plan.kind} ${printFixedType(tensors.get(stage.name)!.type)}`
      );
    };
    assertEquals(await stagesOf("name"), await stagesOf("type"), name);
  }
});

Deno.test("createDesign() knows layers of PyTorch by their modules, and those of hls4ml's own by what they are", async () => {
  const model = await modelOf("torchnet");
  const layers = {
    conv1: { reuseFactor: 3 },
    fc: { precision: { weight: "ap_fixed<9,2>" } },
    act: { precision: { result: "ap_ufixed<9,0,AP_RND_CONV,AP_SAT>" } },
    fc_input: { dumped: true, reuseFactor: 2 },
  };
  const design = createDesign(model, { layers });
  const plan = (name: string) => design.stages.find((stage) => stage.name === name)!.plan;
  const [conv, fc] = [plan("/conv1/Conv"), plan("/fc/Gemm")];
  assertEquals([
    conv.kind === "convolution" && conv.schedule.factor,
    fc.kind === "dense" && fc.weights.type.width,
  ], [3, 9]);
  assertEquals(design.tensors.get("/act/Sigmoid")!.type.width, 9);
  assertEquals(design.notes, ['what is set for "fc_input" changes nothing: the model has no such layers']);
  assertThrows(
    () => createDesign(model, { layers: { "/fc/Gem": {} } }),
    InterlaceError,
    "no layer of that name",
  );
  // A layer of the model is meant before one that hls4ml would call so.
  const named = buildModel(
    "m",
    (b) => b.relu(b.tanh(b.input({ features: 2 }), { name: "/a/Tanh" }), { name: "a" }),
  );
  const options = { layers: { a: { precision: "ap_fixed<7,3>" } } };
  assertEquals(createDesign(named, options).tensors.get("/a/Tanh")!.type.width, 16);
});

Deno.test("createDesign() snaps a factor that hls4ml dumped for a layer, not one that was written for it", async () => {
  const model = await modelOf("autoencoder");
  const options = (dumped: boolean): DesignOptions => ({
    layers: { down: { reuseFactor: 5, dumped } },
  });
  const { reuseFactor } = createDesign(model, options(true)).settings.find(({ layer }) => layer === "down")!;
  assertEquals(reuseFactor, { asked: 5, used: 6 });
  const error = assertThrows(() => createDesign(model, options(false)), InterlaceError);
  assertEquals(error.place.layer, "down");
});

Deno.test("Every type that stands for one of hls4ml's is a type of some layer", () => {
  const sources = Object.values(LAYERS).map(({ typeName }) => String(typeName)).join("\n");
  const families = ["Conv1D", "Conv2D", "DepthwiseConv1D", "DepthwiseConv2D", "Conv2DTranspose"];
  const built =
    /Pooling[12]D$|UpSampling[12]D$|^(Softplus|Softsign|Swish|GELU|HardSwish|Exp)$|^(Add|Subtract|Multiply|Average|Maximum|Minimum)$/;
  for (const type of Object.values(TYPE_ALIASES).flat()) {
    assert(sources.includes(`"${type}"`) || families.includes(type) || built.test(type), type);
  }
});

Deno.test("parseConfiguration() says why it passes a key of hls4ml over, wherever that stands", () => {
  for (const key of Object.keys(IGNORED_KEYS)) {
    for (const text of [`${key}: 1`, `HLSConfig: {${key}: 1}`, `HLSConfig: {LayerName: {a: {${key}: 1}}}`]) {
      const warnings: string[] = [];
      parseConfiguration(text, "c.yml", (line) => warnings.push(line));
      assertEquals(warnings, [`c.yml: ${key} is ignored: it ${IGNORED_KEYS[key]}`]);
    }
  }
  for (const key of Object.keys(IGNORED_PRECISIONS)) {
    const warnings: string[] = [];
    parseConfiguration(`Model: {Precision: {${key}: 'fixed<8,2>'}}`, "c.yml", (line) => warnings.push(line));
    assertEquals(warnings, [`c.yml: Precision.${key} is ignored: it ${IGNORED_PRECISIONS[key]}`]);
  }
});

Deno.test("parseConfiguration() refuses what hls4ml has and Interlace has not, with the true reason", () => {
  const refusal = (text: string) =>
    assertThrows(() => parseConfiguration(text, "c.yml", () => {}), InterlaceError);
  for (const [strategy, hint] of Object.entries(OTHER_STRATEGIES)) {
    const error = refusal(`Model: {Strategy: ${strategy}}`);
    assertEquals(
      error.summary,
      `Cannot use Model.Strategy in c.yml: hls4ml's strategy "${strategy}" is not supported`,
    );
    assertEquals(error.hint, hint);
  }
  assertEquals(
    refusal("LayerName: {probabilities: {Skip: true}}").summary,
    "Cannot use LayerName.probabilities.Skip in c.yml: it would leave out the softmax, and the design would compute " +
      "something else than the model",
  );
  parseConfiguration("LayerName: {probabilities: {Skip: false}}", "c.yml", () => {});
});

Deno.test("parseConfiguration() offers a key only where it is close, else all that there are", () => {
  const hint = (text: string) =>
    assertThrows(() => parseConfiguration(text, "c.yml", () => {}), InterlaceError).hint!;
  assertEquals(hint("Model: {ReuseFaktor: 2}"), "Did you mean ReuseFactor?");
  assertEquals(
    hint("Model: {Granularity: 2}").startsWith("The keys here are Precision, ReuseFactor, "),
    true,
  );
});

Deno.test("parseConfigurationFile() takes paths of models, data and folders", () => {
  const paths = (text: string) => parseConfigurationFile(text, "c.yml", () => {}).paths;
  assertEquals(paths("OnnxModel: a.onnx\nInputData: x.npy\nOutputDir: out"), {
    model: "a.onnx",
    data: "x.npy",
    output: "out",
  });
  assertEquals(paths("KerasJson: a.json\nKerasH5: a.h5"), { model: "a.json", weights: "a.h5" });
  assertEquals(paths("KerasH5: a.h5\nInputData: null"), { model: "a.h5" });
  assertEquals(paths("KerasModel: a.keras"), { model: "a.keras" });
  assertEquals(paths(""), {});
});
