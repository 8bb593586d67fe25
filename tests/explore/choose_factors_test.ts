import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  deserialiseOptions,
  type DesignOptions,
  type Goal,
  isMacStage,
  multipliersOf,
  serialiseOptions,
} from "../../src/design/mod.ts";
import { chooseFactors, factorSaving } from "../../src/explore/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { RESOURCE_KINDS } from "../../src/reports/mod.ts";
import { seededRandom } from "../../src/simulate/random.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import { smallNetwork } from "./random_network.ts";
import { combinations, wayOf, waysOf } from "./ways.ts";

Deno.test("chooseFactors() is as cheap as the best of all combinations, and keeps the interval", async (t) => {
  const part = "xcvu13p-flga2577-2-e";
  await forEachSeed(t, seedsFrom(1, 200), (seed) => {
    const random = seededRandom(seed);
    const model = smallNetwork(random);
    const all = [...combinations(waysOf(model, { part }))];
    const paces = [...new Set(all.map(({ cycles }) => cycles))].sort((a, b) => a - b);
    const interval = paces[Math.floor(random.next() * paces.length)] + Math.floor(random.next() * 3);
    const choice = chooseFactors(model, { interval }, { part });
    const got = wayOf(model, choice);
    const best = Math.min(...all.filter(({ cycles }) => cycles <= interval).map(({ cost }) => cost));
    assert(got.cycles <= interval && choice.interval === got.cycles);
    assertAlmostEquals(got.cost, best, 1e-12);
    if (seed % 8 === 0) {
      assertEquals(createDesign(model, choice.options).schedule?.intervalCycles, choice.interval);
    }

    const least = Math.min(...all.map(({ dsp }) => dsp));
    const dsp = Math.max(1, least) + Math.floor(random.next() * 20);
    const within = chooseFactors(model, { dsp }, { part });
    const fastest = Math.min(...all.filter((each) => each.dsp <= dsp).map(({ cycles }) => cycles));
    const limited = wayOf(model, within);
    assert(limited.dsp <= dsp);
    assertEquals(limited.cycles, fastest);
  });
});

const example = await importModel("examples/autoencoder/autoencoder.onnx");

Deno.test("factorSaving() promises no interval that a FIFO of the design makes longer than its stages are", () => {
  const weights = { shape: [3, 3, 2, 2], data: Float64Array.from({ length: 36 }, (_, i) => Math.sin(i)) };
  const chain = buildModel("chain", (b) => {
    const x = b.input({ height: 12, width: 10, channels: 2 });
    const wide = b.conv2d(x, { name: "wide", weights, padding: "same" });
    const less = b.conv2d(b.conv2d(wide, { weights, padding: "same" }), {
      weights,
      strides: 2,
      padding: "same",
    });
    return b.conv2d(less, { weights, padding: "same" });
  });
  const design = (fifoDepth?: number) =>
    createDesign(chain, { strategy: "resource", reuseFactor: 6, layers: { wide: { fifoDepth } } });
  assertEquals(factorSaving(design()), { interval: 741, multipliers: { now: 24, chosen: 16 } });
  assertEquals([design().schedule?.intervalCycles, design(1).schedule?.intervalCycles], [741, 792]);
  assertEquals(factorSaving(design(1)), null);
});

Deno.test("chooseFactors() needs a fourteenth of the example's multipliers for the same interval", () => {
  const choice = chooseFactors(example, { interval: 1550 });
  assert(choice.interval <= 1550 && choice.multipliers <= 225);
  const uniform = createDesign(example, { strategy: "resource", reuseFactor: 4 });
  assertEquals(uniform.schedule?.intervalCycles, 1548);
  assertEquals(uniform.stages.filter(isMacStage).reduce((sum, stage) => sum + multipliersOf(stage), 0), 3136);
  assertEquals(factorSaving(uniform), {
    interval: 1548,
    multipliers: { now: 3136, chosen: choice.multipliers },
  });
  assertEquals(factorSaving(createDesign(example, choice.options)), null);
});

Deno.test("chooseFactors() gives options whose project is that of the same options in a file, byte for byte", () => {
  const { options } = chooseFactors(example, { rate: 100_000 }, {
    reuseFactor: "auto",
    layers: { encode1: { fold: true } },
  });
  const again = deserialiseOptions(JSON.parse(JSON.stringify(serialiseOptions(options))), "interlace.json");
  const bytes = (options: DesignOptions) => [...renderProject(createDesign(example, options))];
  assertEquals(bytes(again), bytes(options));
});

Deno.test("chooseFactors() leaves what was set for a layer or its type, and what hls4ml dumped open", () => {
  const options: DesignOptions = {
    layers: {
      encode2: { reuseFactor: 3 },
      decode1: { strategy: "latency" },
      decode2: { reuseFactor: 1, dumped: true },
    },
    layerTypes: { Conv2D: { strategy: "resource" } },
  };
  const { layers, options: chosen } = chooseFactors(example, { interval: 1550 }, options);
  const of = (name: string) => layers.find(({ layer }) => layer === name)!;
  assertEquals([of("encode2").reuseFactor, of("encode2").strategy, of("encode2").isChosen], [
    3,
    "resource",
    false,
  ]);
  assertEquals(chosen.layers?.encode2, { reuseFactor: 3 });
  assertEquals(of("decode1").strategy, "latency");
  assertEquals([of("encode1").strategy, of("encode3").strategy], ["resource", "resource"]);
  assert(of("decode2").isChosen && of("decode2").reuseFactor > 1);
});

Deno.test("chooseFactors() chooses how many windows an io_parallel design computes at once", () => {
  const io = "io_parallel";
  const { layers, interval, options } = chooseFactors(example, { interval: 100 }, { io });
  assert(interval <= 100 && layers.some(({ windows }) => windows > 1));
  const report = estimateDesign(createDesign(example, options));
  assertEquals(report.interval.maxCycles, interval);
  const set = chooseFactors(example, { interval: 400 }, { io, parallelizationFactor: 2 });
  const used = createDesign(example, { io, parallelizationFactor: 2 }).settings
    .flatMap(({ parallelizationFactor }) =>
      parallelizationFactor === null ? [] : [parallelizationFactor.used]
    );
  assertEquals(set.layers.map(({ windows }) => windows), used);
});

Deno.test("chooseFactors() keeps to a share of every resource of the part, FIFOs included", () => {
  const part = "xck26-sfvc784-2LV-c";
  const { options, interval } = chooseFactors(example, { fit: 0.5 }, { part });
  const report = estimateDesign(createDesign(example, options));
  assert(report.interval.maxCycles === interval);
  for (const kind of RESOURCE_KINDS) {
    const { used, available } = report.resources[kind];
    assert(used! <= available! / 2, `${used} ${kind} of ${available}`);
  }
  const more = chooseFactors(example, { fit: 0.9 }, { part });
  assert(more.interval < interval);
});

Deno.test("chooseFactors() weighs by the target's own part where nobody knows what the part has", () => {
  assertEquals(
    chooseFactors(example, { interval: 1550 }, { part: "xc9unknown" }).layers,
    chooseFactors(example, { interval: 1550 }).layers,
  );
});

Deno.test("chooseFactors() says what holds the goal, and what its next step costs", () => {
  const { holds } = chooseFactors(example, { interval: 1550 });
  assertEquals(holds, ["decode3 holds 1,547: its next step, 781, costs 16 DSP"]);
  assertEquals(chooseFactors(example, { interval: 422 }).holds, [
    "encode1 holds 422: it has no faster factor",
  ]);
  const set = chooseFactors(example, { interval: 4000 }, {
    layers: { encode1: { reuseFactor: 18, strategy: "resource" } },
  });
  assertEquals(set.holds.length, 1);
});

Deno.test("chooseFactors() refuses what cannot be reached, saying what is in the way", () => {
  const refusal = (goal: Goal, options: DesignOptions = {}) =>
    assertThrows(() => chooseFactors(example, goal, options), InterlaceError);
  const slow = refusal({ interval: 300 });
  assertEquals([slow.kind, slow.code, slow.hint], [
    "failure",
    "goal-unreachable",
    "The least interval is 422 cycles.",
  ]);
  assertStringIncludes(slow.summary, '"encode1" takes 422');
  assertStringIncludes(refusal({ dsp: 5 }).summary, "within 5 DSP: it takes at least");
  assertStringIncludes(refusal({ fit: 0.0001 }).summary, "BRAM_18K");
  const set = refusal({ interval: 1550 }, {
    layers: { encode2: { reuseFactor: 216, strategy: "resource" } },
  });
  assertStringIncludes(set.summary, '"encode2" takes');
  assertEquals(refusal({ interval: 1550 }, { reuseFactor: 4 }).place.field, "ReuseFactor");
});

Deno.test("chooseFactors() refuses goals that are none", () => {
  const wrong = [
    "{}",
    '{"interval":0}',
    '{"fit":2}',
    '{"rate":-1}',
    '{"interval":1,"dsp":1}',
    '{"speed":3}',
    "[]",
  ];
  for (const text of wrong) {
    const goal: Goal = JSON.parse(text);
    assertThrows(() => chooseFactors(example, goal), InterlaceError, "Cannot choose factors");
  }
});

Deno.test("createDesign() refuses a reuse factor of auto, which needs a goal", () => {
  const error = assertThrows(() => createDesign(example, { reuseFactor: "auto" }), InterlaceError);
  assertEquals([error.code, error.place.field], ["option-invalid", "ReuseFactor"]);
});
