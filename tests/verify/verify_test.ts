import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { VERIFY_STEPS, verifyDesign } from "../../src/verify/mod.ts";

const WEIGHTS = { shape: [3, 2, 3], data: Float64Array.from({ length: 18 }, (_, i) => (i % 7 - 3) / 4) };

function upsample(b: ModelBuilder, x: Node): Node {
  return b.convTranspose1d(x, { weights: WEIGHTS, bias: [0.5, -0.25, 0], strides: 2, name: "up" });
}

function model(): Model {
  return buildModel(
    "tiny",
    (b) => b.relu(upsample(b, b.input({ length: 4, channels: 2, name: "x" })), { name: "act" }),
  );
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`verifyDesign() passes a transposed convolution in ${io}`, async () => {
    const steps: string[] = [];
    const design = createDesign(model(), { io, precision: "ap_fixed<12,6,AP_RND,AP_SAT>" });
    const report = await verifyDesign(design, { samples: 3, seed: 1, progress: (step) => steps.push(step) });
    assertEquals(report.passed, true);
    assertEquals(steps, [...VERIFY_STEPS]);
    assertEquals([report.model, report.io, report.backend, report.samples], ["tiny", io, "vitis", 3]);
    assertEquals(report.simulatorVsCsim?.mismatches, 0);
    assertEquals(report.layers.slice(0, 3).map((layer) => [layer.name, layer.kind, layer.mismatches]), [
      ["x", "input", 0],
      ["up", "conv_transpose", 0],
      ["act", "relu", 0],
    ]);
    // Every value that was compared is that of a layer listed.
    const sizes = new Map(
      [...design.tensors].map(([name, { shape }]) => [name, shape.reduce((a, b) => a * b, 1)]),
    );
    const values = report.layers.reduce((sum, layer) => sum + 6 * sizes.get(layer.name)!, 0);
    assertEquals(report.simulatorVsCsim?.values, values);
    assertEquals(report.schedule?.fifos.length, io === "io_stream" ? 1 : undefined);
    if (report.threads !== null) {
      assertEquals(report.threads, { samples: 1, mismatches: 0 });
      for (const { depth, deepestFill } of report.schedule!.fifos) assertEquals(deepestFill! <= depth, true);
    }
    assertEquals(report.import, {
      oracle: null,
      missing: {
        framework: null,
        reason: "the model was built by code: there is no file to run",
        node: null,
      },
      maxRelError: null,
      tolerance: null,
      layers: null,
      conflict: null,
    });
    assertEquals(report.checks, {
      bits: "passed",
      import: "skipped",
      passes: "passed",
      quantisation: "skipped",
    });
    assertEquals(report.passes.maxRelError < 1e-12, true);
    assertEquals(Object.values(report.seconds).every((seconds) => seconds >= 0), true);
    assertEquals(JSON.parse(JSON.stringify(report)), report);
  });
}

Deno.test("verifyDesign() counts overflows and quantisation errors of given data", async () => {
  const design = createDesign(model(), { precision: "ap_fixed<8,4,AP_TRN,AP_SAT>" });
  const data = new Map([["", { shape: [1, 4, 2], data: new Float64Array(8).fill(7.96875) }]]);
  const report = await verifyDesign(design, { data });
  const [x, up] = report.layers;
  // Half a bit beyond the last mantissa: rounded down, no overflow.
  assertEquals([x.overflows, x.maxAbsError, x.observedMin, x.observedMax], [0, 1 / 32, 7.9375, 7.9375]);
  assertEquals(up.observedMin >= -8 && up.observedMax <= 7.9375, true);
  assertEquals(report.simulatorVsCsim?.mismatches, 0);
  assertEquals(report.quantisation.maxAbsError >= report.quantisation.meanAbsError, true);
});

Deno.test("verifyDesign() finds firmware that computes something else", async () => {
  const design = createDesign(model(), { precision: "ap_fixed<12,6,AP_RND,AP_SAT>" });
  const other = createDesign(model(), { precision: "ap_fixed<12,6,AP_TRN,AP_SAT>" });
  const report = await verifyDesign(design, { project: renderFirmware(other), samples: 2 });
  assertEquals(report.passed, false);
  assertEquals(report.simulatorVsCsim!.mismatches > 0, true);
  const { first } = report.simulatorVsCsim!;
  assertEquals(first?.simulator === first?.csim, false);
  assertEquals(report.layers.some((layer) => layer.name === first?.layer && layer.mismatches > 0), true);
});

Deno.test("verifyDesign() passes on what is wrong with data and compiler", async () => {
  const design = createDesign(model());
  const wrong = new Map([["", { shape: [1, 2, 4], data: new Float64Array(8) }]]);
  await assertRejects(() => verifyDesign(design, { data: wrong }), InterlaceError, 'for input "x"');
  const compiler = "no-such-compiler";
  await assertRejects(
    () => verifyDesign(design, { runners: { hls: { compiler } }, samples: 1 }),
    InterlaceError,
    compiler,
  );
});
