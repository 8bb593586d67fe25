import { assert, assertEquals } from "@std/assert";
import { scheduleNetwork, traceNetwork, type TraceState } from "../../src/dataflow/mod.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import { randomNetwork } from "./random_network.ts";
import { tick } from "./tick.ts";

/** A trace with a cycle a column, and the depths that it was made with. */
function exactTrace(seed: number, images: number) {
  const network = randomNetwork(seed);
  const schedule = scheduleNetwork(network);
  const depths = schedule.fifos.map(({ depth }) => depth);
  const request = { depths, interval: schedule.intervalCycles, images };
  const columns = 4 * (schedule.latencyCycles + images * schedule.intervalCycles);
  return { network, schedule, depths, request, trace: traceNetwork(network, { ...request, columns }) };
}

Deno.test("traceNetwork() shows what ticking shows: ends, work and fills of the first image", async (test) => {
  const seen = { waits: 0, full: 0 };
  const isWhole = await forEachSeed(test, seedsFrom(0, 150), (seed) => {
    const { network, schedule, depths, trace } = exactTrace(seed, 1);
    const ticked = tick(network, depths, 1);
    assertEquals(trace.columnCycles, 1);
    assertEquals(trace.cycles, Math.max(...ticked.ends[0]), "the end");
    assertEquals(trace.fifos.map(({ fills }) => Math.max(...fills)), [...ticked.fills], "fills");
    // The last beat may be read in the last cycle.
    assert(trace.fifos.every(({ fills }) => fills.at(-1)! <= 1), "empty in the end");
    trace.processes.forEach(({ spans }, process) => {
      const cyclesIn = (...states: TraceState[]) =>
        spans.filter(({ state }) => states.includes(state)).reduce((sum, { from, to }) => sum + to - from, 0);
      assertEquals(cyclesIn("busy"), schedule.stages[process].busyCycles, "work");
      assertEquals(cyclesIn("busy", "input", "room", "slack"), ticked.ends[0][process], "all it does");
      assertEquals(spans.at(-1)!.to, ticked.ends[0][process]);
      seen.waits += cyclesIn("input", "room") > 0 ? 1 : 0;
    });
    seen.full += trace.fifos.filter(({ fills, depth }) => Math.max(...fills) === depth).length;
  });
  if (isWhole) assert(seen.waits > 100 && seen.full > 100, JSON.stringify(seen));
});

Deno.test("traceNetwork() lets a second image follow at the interval, and joins cycles to columns", async (test) => {
  await forEachSeed(test, seedsFrom(200, 60), (seed) => {
    const { network, schedule, request, trace } = exactTrace(seed, 2);
    const last = trace.processes.map(({ spans }) => spans.at(-1)!);
    assert(last.every(({ image }) => image === 1));
    assert(trace.cycles >= schedule.latencyCycles + schedule.intervalCycles);
    const coarse = traceNetwork(network, { ...request, columns: 7 });
    assertEquals(coarse.columnCycles, Math.ceil(trace.cycles / 7));
    coarse.fifos.forEach(({ fills }, fifo) => {
      const exact = trace.fifos[fifo].fills;
      fills.forEach((fill, column) => {
        const from = column * coarse.columnCycles;
        // The fill with which a column begins counts as well.
        const most = Math.max(exact[from - 1] ?? 0, ...exact.slice(from, from + coarse.columnCycles));
        assert(
          fill === most || fill === Math.max(...exact.slice(from, from + coarse.columnCycles)),
          `${fifo} ${column}`,
        );
      });
    });
  });
});
