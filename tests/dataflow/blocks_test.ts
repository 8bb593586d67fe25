import { assert, assertEquals } from "@std/assert";
import { blocksOf } from "../../src/dataflow/stalling/blocks.ts";
import { UntimedNetwork } from "../../src/dataflow/stalling/untimed.ts";
import { endsOf } from "../../src/dataflow/stalling/waits.ts";
import type { Network } from "../../src/dataflow/mod.ts";
import { Random, randomNetwork } from "./random_network.ts";
import { passes } from "./tick.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";

/** Whether two processes are connected by FIFOs other than some, not by way of a process. */
function areConnected(
  network: Network,
  ends: readonly [number, number],
  without: { readonly fifos: readonly number[]; readonly process: number | null },
): boolean {
  const { writers, readers } = endsOf(network);
  const reached = new Set([ends[0]]);
  for (const at of reached) {
    writers.forEach((writer, fifo) => {
      if (without.fifos.includes(fifo) || (writer !== at && readers[fifo] !== at)) return;
      const other = writer === at ? readers[fifo] : writer;
      if (other !== without.process) reached.add(other);
    });
  }
  return reached.has(ends[1]);
}

Deno.test("blocksOf() puts every FIFO into one block, and FIFOs of one circle together", async (test) => {
  let circles = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 300), (seed) => {
    const network = randomNetwork(seed);
    const { writers, readers } = endsOf(network);
    const blocks = blocksOf(network);
    assertEquals(
      blocks.flatMap(({ fifos }) => fifos).sort((a, b) => a - b),
      network.fifos.map((_, fifo) => fifo),
      `seed ${seed}`,
    );
    for (const { fifos, processes } of blocks) {
      assertEquals(processes, [...new Set(fifos.flatMap((fifo) => [writers[fifo], readers[fifo]]))].sort());
      for (const fifo of fifos) {
        // A FIFO is alone where its ends are connected by nothing else.
        const circle = areConnected(network, [writers[fifo], readers[fifo]], {
          fifos: [fifo],
          process: null,
        });
        assertEquals(circle, fifos.length > 1, `seed ${seed}, FIFO ${fifo}`);
        if (circle) circles++;
      }
    }
    // No process is all that holds a block together.
    for (const { fifos, processes } of blocks.filter((block) => block.processes.length > 2)) {
      for (const cut of processes) {
        const [first, ...rest] = processes.filter((process) => process !== cut);
        const outside = network.fifos.map((_, fifo) => fifo).filter((fifo) => !fifos.includes(fifo));
        for (const other of rest) {
          assert(areConnected(network, [first, other], { fifos: outside, process: cut }), `seed ${seed}`);
        }
      }
    }
  });
  if (isWhole) assert(circles > 500, `${circles}`);
});

Deno.test("UntimedNetwork looks at blocks one by one, and finds what the network as a whole does", async (test) => {
  let deadlocks = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 400), (seed) => {
    const network = randomNetwork(seed);
    const random = new Random(seed + 5000);
    const depths = network.fifos.map(() => random.integer(1, 5));
    const found = new UntimedNetwork(network).deadlock(depths);
    assertEquals(found === null, passes(network, depths), `seed ${seed}`);
    if (found === null) return;
    deadlocks++;
    const { writers, readers } = endsOf(network);
    found.waits.forEach((wait, i) => {
      const [end, other] = wait.for === "room"
        ? [writers[wait.fifo], readers[wait.fifo]]
        : [readers[wait.fifo], writers[wait.fifo]];
      assertEquals([end, other], [wait.process, found.waits[(i + 1) % found.waits.length].process]);
    });
  });
  if (isWhole) assert(deadlocks > 50 && deadlocks < 300, `${deadlocks}`);
});
