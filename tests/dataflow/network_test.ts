import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { type Network, scheduleNetwork } from "../../src/dataflow/mod.ts";
import { NetworkRun } from "../../src/dataflow/stalling/run.ts";
import { stepsOf } from "../../src/dataflow/stalling/steps.ts";
import { endsOf } from "../../src/dataflow/stalling/waits.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import { Random, randomNetwork } from "./random_network.ts";
import { passes, tick } from "./tick.ts";

const SEEDS = seedsFrom(0, 300);

function withDepths(network: Network, depths: readonly number[]): Network {
  return { ...network, fifos: network.fifos.map((fifo, i) => ({ ...fifo, depth: depths[i] })) };
}

/** Interval of a ticked network once images follow one another evenly; Infinity for a deadlock. */
function tickedInterval(network: Network, depths: readonly number[]): number {
  const images = 24;
  const { deadlock, ends } = tick(network, depths, images);
  if (deadlock) return Infinity;
  return (Math.max(...ends[images - 1]) - Math.max(...ends[images / 2 - 1])) / (images / 2);
}

Deno.test("NetworkRun agrees with a simulator that ticks, cycle for cycle", async (test) => {
  let deadlocks = 0;
  const isWhole = await forEachSeed(test, SEEDS, (seed) => {
    const network = randomNetwork(seed);
    const random = new Random(seed + 1000);
    const depths = network.fifos.map(() => random.integer(1, 8));
    const expected = tick(network, depths, 12);
    const run = new NetworkRun({ processes: network.processes.map(stepsOf), ...endsOf(network) }, depths);
    const outcome = run.run(12);
    assertEquals(outcome.kind === "deadlock", expected.deadlock, `seed ${seed}`);
    if (outcome.kind === "deadlock") {
      deadlocks++;
      return;
    }
    assertEquals(outcome.firstEnds, expected.ends[0], `seed ${seed}`);
    assertEquals(outcome.firstOutputs, expected.firstOutputs, `seed ${seed}`);
    if (!outcome.periodic) return;
    const [last, before] = [expected.ends[11], expected.ends[10]];
    assertEquals(last.map((end, i) => end - before[i]), last.map(() => outcome.interval), `seed ${seed}`);
  });
  assert(!isWhole || (deadlocks > 20 && deadlocks < 200), `${deadlocks} deadlocks`);
});

Deno.test("scheduleNetwork() computes depths that keep the interval, and one beat less does not", async (test) => {
  let shown = 0;
  const isWhole = await forEachSeed(test, SEEDS, (seed) => {
    const network = randomNetwork(seed);
    const { intervalCycles, stages, fifos, latencyCycles } = scheduleNetwork(network);
    const depths = fifos.map((fifo) => fifo.depth);
    assertEquals(intervalCycles, Math.max(...stages.map((stage) => stage.busyCycles)), `seed ${seed}`);
    assertEquals(tickedInterval(network, depths), intervalCycles, `seed ${seed}`);
    assertEquals(latencyCycles, Math.max(...tick(network, depths, 1).ends[0]), `seed ${seed}`);
    fifos.forEach(({ depth, smallest }, i) => {
      assert(smallest, `seed ${seed}`);
      if (depth === 2) return;
      shown++;
      const shallower = depths.with(i, depth - 1);
      assert(
        tickedInterval(network, shallower) > intervalCycles || !passes(network, shallower),
        `seed ${seed}, ${fifos[i].name}`,
      );
    });
    for (const stage of stages) {
      assertEquals(
        stage.busyCycles + stage.stalls.input + stage.stalls.output + stage.stalls.slack,
        intervalCycles,
        `seed ${seed}`,
      );
    }
  });
  assert(!isWhole || shown > 100, `${shown}`);
});

Deno.test("scheduleNetwork() tells the smallest depth at which C++ does not deadlock", async (test) => {
  let shown = 0;
  const isWhole = await forEachSeed(test, SEEDS, (seed) => {
    const network = randomNetwork(seed);
    const { fifos } = scheduleNetwork(network);
    const depths = fifos.map((fifo) => fifo.depth);
    fifos.forEach(({ deadlockFree, depth }, i) => {
      assert(deadlockFree !== null && deadlockFree <= depth);
      assert(passes(network, depths.with(i, deadlockFree!)), `seed ${seed}`);
      if (deadlockFree === 1) return;
      shown++;
      assert(!passes(network, depths.with(i, deadlockFree! - 1)), `seed ${seed}`);
    });
  });
  assert(!isWhole || shown > 50, `${shown}`);
});

Deno.test("scheduleNetwork() keeps depths that were set, and refuses those that deadlock", async (test) => {
  let [refused, slower] = [0, 0];
  const isWhole = await forEachSeed(test, SEEDS, (seed) => {
    const network = randomNetwork(seed);
    const free = scheduleNetwork(network);
    const random = new Random(seed);
    const depths = free.fifos.map(({ depth }) => random.integer(1, depth));
    const runs = passes(network, depths) && tickedInterval(network, depths) < Infinity;
    if (!runs) {
      refused++;
      const error = assertThrows(
        () => scheduleNetwork(withDepths(network, depths)),
        InterlaceError,
        "FIFO depth",
      );
      assert(error.details.length >= 2);
      return;
    }
    const { intervalCycles, fifos } = scheduleNetwork(withDepths(network, depths));
    assertEquals(
      fifos.map(({ depth, from }) => ({ depth, from })),
      depths.map((depth) => ({ depth, from: "user" })),
    );
    assert(Math.abs(intervalCycles - tickedInterval(network, depths)) < 1, `seed ${seed}`);
    if (intervalCycles > free.intervalCycles) slower++;
  });
  assert(!isWhole || (refused > 10 && slower > 10), `${refused} refused, ${slower} slower`);
});
