import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { compileDesigns, type CsimProgram } from "../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design, type IoType, networkOf } from "../../src/design/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { passes, tick } from "../dataflow/tick.ts";
import { noNative, OPTIMIZE } from "../support/csim.ts";
import { casesToRun, ONLY_CASE, repeatable, seedsFrom } from "../support/repeat.ts";
import { wantsAll } from "./cases.ts";
import { problemsOf } from "./check.ts";
import { randomImages } from "./data.ts";
import { randomGraph } from "./random_graph.ts";
import { assertLargeEquals } from "../support/large.ts";

const GRAPHS = wantsAll() ? 100 : 30;
/** Designs that are compiled into one program. */
const BATCH = 16;
/** Programs that are compiled at a time. */
const COMPILERS = 2;
/** Images that are ticked, the first half of them until all is even. */
const TICKED = 16;

/** A design of a graph; types of results, sums and reuse factors of several sorts take turns. */
function designOf(seed: number, io: IoType): Design {
  return createDesign(randomGraph(seed), {
    io,
    strategy: seed % 4 < 2 ? "latency" : "resource",
    reuseFactor: [1, 2, 4][(seed >> 2) % 3],
    precision: {
      result: ["ap_fixed<9,4>", "ap_fixed<8,3,AP_RND_CONV,AP_SAT>", "ap_fixed<10,5,AP_TRN_ZERO,AP_SAT_SYM>"][
        (seed >> 1) % 3
      ],
      weight: "ap_fixed<6,2>",
      bias: "ap_fixed<7,3>",
      accum: seed % 5 === 4 ? "ap_fixed<11,5,AP_RND,AP_SAT>" : "auto",
    },
  });
}

const SEEDS: readonly number[] = seedsFrom(0, GRAPHS);

/** A graph as a design, and its place in the program that it is compiled into. */
interface Compiled {
  readonly seed: number;
  readonly design: Design;
  readonly program: CsimProgram;
  readonly index: number;
}

/** Compiles all graphs, or in `io_parallel` a third unless all is asked for. */
async function compileGraphs(io: IoType): Promise<readonly Compiled[]> {
  const step = io === "io_parallel" && !wantsAll() && ONLY_CASE === null ? 3 : 1;
  const designs = casesToRun(SEEDS.filter((seed) => seed % step === 0)).map((seed) => ({
    seed,
    design: designOf(seed, io),
  }));
  const batch = Math.min(BATCH, Math.ceil(designs.length / COMPILERS));
  const waiting = Array.from({ length: Math.ceil(designs.length / batch) }, (_, i) => i).values();
  const compiled: Compiled[] = [];
  const work = async () => {
    for (const index of waiting) {
      const some = designs.slice(index * batch, (index + 1) * batch);
      const program = await compileDesigns(some, {
        compiler: "native",
        optimize: OPTIMIZE,
        threads: io === "io_stream",
      });
      compiled.push(...some.map((each, i) => ({ ...each, program, index: i })));
    }
  };
  await Promise.all(Array.from({ length: COMPILERS }, work));
  return compiled;
}

/** What a run of all evaluators shows to be wrong. */
async function problemsOfRun({ seed, design, program, index }: Compiled): Promise<readonly string[]> {
  const inputs = randomImages(design, { images: 2, seed: BigInt(seed) });
  return problemsOf({ name: design.name, design }, {
    got: await program.run(index, inputs),
    simulated: await simulateTensors(design, inputs),
    expected: simulateScalar(design, inputs),
    images: 2,
  });
}

Deno.test("random graphs: they have branches, joins, several inputs and outputs, and layers of every sort", () => {
  const models = SEEDS.map(randomGraph);
  const kinds = new Set(models.flatMap(({ layers }) => layers.map(({ kind }) => kind)));
  for (
    const kind of [
      "conv",
      "conv_transpose",
      "pool",
      "global_pool",
      "upsample",
      "interpolate",
      "merge",
      "concatenate",
      "pad",
      "slice",
      "depth_to_space",
      "batch_norm",
      "tanh",
      "relu",
    ]
  ) {
    assert(Array.from<string>(kinds).includes(kind), kind);
  }
  const readsOf = ({ layers }: Model) =>
    layers.map(({ name }) =>
      layers.reduce((sum, { inputs }) => sum + inputs.filter((x) => x === name).length, 0)
    );
  const count = (has: (model: Model) => boolean) => models.filter(has).length / GRAPHS;
  assert(count((model) => readsOf(model).some((reads) => reads >= 3)) > 0.3);
  assert(count(({ outputs }) => outputs.length > 1) > 0.3);
  assert(count(({ inputs }) => inputs.length > 1) > 0.1);
  assert(count(({ layers }) => layers.some(({ kind }) => kind === "merge" || kind === "concatenate")) > 0.7);
});

Deno.test({
  name: "random graphs: reference, simulator and C++ agree in io_parallel",
  ignore: noNative,
}, async (test) => {
  for (const each of await compileGraphs("io_parallel")) {
    await repeatable(test, each.seed, async () => assertEquals(await problemsOfRun(each), []));
  }
});

Deno.test({
  name: "random graphs: reference, simulator and C++ agree in io_stream, and no FIFO could be smaller",
  ignore: noNative,
}, async (test) => {
  const shown = { deep: 0, slower: 0, deadlocks: 0 };
  for (const each of await compileGraphs("io_stream")) {
    await repeatable(test, each.seed, async () => {
      assertEquals(await problemsOfRun(each), []);
      const { deep, slower } = checkDepths(each.design);
      shown.deep += deep;
      shown.slower += slower;
      shown.deadlocks += await runDepths(each);
    });
  }
  if (ONLY_CASE !== null) return;
  const { deep, slower, deadlocks } = shown;
  assert(
    slower > GRAPHS && deep > slower && deadlocks > GRAPHS / 2,
    `${deep} deep FIFOs, ${slower} of them for throughput alone, ${deadlocks} against deadlocks`,
  );
});

/** Ticks the network: the depths keep the interval, and one beat less in any FIFO costs some of it or deadlocks. */
function checkDepths(design: Design): { readonly deep: number; readonly slower: number } {
  const { fifos, intervalCycles } = design.schedule!;
  const network = networkOf(design);
  const depths = fifos.map(({ depth }) => depth);
  const interval = (tried: readonly number[]) => {
    const { ends, deadlock } = tick(network, tried, TICKED);
    const endOf = (image: number) => Math.max(...ends[image]);
    return deadlock ? Infinity : (endOf(TICKED - 1) - endOf(TICKED / 2 - 1)) / (TICKED / 2);
  };
  assertEquals(interval(depths), intervalCycles, design.name);
  assert(passes(network, depths), design.name);
  let [deep, slower] = [0, 0];
  for (const [i, { name, depth, deadlockFree, smallest }] of fifos.entries()) {
    assert(smallest, `${design.name}, ${name}`);
    if (deadlockFree! > 1) {
      assert(!passes(network, depths.with(i, deadlockFree! - 1)), `${design.name}, ${name}`);
    }
    if (depth === 2) continue;
    deep++;
    if (depth === deadlockFree) continue;
    slower++;
    const least = interval(depths.with(i, depth - 1));
    assert(least > intervalCycles, `${design.name}, ${name}: ${least} cycles with one beat less`);
  }
  return { deep, slower };
}

/** Runs the C++ with a thread a process at these depths, at the smallest that do not deadlock, and at one less. */
async function runDepths({ design, program, index }: Compiled): Promise<number> {
  const inputs = randomImages(design, { images: 2, seed: 7n });
  const expected = simulateScalar(design, inputs);
  const check = async (depths?: ReadonlyMap<string, number>) => {
    const { outputs } = await program.runConcurrent(index, inputs, depths);
    for (const [name, tensor] of outputs) assertLargeEquals(tensor, expected.get(name), design.name);
  };
  await check();
  const guarded = design.schedule!.fifos.filter(({ deadlockFree }) => deadlockFree! > 1);
  for (const { name, deadlockFree } of guarded) {
    await check(new Map([[name, deadlockFree!]]));
    const shallower = new Map([[name, deadlockFree! - 1]]);
    await assertRejects(
      () => program.runConcurrent(index, inputs, shallower),
      InterlaceError,
      "wait for each other",
      `${design.name}, ${name}`,
    );
  }
  return guarded.length;
}
