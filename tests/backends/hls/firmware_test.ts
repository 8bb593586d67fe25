import { assert, assertEquals } from "@std/assert";
import { renderFirmware, renderTestbench } from "../../../src/backends/hls/mod.ts";
import { selectCompiler } from "../../../src/backends/compile/compiler.ts";
import { harnessSources } from "../../../src/backends/hls/csim/harness.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { everyPrimitiveDesigns } from "../../support/every_primitive.ts";
import { decoderModel } from "./designs.ts";

const IO_TYPES = ["io_stream", "io_parallel"] as const;

/** Firmware, test bench and build script of a design. */
function renderAll(design: Design): Map<string, string> {
  const inputs = randomImages(design, { images: 2, seed: 1n });
  const tensors = simulateScalar(design, inputs);
  const expected = design.outputs.map(({ tensor }) => tensors.get(tensor)!);
  return new Map([...renderFirmware(design), ...renderTestbench(design, { inputs, expected })]);
}

for (const backend of ["vitis", "vivado"]) {
  Deno.test(`renderFirmware() and renderTestbench() for ${backend} give the same bytes twice`, () => {
    const twice = [everyPrimitiveDesigns({ target: backend }), everyPrimitiveDesigns({ target: backend })];
    for (const [i, { name, design }] of twice[0].entries()) {
      assertEquals([...renderAll(design)], [...renderAll(twice[1][i].design)], name);
    }
  });
}

Deno.test("renderFirmware() and renderTestbench() write no text that grows with the image", () => {
  for (const io of IO_TYPES) {
    for (const strategy of ["latency", "resource"] as const) {
      const lines = (size: number) => {
        const model = decoderModel({ height: size, width: size });
        const files = renderAll(createDesign(model, { io, strategy }));
        return [...files].filter(([path]) => !path.startsWith("tb_data/")).map(([path, text]) =>
          `${path}: ${text.split("\n").length} lines`
        );
      };
      assertEquals(lines(64), lines(8), `${io} ${strategy}`);
    }
  }
});

Deno.test("the C++ of a 16x16x16 to 32x32x8 layer compiles in seconds (printed, not a limit)", async () => {
  const cacheFolder = await Deno.makeTempDir();
  try {
    const compiler = await selectCompiler(undefined, { cacheFolder, notify: () => {} });
    const data = Float64Array.from({ length: 4 * 4 * 16 * 8 }, (_, i) => ((i * 7) % 31 - 15) / 16);
    const model = buildModel("large", (b) => {
      const x = b.input({ height: 16, width: 16, channels: 16 });
      return b.convTranspose2d(x, { weights: { shape: [4, 4, 16, 8], data }, strides: 2, padding: "same" });
    });
    for (const io of IO_TYPES) {
      const program = await compiler.compile(harnessSources([{ design: createDesign(model, { io }) }]));
      assert(!program.cached);
      console.log(`${io}: ${program.compileSeconds.toFixed(2)} s with ${compiler.name}`);
    }
  } finally {
    await Deno.remove(cacheFolder, { recursive: true });
  }
});
