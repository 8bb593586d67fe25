import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, deserialiseOptions, draftDesign } from "../../src/design/mod.ts";
import {
  type Candidate,
  explore,
  type ExploreEngine,
  type ExploreOptions,
  explorePoints,
  type ExploreStep,
  isBuilt,
  METRICS,
  openStore,
  paretoSet,
} from "../../src/explore/mod.ts";
import { weighFor } from "../../src/explore/cost.ts";
import { hereEngine } from "../../src/explore/exploration/here.ts";
import { formatRecord, parseRecord } from "../../src/explore/exploration/record.ts";
import { sum } from "../../src/estimate/counts.ts";
import { loopCycles } from "../../src/estimate/cycles.ts";
import { logicResources } from "../../src/estimate/resources.ts";
import { simulate } from "../../src/simulate/mod.ts";
import { smallModel, smallSamples } from "./small_model.ts";

const model = smallModel();
const data = new Map([["", smallSamples()]]);
const POINTS: ExploreOptions = { intervals: [100, 300], budgets: [30], widths: [9], threads: 1 };

async function all(options: ExploreOptions): Promise<readonly ExploreStep[]> {
  return await Array.fromAsync(explore(model, data, options));
}

/** Counts the points that are computed, and may end before one of them. */
function countingEngine(stopBefore = Infinity) {
  const counted = { points: 0 };
  const engine: ExploreEngine = {
    async *run(task, points, signal) {
      counted.points += points.length;
      let given = 0;
      for await (const result of hereEngine.run(task, points, signal)) {
        if (given++ >= stopBefore) return;
        yield result;
      }
    },
  };
  return { counted, engine };
}

const steps = await all(POINTS);
const candidates = steps.map(({ candidate }) => candidate);

Deno.test("explore() crosses intervals with budgets and widths, each with metric, cycles and cost", async () => {
  assertEquals(
    candidates.map(({ interval, types }) => [interval, JSON.stringify(types)]),
    [[100, '{"width":9}'], [300, '{"width":9}'], [100, '{"budget":30}'], [300, '{"budget":30}']],
  );
  assertEquals(steps.map(({ done, total, isKnown }) => [done, total, isKnown]), [
    [1, 4, false],
    [2, 4, false],
    [3, 4, false],
    [4, 4, false],
  ]);
  for (const candidate of candidates) {
    if (!isBuilt(candidate)) throw new Error("A candidate was not built");
    const { interval, types, figures } = candidate;
    assert(figures.cycles <= interval);
    if ("budget" in types) assert(figures.searched >= types.budget);
    // The configuration is that of the figures.
    const options = deserialiseOptions(figures.configuration, "candidate");
    const design = draftDesign(model, options).bare;
    assertEquals(
      figures.cycles,
      design.stages.reduce((most, { work }) => Math.max(most, loopCycles(work)), 1),
    );
    const resources = sum(design.stages.map((stage) => logicResources(design, stage)));
    assertEquals(figures.resources, resources);
    assertAlmostEquals(figures.cost, weighFor(design)(resources), 1e-12);
    const [made] = [...(await simulate(createDesign(model, options), smallSamples(3))).values()];
    assert(made.data.every(Number.isFinite));
  }
  const [wide, narrow] = [candidates[0], candidates[2]].map(({ figures }) => figures!);
  assert(narrow.averageBits < 9 && narrow.cost < wide.cost);
  assertEquals(wide.averageBits, 9);
  // A longer interval takes less.
  assert(candidates[3].figures!.cost < narrow.cost);
});

Deno.test("explorePoints() gives a candidate what it gives alone, whatever was computed before it", async () => {
  const points = candidates.map(({ interval, types }) => ({ interval, types })).toReversed();
  const others = await Array.fromAsync(explorePoints(model, data, points, { threads: 1 }));
  assertEquals(others.map(({ candidate }) => candidate).toReversed(), candidates);
});

Deno.test("explore() on workers gives what it gives in one thread", async () => {
  const others = (await all({ ...POINTS, threads: 2 })).map(({ candidate }) => candidate);
  const byKey = (list: readonly Candidate[]) => list.toSorted((a, b) => a.key < b.key ? -1 : 1);
  assertEquals(byKey(others), byKey(candidates));
});

Deno.test("explore() computes nothing twice that a store has, even when it was cut off", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "records.jsonl");
    const first = countingEngine(3);
    const before = await all({ ...POINTS, store: await openStore(path), engine: first.engine });
    assertEquals(before.length, 3);
    // Killed in the middle of a line: two are whole.
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, -40));
    const store = await openStore(path);
    assertEquals([store.size, store.damaged], [2, 1]);
    const second = countingEngine();
    const after = await all({ ...POINTS, store, engine: second.engine });
    assertEquals(second.counted.points, 2);
    assertEquals(after.map(({ isKnown }) => isKnown), [true, true, false, false]);
    assertEquals(after.map(({ candidate }) => candidate), candidates);
    // Behind the damaged line nothing is lost.
    const last = await openStore(path);
    assertEquals([last.size, last.damaged], [4, 1]);
    const third = countingEngine();
    assertEquals((await all({ ...POINTS, store: last, engine: third.engine })).length, 4);
    assertEquals(third.counted.points, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("explore() tells candidates apart by all that they follow from", async () => {
  const keys = async (options: ExploreOptions, array = smallSamples(), of = model) => {
    const engine: ExploreEngine = {
      async *run(_, points) {
        for (const index of points.keys()) yield { index, result: { figures: null, reason: "not computed" } };
      },
    };
    const given = { intervals: [90], widths: [8], budgets: [30], engine, ...options };
    return (await Array.fromAsync(explore(of, new Map([["", array]]), given)))
      .map(({ candidate }) => candidate.key);
  };
  const [first] = model.layers.filter(({ kind }) => kind === "conv_transpose");
  if (first.kind !== "conv_transpose") throw new Error("The layer is another one");
  const weights = {
    ...first.weights,
    data: first.weights.data.map((value, i) => i === 0 ? value + 1e-9 : value),
  };
  const other = {
    ...model,
    layers: model.layers.map((layer) => layer === first ? { ...first, weights } : layer),
  };
  const labels = { shape: [24, 6, 7, 1], data: new Float64Array(24 * 42) };
  const all = [
    ...await keys({}),
    ...await keys({ intervals: [91] }),
    ...await keys({ widths: [9], budgets: [31] }),
    ...await keys({ seed: 1 }),
    ...await keys({ safe: true }),
    ...await keys({ design: { clockPeriod: 4 } }),
    ...await keys({ metric: METRICS.psnr }),
    ...await keys({ labels, metric: METRICS.psnr }),
    ...await keys({}, smallSamples(10)),
    ...await keys({}, smallSamples(), other),
  ];
  assertEquals(new Set(all).size, all.length);
  assertEquals(await keys({}), all.slice(0, 2));
});

Deno.test("explore() says of an interval that cannot be reached why, and goes on", async () => {
  const [fast, slow] = await all({ intervals: [2, 90], budgets: [], widths: [9], threads: 1 });
  assertEquals(fast.candidate.figures, null);
  const why = fast.candidate.reason!;
  assert(
    /^Cannot reach an interval of 2 cycles: "\w+" takes \d+ with any factor that is open$/.test(why),
    why,
  );
  // With types for a budget it is not the budget that cannot be kept.
  const [tuned] = await all({ intervals: [2], budgets: [30], widths: [], threads: 1 });
  assertEquals(tuned.candidate.reason, why);
  assert(isBuilt(slow.candidate));
  const [hopeless] = await all({ intervals: [90], budgets: [500], widths: [], threads: 1 });
  assert(hopeless.candidate.reason!.includes("500"));
});

Deno.test("explore() refuses what is wrong before it computes anything", async () => {
  const refusal = (options: ExploreOptions) => assertRejects(() => all(options), InterlaceError);
  assertEquals((await refusal({ ...POINTS, intervals: [0] })).place.field, "intervals[0]");
  assertEquals((await refusal({ ...POINTS, intervals: [] })).place.field, "intervals");
  assertEquals((await refusal({ ...POINTS, metric: METRICS.auc })).place.field, "labels");
  assertEquals((await refusal({ ...POINTS, design: { part: "" } })).place.field, "design.part");
  assertEquals((await refusal({ ...POINTS, threads: 0 })).place.field, "threads");
});

Deno.test("explore() ends when it is told to, and keeps what is there", async () => {
  const controller = new AbortController();
  const found: Candidate[] = [];
  for await (
    const { candidate } of explore(model, data, { ...POINTS, threads: 2, signal: controller.signal })
  ) {
    found.push(candidate);
    controller.abort();
  }
  assert(found.length >= 1 && found.length < 4);
});

Deno.test("paretoSet() is what no other candidate beats", () => {
  const random = (i: number) => Math.abs(Math.sin(i * 91.7)) * 6;
  const many = Array.from({ length: 60 }, (_, i): Candidate => ({
    ...candidates[0],
    key: String(i),
    interval: Math.round(random(i + 100)) + (i % 3 === 0 ? 1 : 0),
    figures: i === 7 ? null : {
      ...candidates[0].figures!,
      metric: i === 9 ? NaN : Math.round(random(i)),
      cycles: Math.round(random(i + 100)),
      cost: Math.round(random(i + 200)),
    },
  }));
  for (const better of ["higher", "lower"] as const) {
    const sign = better === "higher" ? 1 : -1;
    const axes = (a: Candidate) => [-sign * a.figures!.metric, a.figures!.cycles, a.figures!.cost];
    const beats = (a: Candidate, b: Candidate) => {
      const [x, y] = [axes(a), axes(b)];
      const isFast = a.figures!.cycles <= b.figures!.cycles || a.figures!.cycles <= b.interval;
      return isFast && x[0] <= y[0] && x[2] <= y[2] && x.some((value, i) => value < y[i]);
    };
    const able = many.filter((_, i) => i !== 7 && i !== 9);
    const best = able.filter((b) => !able.some((a) => beats(a, b)));
    // Of equal ones the first.
    const expected = best.filter((a, i) => best.findIndex((b) => axes(b).join() === axes(a).join()) === i);
    assertEquals(paretoSet(many, better).map(({ key }) => key), expected.map(({ key }) => key));
  }
});

Deno.test("records keep numbers that JSON has no words for, and refuse what is no record", () => {
  const [candidate] = candidates;
  const odd = { ...candidate, figures: { ...candidate.figures!, metric: Infinity, loss: -Infinity } };
  assertEquals(parseRecord(formatRecord(odd)), odd);
  assertEquals(parseRecord(formatRecord(candidate)), candidate);
  const text = formatRecord(candidate);
  for (let end = 0; end < text.length; end += 7) assertEquals(parseRecord(text.slice(0, end)), null);
  assertEquals(parseRecord(text.replace('"cycles":', '"cycle":')), null);
});
