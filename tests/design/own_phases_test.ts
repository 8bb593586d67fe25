import { assertEquals } from "@std/assert";
import { planOwnPhases, planSchedule } from "../../src/design/plans/mac_schedule.ts";

Deno.test("planOwnPhases() gives a phase in turns a multiplier for each lane", () => {
  const schedule = planSchedule({
    strategy: "resource",
    lanes: { inputs: 1, outputs: 4 },
    inputs: 6,
    outputs: 4,
    additions: Infinity,
    pairs: null,
  });
  assertEquals(planOwnPhases([6, 3, 0], schedule), [
    { inputLanes: 1, turns: 6, multipliers: 4 },
    // Not half as many: its three turns are at the same time as those of the other phase.
    { inputLanes: 1, turns: 3, multipliers: 4 },
    { inputLanes: 1, turns: 0, multipliers: 0 },
  ]);
});

Deno.test("planOwnPhases() rounds the multipliers of unrolled phases up once", () => {
  const schedule = planSchedule({
    strategy: "latency",
    lanes: { inputs: 2, outputs: 1 },
    inputs: 28,
    outputs: 3,
    additions: Infinity,
    pairs: null,
  });
  const phases = planOwnPhases([28, 14, 14, 7], schedule);
  assertEquals(phases.map(({ multipliers }) => multipliers), [2, 1, 1, 1]);
  const factors = planOwnPhases([10, 10, 10, 10], { ...schedule, factor: 40, outputLanes: 3 });
  assertEquals(factors.map(({ multipliers }) => multipliers), [1, 1, 1, 0]);
});
