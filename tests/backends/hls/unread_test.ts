import { assertEquals } from "@std/assert";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { GOLDEN } from "../../golden/projects.ts";
import { everyPrimitiveDesigns } from "../../support/every_primitive.ts";
import { decoderDesign } from "./designs.ts";
import { NATIVE_COMPILER } from "./testbench.ts";
import { unreadMembers } from "./unread.ts";

const ignore = NATIVE_COMPILER === undefined;

/** Kernels of sequences, and joins that {@linkcode everyPrimitiveDesigns} has not. */
function sequenceDesign(io: "io_stream" | "io_parallel"): Design {
  const model = buildModel("sequence", (b) => {
    const x = b.input({ length: 6, channels: 4 });
    const grown = b.interpolate(b.upsample(b.maxPool(x, { size: 2 }), { factors: 2 }), { sizes: [9] });
    const pooled = b.averagePool(b.pad(grown, { borders: [{ before: 1, after: 1 }] }), {
      size: 3,
      strides: 1,
    });
    const mean = b.average([pooled, grown, b.relu(grown)]);
    const weights = { shape: [2, 2, 6], data: Float64Array.from({ length: 24 }, (_, i) => (i % 7 - 3) / 4) };
    return [b.concatenate([mean, b.conv1d(grown, { weights, groups: 2, padding: "same" })], { axis: 1 })];
  });
  return createDesign(model, { io, precision: "ap_fixed<10,4>" });
}

const DESIGNS = [
  ...Object.entries(GOLDEN).map(([name, design]) => ({ name, design: design() })),
  ...everyPrimitiveDesigns(),
  ...(["io_stream", "io_parallel"] as const).map((io) => ({
    name: `a sequence ${io}`,
    design: sequenceDesign(io),
  })),
  ...(["io_stream", "io_parallel"] as const).flatMap((io) =>
    (["latency", "resource"] as const).map((strategy) => ({
      name: `decoder ${io} ${strategy}`,
      design: decoderDesign({ io, strategy }),
    }))
  ),
];

for (const { name, design } of DESIGNS) {
  Deno.test({ name: `everything in the configuration of ${name} is read`, ignore }, async () => {
    assertEquals(await unreadMembers(renderFirmware(design), NATIVE_COMPILER!), []);
  });
}

Deno.test({ name: "unreadMembers() finds a constant and a function that nobody reads", ignore }, async () => {
  const files = new Map(renderFirmware(GOLDEN.sequence_vitis_stream()));
  const path = "firmware/parameters.h";
  const more = "    static const int nobody = 3;\n    static int lost(int i) { return i; }\n";
  files.set(path, files.get(path)!.replace("struct config_tanh_1 {\n", (found) => found + more));
  assertEquals(await unreadMembers(files, NATIVE_COMPILER!), [
    "config_tanh_1::nobody",
    "config_tanh_1::lost",
  ]);
});
