import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  crossValidate,
  FIGURES,
  fitCoefficients,
  fittedEstimator,
  naiveEstimator,
  readSyntheses,
  SYNTHESES,
  synthesisGroups,
} from "../../scripts/fit_estimate.ts";
import { blockRams, createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { COEFFICIENTS } from "../../src/estimate/coefficients.ts";
import { fittingFactor } from "../../src/estimate/fit.ts";
import { type DenseShape, estimateDense } from "../../src/estimate/dense.ts";
import { dspOf } from "../../src/target/mod.ts";
import { estimateDesign, estimateTable, estimateWarnings } from "../../src/estimate/mod.ts";
import type { Resources } from "../../src/reports/mod.ts";

const ignore = !(await Deno.stat(SYNTHESES).then(() => true, () => false));

Deno.test({
  name: "estimateDense() holds its gates on shapes that the fit never saw, and beats a naive estimate",
  ignore,
  async fn() {
    const groups = await synthesisGroups();
    assertEquals([...groups.values()].map((rows) => rows.length), [413, 13]);
    const [rows, latency] = groups.values();
    const fitted = crossValidate(rows, fittedEstimator);
    const naive = crossValidate(rows, naiveEstimator);
    assert(fitted.latency.within5 >= 0.95 && fitted.interval.within5 >= 0.95);
    assert(fitted.DSP.median <= 0.02 && fitted.DSP.of90 <= 0.05);
    assert(fitted.LUT.median <= 0.05 && fitted.LUT.of90 <= 0.1);
    assert(fitted.FF.median <= 0.02 && fitted.FF.of90 <= 0.05);
    const unrolled = crossValidate(latency, fittedEstimator);
    assert(unrolled.interval.of90 === 0 && unrolled.latency.median === 0);
    assert(unrolled.DSP.median <= 0.05 && unrolled.LUT.median <= 0.05 && unrolled.FF.median <= 0.05);
    for (const name of FIGURES) {
      assert(fitted[name].within5 >= naive[name].within5, `${name} is no better than naive`);
    }
    for (const name of ["DSP", "LUT", "FF", "BRAM_18K"] as const) {
      assert(fitted[name].median < naive[name].median, `${name} is no better than naive`);
    }
  },
});

Deno.test({
  name: "crossValidate() keeps the rows of a shape from the fit",
  ignore,
  async fn() {
    const rows = (await readSyntheses("resource")).slice(0, 40);
    const shapes = new Set(rows.map((row) => `${row.inputs}x${row.outputs}`));
    let fits = 0;
    crossValidate(rows, (seen) => {
      fits++;
      const known = new Set(seen.map((row) => `${row.inputs}x${row.outputs}`));
      assertEquals(known.size, shapes.size - 1);
      return (row) => {
        assertEquals(known.has(`${row.inputs}x${row.outputs}`), false);
        return row;
      };
    });
    assertEquals(fits, shapes.size);
  },
});

Deno.test({
  name: "COEFFICIENTS are what the script fits to the shared syntheses",
  ignore,
  async fn() {
    assertEquals(COEFFICIENTS, fitCoefficients([...(await synthesisGroups()).values()].flat()));
  },
});

Deno.test("estimateDense() gives the figures of layers that were synthesised", () => {
  // 128×160, 8 bits, factor 1024: 20 DSP, 10 BRAM, 1026 cycles; copied from the table of syntheses by eye.
  const layer: DenseShape = {
    inputs: 128,
    outputs: 160,
    weightBits: 8,
    inputBits: 16,
    accumulatorBits: 16,
    strategy: "resource",
    reuseFactor: 1024,
    dsp: dspOf("xcvu13p-flga2577-2-e"),
  };
  const { DSP, BRAM_18K, latency, interval } = estimateDense(layer);
  assertEquals([DSP, BRAM_18K, latency, interval], [20, 10, 1026, 1024]);
  assertEquals(estimateDense({ ...layer, weightBits: 4 }).DSP, 0);
  // 20 bits by 16 fit a DSP that multiplies 27 by 18, 20 by 20 do not.
  assertEquals(estimateDense({ ...layer, weightBits: 20 }).DSP, 20);
  assertEquals(estimateDense({ ...layer, weightBits: 20, inputBits: 20 }).DSP, 40);
  const unrolled = { ...layer, inputs: 32, outputs: 96, weightBits: 12, reuseFactor: 1 };
  // 32×96, 12 bits, factor 1, by eye: 27257 FF and an interval of 2 (resource), 9604 FF and an interval of 1 (latency).
  const [resource, latencyOf] = (["resource", "latency"] as const).map((strategy) =>
    estimateDense({ ...unrolled, strategy })
  );
  assertEquals([resource.latency, resource.interval, latencyOf.latency, latencyOf.interval], [1, 2, 1, 1]);
  assert(Math.abs(resource.FF - 27257) < 0.01 * 27257 && Math.abs(latencyOf.FF - 9604) < 0.01 * 9604);
});

Deno.test("blockRams() counts block RAMs of 18 Kibit", () => {
  const blocks = (width: number, depth: number) => blockRams({ width, depth });
  assertEquals([blocks(36, 512), blocks(37, 512), blocks(36, 513), blocks(18, 1024)], [1, 2, 2, 1]);
  // 1280 words: 1024 of 18 bits a block, 256 of 36 bits a block.
  assertEquals([blocks(96, 1280), blocks(192, 1280), blocks(8, 2048), blocks(8, 0)], [9, 17, 2, 0]);
});

function numbers(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => ((i * 7) % 13 - 6) / 8);
}

function decoder(channels = 4): Model {
  return buildModel("decoder", (b) => {
    const x = b.input({ height: 4, width: 5, channels });
    const weights = { shape: [4, 4, channels, 3] as const, data: numbers(4 * 4 * channels * 3) };
    return b.relu(b.convTranspose2d(x, { weights, strides: 2, padding: "same" }));
  });
}

const VARIANTS: readonly DesignOptions[] = [
  { io: "io_stream", strategy: "latency" },
  { io: "io_stream", strategy: "resource", reuseFactor: 4 },
  { io: "io_parallel", strategy: "latency" },
  { io: "io_parallel", strategy: "resource", reuseFactor: 8 },
];

for (const options of VARIANTS) {
  const name = `${options.io}, ${options.strategy}, factor ${options.reuseFactor ?? 1}`;

  Deno.test(`estimateDesign() is whole and says that it is estimated: ${name}`, () => {
    const design = createDesign(decoder(), options);
    const report = estimateDesign(design);
    assertMatch(report.tool!, /estimated/);
    assertEquals(report.modules.length, design.stages.length - 1);
    const intervals = report.modules.map((module) => module.interval.maxCycles!);
    assertEquals(report.interval.maxCycles, Math.max(...intervals));
    assertEquals(report.interval.maxCycles, design.schedule?.intervalCycles ?? Math.max(...intervals));
    assert(report.latency.maxCycles! >= report.interval.maxCycles!);
    const lut = report.modules.reduce((sum, module) => sum + module.resources.LUT.used!, 0);
    assertEquals(report.resources.LUT.used, lut);
    for (const { used, available } of Object.values(report.resources)) {
      assert(Number.isInteger(used) && used! >= 0 && Number.isInteger(available));
    }
  });
}

/** Resources of the layer of a network of one, resource strategy, without look-up tables that hold weights. */
function resourcesOf(model: Model, options: DesignOptions): Resources {
  const { modules } = estimateDesign(
    createDesign(model, { strategy: "resource", memoryKind: "block", ...options }),
  );
  return modules.findLast(({ resources }) => resources.LUT.used! > 0)!.resources;
}

/** 40 inputs and 24 outputs a pixel of each phase; or all of them once. */
const LAYERS: Readonly<Record<string, Model>> = {
  "transposed convolution": buildModel("up", (b) => {
    const weights = { shape: [4, 4, 10, 24] as const, data: numbers(4 * 4 * 10 * 24) };
    return b.convTranspose2d(b.input({ height: 5, width: 6, channels: 10 }), {
      weights,
      strides: 2,
      padding: "same",
    });
  }),
  "dense layer": buildModel(
    "dense",
    (b) =>
      b.dense(b.input({ length: 1, channels: 40 }), { weights: { shape: [40, 24], data: numbers(40 * 24) } }),
  ),
};
const FACTORS = [2, 4, 5, 8, 10, 20, 40, 80, 160, 960];
const WIDTHS = [2, 3, 4, 5, 6, 8, 10, 12, 16, 18, 19, 24, 25, 26, 28];

for (const [name, model] of Object.entries(LAYERS)) {
  for (const io of ["io_stream", "io_parallel"] as const) {
    Deno.test(`estimateDesign() takes fewer multipliers, adders and registers the more a ${name} shares them, ${io}`, () => {
      const found = FACTORS.map((reuseFactor) =>
        resourcesOf(model, { io, reuseFactor, precision: "ap_fixed<16,6>" })
      );
      for (let i = 1; i < found.length; i++) {
        for (const kind of ["DSP", "LUT", "FF"] as const) {
          assert(found[i][kind].used! < found[i - 1][kind].used!, `${kind} at ${FACTORS[i]}`);
        }
      }
      const matrices = found.at(-1)!.DSP.used!;
      const multipliers = FACTORS.map((factor) => matrices * 960 / factor);
      assertEquals(found.map(({ DSP }) => DSP.used), multipliers);
    });

    Deno.test(`estimateDesign() takes more of everything the wider the types of a ${name} are, ${io}`, () => {
      const found = WIDTHS.map((width) =>
        resourcesOf(model, {
          io,
          reuseFactor: 8,
          precision: `ap_fixed<${width},2>`,
          part: "xc7k325tffg900-2",
        })
      );
      for (let i = 1; i < found.length; i++) {
        // At 6 bits products move from look-up tables into DSPs.
        const kinds = WIDTHS[i] === 6 ? ["DSP", "FF"] as const : ["LUT", "FF"] as const;
        for (const kind of kinds) {
          assert(found[i][kind].used! > found[i - 1][kind].used!, `${kind} at ${WIDTHS[i]} bits`);
        }
      }
      const matrices = resourcesOf(model, { io, reuseFactor: 960, precision: "ap_fixed<16,6>" }).DSP.used!;
      // Of the 7 series: 18 by 25 bits.
      const tiles = WIDTHS.map((width) => width < 6 ? 0 : width <= 18 ? 1 : width <= 25 ? 2 : 4);
      assertEquals(found.map(({ DSP }) => DSP.used), tiles.map((count) => count * matrices * 120));
    });
  }
}

Deno.test("estimateDesign() counts the width of inputs and that of weights, each for itself", () => {
  const model = buildModel("dense", (b) => {
    const x = b.relu(b.input({ length: 1, channels: 40 }));
    return b.dense(x, { weights: { shape: [40, 24], data: numbers(40 * 24) } });
  });
  const used = (weight: number, input: string, part: string) => {
    const precision = { weight: `ap_fixed<${weight},2>`, result: input };
    const { DSP, LUT } = resourcesOf(model, { part, reuseFactor: 40, precision });
    return [DSP.used!, LUT.used!] as const;
  };
  const dsps = (part: string) =>
    ([[16, 16], [18, 25], [25, 18], [18, 26], [19, 27], [24, 27], [5, 40], [40, 5]] as const).map((
      [weight, input],
    ) => used(weight, `ap_fixed<${input},2>`, part)[0] / 24);
  assertEquals(dsps("xc7z020clg484-1"), [1, 1, 1, 2, 2, 2, 0, 0]);
  assertEquals(dsps("xcvu13p-flga2577-2-e"), [1, 1, 1, 1, 2, 2, 0, 0]);
  assertEquals(dsps("xcvc1902-vsva2197-2MP-e-S"), [1, 1, 1, 1, 1, 1, 0, 0]);
  // A number without a sign takes one bit more of a signed multiplier.
  assertEquals(used(18, "ap_ufixed<27,2>", "xcvu13p")[0] / 24, 2);
  const luts = [4, 8, 12, 16, 20].map((input) => used(4, `ap_fixed<${input},2>`, "xcvu13p")[1]);
  assertEquals(luts, [...luts].sort((a, b) => a - b));
  assertEquals(new Set(luts).size, luts.length);
});

Deno.test("estimateDesign() does not know what an unlisted part has", () => {
  const { resources } = estimateDesign(createDesign(decoder(), { part: "xyz1-2" }));
  assertEquals(resources.DSP.available, null);
  assertEquals(estimateWarnings(createDesign(decoder(), { part: "xyz1-2" })), []);
});

Deno.test("estimateTable() has a row a stage, the whole and what the part has", () => {
  const design = createDesign(decoder());
  const { head, rows } = estimateTable(design);
  assertEquals(head, ["estimated", "latency", "interval", "BRAM_18K", "DSP", "FF", "LUT", "URAM"]);
  assertEquals(rows.map((row) => row.length), rows.map(() => head.length));
  assertEquals(rows.length, design.stages.length - 1 + 2);
  assertEquals(rows.at(-1)!.slice(0, 5), ["available in xcvu13p-flga2577-2-e", "", "", 5376, 12288]);
});

Deno.test("estimateWarnings() names what is lacking and a factor with which it fits", () => {
  const options: DesignOptions = { part: "xc7z010clg400-1", precision: "ap_fixed<16,6>" };
  const design = createDesign(decoder(32), options);
  const warnings = estimateWarnings(design);
  assertMatch(warnings[0], /^xc7z010clg400-1 is overfull: an estimated \d+ DSP of 80$/);
  const factor = Number(warnings.at(-1)!.match(/--strategy resource --reuse-factor (\d+)$/)![1]);
  const fits = createDesign(decoder(32), { ...options, strategy: "resource", reuseFactor: factor });
  assertEquals(estimateWarnings(fits), []);
  assertEquals(estimateWarnings(createDesign(decoder())), []);
});

/** Two layers of 36 inputs and 6 outputs, and of 24 and 5. */
function pair(): Model {
  return buildModel("pair", (b) => {
    const x = b.input({ height: 5, width: 6, channels: 9 });
    const weights = { shape: [4, 4, 9, 6] as const, data: numbers(4 * 4 * 9 * 6) };
    const up = b.relu(b.convTranspose2d(x, { weights, strides: 2, padding: "same" }));
    return b.conv2d(up, { weights: { shape: [2, 2, 6, 5], data: numbers(2 * 2 * 6 * 5) } });
  });
}

const PARTS = ["xc7z010clg400-1", "xc7z020clg484-1", "xc7a35tcpg236-1"];
const FIT_CASES: readonly DesignOptions[] = [
  ...PARTS.flatMap((part) => (["io_stream", "io_parallel"] as const).map((io) => ({ part, io }))),
  { part: PARTS[0], layers: { conv2d_1: { strategy: "resource", reuseFactor: 8 } } },
  { part: PARTS[0], layerTypes: { Conv2DTranspose: { reuseFactor: 3 } } },
];

for (const options of FIT_CASES) {
  const set = [options.layers, options.layerTypes].flatMap((entries) => Object.keys(entries ?? {})).join(
    ", ",
  );
  Deno.test(`fittingFactor() is the least valid factor that fits: ${options.part}, ${options.io ?? ""}${set}`, () => {
    // Divisors of the inputs, and the inputs times divisors of the outputs, of either layer.
    const valid = [1, 2, 3, 4, 6, 8, 9, 12, 18, 24, 36, 72, 108, 120, 216];
    const fits = valid.filter((reuseFactor) => {
      const design = createDesign(pair(), { ...options, strategy: "resource", reuseFactor });
      const { resources } = estimateDesign(design);
      return Object.values(resources).every(({ used, available }) => used! <= available!);
    });
    assertEquals(fittingFactor(createDesign(pair(), options)), fits[0] ?? null);
  });
}

Deno.test("estimateWarnings() says when no factor helps", () => {
  const model = buildModel("wide", (b) => b.relu(b.input({ length: 2, channels: 30_000 })));
  const warnings = estimateWarnings(createDesign(model, { part: "xc7z010clg400-1", io: "io_parallel" }));
  assertMatch(warnings.at(-1)!, /^no model-wide reuse factor/);
});
