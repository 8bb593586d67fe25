import { assert, assertEquals, assertMatch } from "@std/assert";
import { importModelFiles } from "../../src/frontends/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { LayerNames } from "../../src/oracles/keras/keras_topology.ts";
import { compareImport } from "../../src/verify/import.ts";
import { agrees } from "../../src/verify/mod.ts";
import { configOf, entriesOf, zipOf } from "../frontends/keras/archives.ts";
import { graphFiles, importFiles, inputData, node, readGolden } from "../frontends/tfjs/support.ts";

/** Names that Keras takes. */
const NAMES = [
  "two words",
  "größe 漢字",
  'a "quoted" <name>',
  "down:0",
  "_hidden",
  "a/b",
  "tab\there",
  "__proto__",
];

function samples({ inputs }: Model) {
  return new Map(inputs.map(({ name, sourceShape }, i) => [name, inputData([2, ...sourceShape], i + 3)]));
}

/** Checks that TensorFlow.js runs a model, and layers too, and computes the same. */
async function assertRuns(model: Model, oracle = "TensorFlow.js 4.22.0"): Promise<void> {
  const comparison = await compareImport(model, samples(model));
  assertEquals(comparison.oracle, oracle, JSON.stringify(comparison.missing));
  assertEquals(agrees(comparison), true, JSON.stringify(comparison));
  assert(comparison.layers!.compared > 0);
}

/** A tree of JSON with every text that is a key of a map replaced by its value. */
function renamed(tree: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof tree === "string") return names.get(tree) ?? tree;
  if (Array.isArray(tree)) return tree.map((each) => renamed(each, names));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, renamed(value, names)]));
}

for (const file of ["unet.keras", "k2_unet.keras", "trained.keras"]) {
  Deno.test(`runOracle() runs ${file} in TensorFlow.js whatever its layers are called`, async () => {
    const config = await configOf(file);
    const given = config.config.layers.map(({ config }) => String(config.name));
    const names = new Map(
      given.map((name, i) => [name, `${NAMES[i % NAMES.length]}${i < NAMES.length ? "" : i}`]),
    );
    const text = JSON.stringify(renamed(config, names));
    const bytes = zipOf({ ...await entriesOf(file), "config.json": new TextEncoder().encode(text) });
    const model = await importModelFiles({ main: file, files: new Map([[file, bytes]]) });
    assertEquals(model.inputs.map(({ name }) => name), [NAMES[0]]);
    await assertRuns(model);
  });
}

Deno.test("LayerNames gives two layers never the same name, and gives back what they are called", () => {
  const names = new LayerNames();
  const stored = ["a b", "a_b", "a:b", "", "plain", "é", "_"];
  const given = stored.map((name) => names.given(name));
  assertEquals(new Set(given).size, stored.length);
  assertEquals(given.every((name) => /^[a-z0-9][\w.\-/]*$/i.test(name)), true, given.join());
  assertEquals(names.given("a:b"), given[2]);
  assertEquals(given.map((name) => names.stored(name)), stored);
  assertEquals(names.given("plain"), "plain");
});

/** `batch_shape` and policies as Keras 3 writes them, in what TensorFlow.js reads. */
function asKerasThree(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(asKerasThree);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      if (key === "batch_input_shape") return ["batch_shape", value];
      if (key !== "dtype") return [key, asKerasThree(value)];
      return [key, { module: "keras", class_name: "DTypePolicy", config: { name: "float32" } }];
    }),
  );
}

for (const name of ["layers_decoder", "layers_nested", "layers_skip", "layers_sequence"]) {
  Deno.test(`runOracle() runs ${name} with Keras 3's spelling in TensorFlow.js`, async () => {
    const { files } = readGolden(name);
    const { modelTopology, ...rest } = JSON.parse(new TextDecoder().decode(files.get("model.json")));
    const json = { ...rest, modelTopology: asKerasThree(modelTopology) };
    const text = new TextEncoder().encode(JSON.stringify(json));
    const model = await importFiles(new Map([...files, ["model.json", text]]));
    await assertRuns(model, "TensorFlow.js 4.22.0 (layers written as it writes them)");
  });
}

Deno.test("runOracle() runs TensorFlow.js layers whose names it refuses in its own files", async () => {
  const { files } = readGolden("layers_decoder");
  const text = new TextDecoder().decode(files.get("model.json"));
  const layer = /"name":\s*"(conv2d_transpose\w*)"/.exec(text)![1];
  const bytes = new TextEncoder().encode(text.replaceAll(layer, "up block"));
  const model = await importFiles(new Map([...files, ["model.json", bytes]]));
  await assertRuns(model, "TensorFlow.js 4.22.0 (layers written as it writes them)");
});

Deno.test("runOracle() runs TensorFlow.js graphs whose nodes have names of any kind", async () => {
  for (const name of ["two words", "größe 漢字", "a/b", "a:b", "a:1", "a%b"]) {
    const files = graphFiles({
      inputs: { [`${name} in`]: [-1, 3] },
      nodes: [
        { ...node(name, "Relu", ""), input: [`${name} in`] },
        { ...node("y", "Neg", ""), input: [name] },
      ],
    });
    await assertRuns(await importFiles(files));
  }
});

Deno.test("agrees() fails on what TensorFlow.js computes where a graph's names had to be rewritten", async () => {
  const graph = (op: string) =>
    graphFiles({
      inputs: { "x:in": [-1, 3] },
      nodes: [{ ...node("a:b", op, ""), input: ["x:in"] }, { ...node("y", "Neg", ""), input: ["a:b"] }],
    });
  const model = await importFiles(graph("Relu"));
  const other = { ...model, source: { ...model.source!, files: graph("Relu6") } };
  const data = new Map([["x:in", { shape: [1, 3], data: Float64Array.of(7, -1, 2) }]]);
  assertEquals(agrees(await compareImport(model, data)), true);
  const comparison = await compareImport(other, data);
  assertEquals([agrees(comparison), comparison.layers?.wrong.map(({ tensor }) => tensor)], [false, ["a:b"]]);
  assertMatch(comparison.oracle!, /^TensorFlow\.js/);
});
