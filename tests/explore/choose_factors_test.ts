import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  deserialiseOptions,
  type DesignOptions,
  draftDesign,
  type Goal,
  isMacStage,
  type Lanes,
  multipliersOf,
  serialiseOptions,
} from "../../src/design/mod.ts";
import { chooseFactors, type FactorChoice, factorSaving } from "../../src/explore/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { estimateDesign, RESOURCE_KINDS } from "../../src/reports/mod.ts";
import { seededRandom } from "../../src/simulate/random.ts";
import { STRATEGIES } from "../../src/target/mod.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import { smallNetwork } from "./random_network.ts";

/** A layer built in one way, as whole designs and their estimates say: nothing here is asked of the room under test. */
interface Way {
  readonly cycles: number;
  readonly cost: number;
  readonly dsp: number;
}

/** Every way to build every layer that multiplies, and what the others take. */
function waysOf(model: Model, options: DesignOptions): readonly (readonly Way[])[] {
  const factors = new Map(
    draftDesign(model, options).bare.stages.filter(isMacStage).map(({ name, plan }) => [
      name,
      STRATEGIES.flatMap((strategy) => lanesOfMatrix(plan).map((lanes) => ({ strategy, lanes }))),
    ]),
  );
  const ways = new Map<string, Way[]>();
  const most = Math.max(...[...factors.values()].map((list) => list.length));
  for (let i = 0; i < most; i++) {
    const layers = Object.fromEntries(
      [...factors].map(([name, list]) => [name, list[Math.min(i, list.length - 1)]]),
    );
    const built = { ...options, layers };
    // What a target schedules exactly is asked of the whole design.
    const scheduled = options.target === "verilog" ? createDesign(model, built).schedule!.stages : [];
    const exact = new Map(scheduled.map(({ name, busyCycles }) => [name, busyCycles]));
    for (const { name, interval, resources } of estimateDesign(draftDesign(model, built).bare).modules) {
      const cost = RESOURCE_KINDS.reduce((sum, kind) => {
        const { used, available } = resources[kind];
        return sum + used! / available!;
      }, 0);
      const list = ways.get(name) ?? [];
      if (i === 0 || i < (factors.get(name)?.length ?? 0)) {
        list.push({ cycles: exact.get(name) ?? interval.maxCycles!, cost, dsp: resources.DSP.used! });
      }
      ways.set(name, list);
    }
  }
  // Of ways that are the same in all that counts, one.
  return [...ways.values()].map((
    list,
  ) => [...new Map(list.map((way) => [JSON.stringify(way), way])).values()]);
}

/** Every pair of divisors of a matrix of weights. */
function lanesOfMatrix(
  { inputs, bias }: { readonly inputs: number; readonly bias: { readonly data: BigInt64Array } },
): readonly Lanes[] {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return upTo(inputs).filter((a) => inputs % a === 0).flatMap((a) =>
    upTo(bias.data.length).filter((b) => bias.data.length % b === 0).map((b) => ({ inputs: a, outputs: b }))
  );
}

/** Every combination of one way a stage. */
function* combinations(ways: readonly (readonly Way[])[]): Generator<Way> {
  const [first, ...rest] = ways;
  if (first === undefined) yield { cycles: 0, cost: 0, dsp: 0 };
  else {
    for (const behind of combinations(rest)) {
      for (const way of first) {
        yield {
          cycles: Math.max(way.cycles, behind.cycles),
          cost: way.cost + behind.cost,
          dsp: way.dsp + behind.dsp,
        };
      }
    }
  }
}

/** What a choice costs by the estimate of the whole design that is made of it, with FIFOs as shallow as above. */
function wayOf(model: Model, choice: FactorChoice): Way {
  const { modules } = estimateDesign(draftDesign(model, choice.options).bare);
  return {
    cycles: Math.max(...modules.map(({ interval }) => interval.maxCycles!)),
    cost: modules.reduce(
      (sum, { resources }) =>
        sum +
        RESOURCE_KINDS.reduce((part, kind) => part + resources[kind].used! / resources[kind].available!, 0),
      0,
    ),
    dsp: modules.reduce((sum, { resources }) => sum + resources.DSP.used!, 0),
  };
}

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

Deno.test("chooseFactors() is as cheap as the best of all combinations by the exact schedule of Verilog", async (t) => {
  await forEachSeed(t, seedsFrom(1, 5), (seed) => {
    const random = seededRandom(seed);
    const model = smallNetwork(random);
    const options = { target: "verilog" };
    const ways = waysOf(model, options);
    const floor = Math.max(...ways.map((list) => Math.min(...list.map(({ cycles }) => cycles))));
    const paces = [...new Set(ways.flat().map(({ cycles }) => cycles))].filter((pace) => pace >= floor);
    const interval = paces[Math.floor(random.next() * paces.length)];
    const choice = chooseFactors(model, { interval }, options);
    assert(choice.interval <= interval);
    assertEquals(createDesign(model, choice.options).schedule?.intervalCycles, choice.interval);
    const best = ways.reduce(
      (sum, list) =>
        sum + Math.min(...list.filter(({ cycles }) => cycles <= interval).map(({ cost }) => cost)),
      0,
    );
    assertAlmostEquals(wayOf(model, choice).cost, best, 1e-12);
    // A cycle less is a promise that this choice would not keep.
    const sooner = chooseFactors(model, { interval: floor }, options);
    assertEquals(createDesign(model, sooner.options).schedule?.intervalCycles, floor);
    assertThrows(
      () => chooseFactors(model, { interval: floor - 1 }, options),
      InterlaceError,
      "Cannot reach an interval",
    );
  });
});

Deno.test("chooseFactors() finds the shortest interval within resources by the exact schedule of Verilog", () => {
  const within = chooseFactors(example, { multipliers: 100 }, { target: "verilog" });
  assert(within.multipliers <= 100);
  assertEquals(createDesign(example, within.options).schedule?.intervalCycles, within.interval);
  assertEquals(within.interval, 3456);
  const same = chooseFactors(example, { interval: within.interval }, { target: "verilog" });
  assert(same.multipliers <= 100);
  const less = chooseFactors(example, { interval: within.interval - 1 }, { target: "verilog" });
  assert(less.multipliers > 100, `${less.multipliers}`);
});

Deno.test("chooseFactors() promises no interval that a stage in Verilog exceeds, whose multipliers wait for pixels", () => {
  // Of seven columns the last two make no output: while they pass, the multipliers are idle.
  const weights = { shape: [3, 3, 1, 1], data: Float64Array.from({ length: 9 }, (_, i) => i / 8) };
  const model = buildModel(
    "cropped",
    (b) =>
      b.convTranspose2d(b.input({ height: 3, width: 7, channels: 1 }), {
        name: "up",
        weights,
        strides: 2,
        padding: [{ before: 0, after: 0 }, { before: 5, after: 4 }],
      }),
  );
  const { interval, options } = chooseFactors(model, { interval: 60 }, { target: "verilog" });
  assertEquals(createDesign(model, options).schedule?.intervalCycles, interval);
  const error = assertThrows(
    () => chooseFactors(model, { interval: 42 }, { target: "verilog" }),
    InterlaceError,
    '"up" takes 56 with any factor',
  );
  assertEquals(error.hint, "The least interval is 56 cycles.");
});

const example = await importModel("examples/autoencoder/autoencoder.onnx");

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
