import { assert, assertEquals } from "@std/assert";
import {
  createDesign,
  deserialiseOptions,
  type Design,
  type DesignOptions,
  resolvedOptions,
  serialiseOptions,
} from "../../src/design/mod.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { everyPrimitiveDesigns } from "../support/every_primitive.ts";

/** Requires that what a design decided makes the same project again, byte by byte, and decides the same. */
function assertSame(design: Design, label: string): void {
  const serialised = serialiseOptions(resolvedOptions(design));
  const again = createDesign(
    design.model,
    deserialiseOptions(JSON.parse(JSON.stringify(serialised)), "interlace.json"),
  );
  const [before, after] = [renderProject(design), renderProject(again)];
  assertEquals([...after.keys()], [...before.keys()], label);
  for (const [path, contents] of before) assertEquals(after.get(path), contents, `${label}: ${path}`);
  // Nothing that it says is without effect, or in the way.
  assertEquals(again.notes.filter((note) => / changes? nothing|as it stands/.test(note)), [], label);
}

/** Small networks of every format, quantised ones among them. */
const FILES: readonly string[] = [
  "qonnx/arbitrary_scales.onnx",
  "qonnx/qdq.onnx",
  "qonnx/skip.onnx",
  "qonnx/bipolar.onnx",
  "keras/activations.keras",
  "keras/autoencoder_same.keras",
  "hls4ml/autoencoder.keras",
  "hls4ml/classifier.keras",
  "hls4ml/branches.keras",
  "hls4ml/torchnet.onnx",
];

async function modelOf(file: string): Promise<Model> {
  const main = file.split("/").at(-1)!;
  const bytes = await Deno.readFile(new URL(`../goldens/${file}`, import.meta.url));
  return await importModelFiles({ main, files: new Map([[main, bytes]]) });
}

const OPTIONS: readonly DesignOptions[] = [
  { io: "io_stream" },
  {
    io: "io_parallel",
    strategy: "resource",
    lanes: { inputs: 2, outputs: 2 },
    precision: { default: "auto", result: "ap_fixed<14,5,AP_RND,AP_SAT>" },
  },
  {
    io: "io_stream",
    strategy: "resource",
    reuseFactor: 7,
    precision: "ap_fixed<12,5>",
    tableSize: 100,
    fifoDepth: 200,
  },
];

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`resolvedOptions() make the same project of every kernel again (${io})`, () => {
    for (const { name, design } of everyPrimitiveDesigns({ io })) assertSame(design, name);
  });
}

for (const file of FILES) {
  Deno.test(`resolvedOptions() make the same project of ${file} again`, async () => {
    const model = await modelOf(file);
    for (const [i, options] of OPTIONS.entries()) {
      assertSame(createDesign(model, options), `${file}, options ${i}`);
    }
  });
}

Deno.test("resolvedOptions() make the same of types that keep layers from being folded, and of those that do not", async () => {
  const model = await modelOf("hls4ml/autoencoder.keras");
  const names = ({ stages }: Design) => stages.map((stage) => stage.name);
  const typed = createDesign(model, {
    layers: { down: { precision: { weight: "ap_fixed<9,2>" } } },
  });
  const plain = createDesign(model);
  for (const design of [typed, plain]) {
    const again = createDesign(model, resolvedOptions(design));
    assertEquals(names(again), names(design));
    assertSame(again, "again");
  }
  assert(names(typed).length >= names(plain).length);
  const layers = resolvedOptions(typed).layers!;
  assertEquals([layers.down.fold, layers.each.fold], [undefined, true]);
});

Deno.test("resolvedOptions() make the same of what hls4ml dumped", async () => {
  for (
    const file of [
      "autoencoder_full_vitis",
      "classifier_name_vitis",
      "torchnet_name_vitis",
      "branches_type_vitis",
    ]
  ) {
    const [name] = file.split("_");
    const model = await modelOf(`hls4ml/${name}.${name === "torchnet" ? "onnx" : "keras"}`);
    const text = await Deno.readTextFile(new URL(`../goldens/hls4ml/${file}.yml`, import.meta.url));
    assertSame(createDesign(model, parseConfiguration(text, file, () => {})), file);
  }
});
