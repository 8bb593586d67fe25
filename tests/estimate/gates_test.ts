/** Estimates of modules: counts from plans, and weights fitted to a sweep of syntheses that is committed. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  createDesign,
  type Design,
  type DesignOptions,
  type MemoryPlan,
  type MemoryRole,
} from "../../src/design/mod.ts";
import { GATE_FIT } from "../../src/estimate/gates/coefficients.ts";
import { GATE_FAMILIES, memoryCells, outerRegisters } from "../../src/estimate/gates/family.ts";
import { fittedCounts } from "../../src/estimate/gates/fitted.ts";
import { estimateBasis, estimateDesign } from "../../src/estimate/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { capacityFor, targetOf } from "../../src/target/mod.ts";
import { accuracyOf, relativeError } from "../../scripts/statistics.ts";
import { batchesOf, designOf } from "../../scripts/sweep_gates/configuration.ts";
import { sweptConfigurations } from "../../scripts/sweep_gates/configurations.ts";
import { fitFamily } from "../../scripts/sweep_gates/fit.ts";
import { sweptModules } from "../../scripts/sweep_gates/rows.ts";

const ECP5 = "LFE5U-85F-6BG381C";
const XC7 = "xc7z020clg400-1";

Deno.test("what is swept are more than 150 stages and FIFOs, of every kind that there is a module for", () => {
  const kinds = batchesOf(sweptConfigurations()).flatMap((batch) => {
    const { stages, fifos } = designOf(batch);
    const own = stages.map(({ plan }) => plan.kind).filter((kind) => kind !== "input");
    return [...own, ...batch.group === "fifo" ? fifos.map(() => "fifo") : []];
  });
  assert(kinds.length > 150, `${kinds.length}`);
  assertEquals([...new Set(kinds)].sort(), [
    "clone",
    "concatenate",
    "convolution",
    "dense",
    "fifo",
    "global_pool",
    "interpolate",
    "map",
    "permute",
    "pool",
    "repack",
    "select",
    "shuffle",
    "softmax",
    "upsample",
  ]);
});

const modules = await sweptModules();

for (const family of GATE_FAMILIES) {
  const own = modules.filter((module) => module.family === family);
  Deno.test({
    name: `of shapes of ${family} that a fit did not see, most are within what is said of nine of ten`,
    // The Verilog has changed since the sweep.
    ignore: own.length === 0,
    fn() {
      const shapes = [...new Set(own.map(({ shape }) => shape))];
      const held = new Set(shapes.filter((_, i) => i % 3 === 0));
      const coefficients = fitFamily(own.filter(({ shape }) => !held.has(shape)));
      for (const figure of ["LUT", "FF", "DSP", "BRAM_18K"] as const) {
        const errors = own.filter(({ shape }) => held.has(shape)).map(({ counted, actual }) =>
          relativeError(fittedCounts(counted, coefficients)[figure], actual[figure])
        );
        const { median } = accuracyOf(errors);
        assert(median <= GATE_FIT[family].errors[figure].of90, `${figure}: ${median}`);
      }
    },
  });
}

function memory(role: MemoryRole, words: number, bits: number): MemoryPlan {
  return { role, words, bits, count: 1, kind: "lut" };
}

Deno.test("memoryCells() takes block RAM where Yosys finds it cheaper", () => {
  const fifo = (words: number, bits: number) => memoryCells(memory("fifo", words, bits), "ecp5");
  // As Yosys 0.70 made FIFOs of these sizes.
  assertEquals(
    [[60, 40], [150, 20], [400, 36], [1100, 18]].map(([words, bits]) => fifo(words, bits).blocks),
    [
      0,
      1,
      1,
      2,
    ],
  );
  assertEquals(fifo(60, 40).written, 160);
  // 32 tables of 16 words of four bits cost as much as a block RAM, which is taken then.
  assertEquals([fifo(64, 32).blocks, fifo(64, 28).blocks], [1, 0]);
  // Constants of 36 bits are logic up to 56 words of them, or 227.
  const constants = (family: "ecp5" | "xc7", words: number) =>
    memoryCells(memory("weights", words, 36), family).blocks;
  assertEquals([constants("ecp5", 50), constants("ecp5", 60), constants("xc7", 128)], [0, 1, 0]);
  const rom = (words: number, bits: number) => memoryCells(memory("weights", words, bits), "xc7");
  assertEquals([rom(64, 100), rom(512, 36), rom(2048, 72)].map(({ blocks }) => blocks), [0, 1, 8]);
  assertEquals(rom(64, 100).tables, 100);
});

Deno.test("outerRegisters() leaves out those that a multiplier has of its own", () => {
  const bits = (family: "ecp5" | "xc7", before: number, after: number) =>
    outerRegisters({ count: 1, a: 9, b: 7, before, after }, { family, DSP: 1 });
  assertEquals([bits("ecp5", 2, 1), bits("ecp5", 1, 2), bits("ecp5", 0, 2)], [16, 0, 32]);
  assertEquals([bits("xc7", 2, 1), bits("xc7", 3, 3)], [0, 32]);
  const wide = { count: 1, a: 20, b: 7, before: 2, after: 1 };
  assertEquals(outerRegisters(wide, { family: "ecp5", DSP: 2 }), 81);
  assertEquals(outerRegisters({ ...wide, isConstant: true }, { family: "ecp5", DSP: 1 }), 20);
});

Deno.test("outerRegisters() counts a register that four multipliers read once for all of them", () => {
  const of = (family: "ecp5" | "xc7", DSP: number) =>
    outerRegisters({ count: 1, a: 8, b: 7, before: 3, after: 1, sharedBy: 4 }, { family, DSP });
  // Two, one and three of either factor; one behind a product of look-up tables.
  assertEquals([of("ecp5", 1), of("xc7", 1), of("ecp5", 0)], [4 + 14, 2 + 7, 6 + 21 + 15]);
});

/** A dense layer whose weights have so many bits. */
function denseDesign(bits: number, options: DesignOptions): Design {
  const model = buildModel("net", (b) =>
    b.dense(b.input({ features: 6 }), {
      weights: { shape: [6, 4], data: Float64Array.from({ length: 24 }, (_, i) => (i * 37 % 23 - 11) / 16) },
    }));
  const weight = `ap_fixed<${bits},3>`;
  return createDesign(model, {
    precision: { default: "ap_fixed<16,6>", weight },
    strategy: "resource",
    ...options,
  });
}

Deno.test("a weight of more than 18 bits takes two DSPs of an ECP5, and one of AMD's", () => {
  const dsps = (bits: number, part: string) =>
    estimateDesign(denseDesign(bits, { target: "verilog", reuseFactor: 6, part })).resources.DSP.used;
  assertEquals([dsps(18, ECP5), dsps(19, ECP5), dsps(18, XC7), dsps(19, XC7)], [4, 8, 4, 4]);
});

Deno.test("an estimate is a share of an ECP5 where it counts in its cells, and says on what it rests", () => {
  const design = denseDesign(8, { target: "verilog", part: ECP5 });
  const { LUT, FF } = estimateDesign(design).resources;
  assertEquals([LUT.available, FF.available], [83640, 83640]);
  assert(LUT.used !== null && LUT.used > 0 && FF.used !== null && FF.used > 0);
  assertMatch(estimateBasis(design), /fitted to \d+ modules of \d+ shapes by Yosys [\d.]+ for ECP5/);
  assertMatch(estimateBasis({ ...design, part: XC7 }), /for AMD's 7 series/);
  const hls = denseDesign(8, { target: "vitis", part: ECP5 });
  assertEquals(estimateDesign(hls).resources.LUT.available, null);
  assertMatch(estimateBasis(hls), /hls4ml/);
  assertEquals(capacityFor({ part: "GW2A-LV18PG256C8/I7", target: targetOf("verilog") })?.LUT, 20736);
});

Deno.test("more turns at fewer multipliers take fewer cells", () => {
  const used = (reuseFactor: number) =>
    estimateDesign(denseDesign(8, { target: "verilog", part: ECP5, reuseFactor })).resources;
  const [all, shared] = [used(1), used(12)];
  for (const kind of ["LUT", "FF", "DSP"] as const) assert(shared[kind].used! < all[kind].used!, kind);
});

Deno.test("a convolution of many turns is estimated at a third of the cells where its window stays in memory", () => {
  // The third stage of the example at 6 multipliers, of which Yosys makes 1,403 flip-flops.
  const data = Float64Array.from({ length: 3 * 3 * 24 * 28 }, (_, i) => (i * 37 % 23 - 11) / 16);
  const model = buildModel("stage", (b) =>
    b.conv2d(b.input({ height: 4, width: 6, channels: 24 }), {
      name: "third",
      weights: { shape: [3, 3, 24, 28], data },
      strides: [1, 2],
      padding: "same",
    }));
  const verilog = targetOf("verilog");
  const used = (windowBits: number) =>
    estimateDesign(createDesign(model, {
      target: { ...verilog, name: "own", limits: { ...verilog.limits, windowBits } },
      part: "LFE5U-25F-6BG381C",
      precision: "ap_fixed<16,6>",
      strategy: "resource",
      layers: { third: { lanes: { inputs: 3, outputs: 2 } } },
    })).resources;
  const [inMemory, inRegisters] = [verilog.limits.windowBits, Infinity].map(used);
  for (const kind of ["LUT", "FF"] as const) {
    assert(3 * inMemory[kind].used! < inRegisters[kind].used!, `${kind}: ${inMemory[kind].used}`);
  }
  assert(inMemory.BRAM_18K.used! > inRegisters.BRAM_18K.used!);
});
