import { assert, assertEquals } from "@std/assert";
import { draftDepths, type Network, scheduleNetwork } from "../../src/dataflow/mod.ts";
import { LocalNetworks } from "../../src/dataflow/stalling/local.ts";
import { PacedNetwork } from "../../src/dataflow/stalling/paced.ts";
import { NetworkRun } from "../../src/dataflow/stalling/run.ts";
import { startNetwork } from "../../src/dataflow/stalling/start.ts";
import { steadyRun } from "../../src/dataflow/stalling/steady.ts";
import { Random, randomNetwork } from "./random_network.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";

/** Images after which a network of a dozen FIFOs is even, if it ever is. */
const IMAGES = 300;

/** A random network and depths that get shallower from one attempt to the next, some of which do not do. */
function attempts(seed: number) {
  const network = randomNetwork(seed);
  const started = startNetwork(network);
  const random = new Random(seed + 9000);
  const shallower = (depths: readonly number[]) =>
    depths.map((depth) => random.integer(0, 2) === 0 ? random.integer(1, depth) : depth);
  const keeps = (depths: readonly number[]) => {
    const outcome = new NetworkRun(started.stepped, depths).run(IMAGES, started.slowest);
    return outcome.kind === "runs" && outcome.periodic && outcome.interval <= started.slowest;
  };
  return { network, started, shallower, keeps };
}

Deno.test("PacedNetwork tells what a long run shows, from attempt to attempt", async (test) => {
  const seen = { kept: 0, refused: 0, open: 0 };
  const isWhole = await forEachSeed(test, seedsFrom(0, 300), (seed) => {
    const { started: { stepped, beats, slowest, depths }, shallower, keeps } = attempts(seed);
    const paced = new PacedNetwork(stepped, { interval: slowest, beats, depths });
    let accepted = depths;
    for (let i = 0; i < 8; i++) {
      const tried = shallower(accepted);
      const verdict = paced.keeps(tried);
      seen[verdict === null ? "open" : verdict ? "kept" : "refused"]++;
      if (verdict !== null) assertEquals(verdict, keeps(tried), `seed ${seed}, attempt ${i}`);
      if (!verdict) continue;
      // Going back must leave no trace.
      const goesOn = i % 2 === 0;
      paced.finish({ kept: goesOn });
      if (goesOn) accepted = tried;
    }
  });
  if (isWhole) assert(seen.kept > 500 && seen.refused > 500 && seen.open < 20, JSON.stringify(seen));
});

Deno.test("LocalNetworks refuses nothing with which the network keeps its interval", async (test) => {
  let refused = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 60), (seed) => {
    const network = chainOf(Array.from({ length: 12 }, (_, i) => randomNetwork(12 * seed + i)));
    const { stepped, beats, slowest, depths } = startNetwork(network);
    const local = new LocalNetworks(network, { interval: slowest, beats, depths });
    const random = new Random(seed);
    for (let i = 0; i < 12; i++) {
      const fifo = random.integer(0, depths.length - 1);
      const tried = depths.with(fifo, random.integer(1, depths[fifo]));
      const fails = local.fails(tried);
      local.finish({ kept: false });
      if (!fails) continue;
      refused++;
      const outcome = new NetworkRun(stepped, tried).run(IMAGES, slowest);
      assert(outcome.kind === "deadlock" || outcome.interval > slowest, `seed ${seed}, attempt ${i}`);
    }
  });
  if (isWhole) assert(refused > 20, `${refused}`);
});

/** Networks side by side, in each of which the same interval holds. */
function chainOf(networks: readonly Network[]): Network {
  let fifos = 0;
  return networks.reduce<Network>((all, { processes, fifos: own }) => {
    const shift = fifos;
    fifos += own.length;
    const move = (fifo: number | null) => fifo === null ? null : fifo + shift;
    return {
      processes: [
        ...all.processes,
        ...processes.map((process) => ({
          ...process,
          inputs: process.inputs.map(move),
          outputs: process.outputs.map(move),
        })),
      ],
      fifos: [...all.fifos, ...own],
    };
  }, { processes: [], fifos: [] });
}

Deno.test("steadyRun() comes to what a run of many images shows", async (test) => {
  let open = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 300), (seed) => {
    const network = randomNetwork(seed);
    const { stepped, beats } = startNetwork(network);
    const { fifos, intervalCycles: interval } = scheduleNetwork(network);
    const depths = fifos.map(({ depth }) => depth);
    const found = steadyRun(stepped, { interval, beats, depths });
    if (found === null) open++;
    else {
      const outcome = new NetworkRun(stepped, depths).run(IMAGES, interval);
      if (outcome.kind === "deadlock" || !outcome.periodic) throw new Error(`seed ${seed} is not even`);
      const { firstOutputs, firstPort, firstEnds, stalls } = outcome;
      assertEquals(found, { firstOutputs, firstPort, firstEnds, stalls }, `seed ${seed}`);
    }
  });
  if (isWhole) assert(open < 20, `${open}`);
});

Deno.test("draftDepths() are deep enough, and none of a schedule is deeper", async (test) => {
  await forEachSeed(test, seedsFrom(0, 200), (seed) => {
    const { network, keeps } = attempts(seed);
    const draft = draftDepths(network);
    assert(keeps(draft), `seed ${seed}`);
    scheduleNetwork(network).fifos.forEach(({ depth }, fifo) =>
      assert(depth <= draft[fifo], `seed ${seed}, FIFO ${fifo}`)
    );
  });
});
