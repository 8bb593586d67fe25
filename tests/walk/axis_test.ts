import { assert, assertEquals } from "@std/assert";
import { phasesAt, planAxis } from "../../src/walk/mod.ts";
import { axisCases, meetings } from "./axes.ts";

Deno.test("planAxis() and phasesAt() make every output once, in order, from the elements that the definition gives", () => {
  for (const { axis, transposed } of axisCases()) {
    const plan = planAxis(axis, transposed);
    const label = JSON.stringify({ axis, transposed });
    let output = 0;
    for (let q = 0; q < plan.grid; q++) {
      const newest = plan.lead + q;
      for (const phase of phasesAt(plan, q)) {
        const read = plan.phases[phase].map(({ tap, offset }) => ({ tap, input: newest - offset }));
        const inside = read.filter(({ input }) => input >= 0 && input < axis.input);
        assertEquals(inside, meetings({ axis, transposed }, output), `output ${output} of ${label}`);
        output++;
      }
    }
    assertEquals(output, axis.output, label);
  }
});

Deno.test("planAxis() starts its grid with an output and ends it with one", () => {
  for (const { axis, transposed } of axisCases()) {
    const plan = planAxis(axis, transposed);
    const label = JSON.stringify({ axis, transposed });
    assertEquals(phasesAt(plan, 0)[0], plan.firstPhase, label);
    assert(phasesAt(plan, plan.grid - 1).length > 0, label);
    assertEquals([phasesAt(plan, -1), phasesAt(plan, plan.grid)], [[], []], label);
  }
});

Deno.test("planAxis() gives a transposed axis the grid of the conventions: ⌈(o + c0)/s⌉ − ⌊c0/s⌋ positions", () => {
  for (const { axis, transposed } of axisCases()) {
    if (!transposed) continue;
    const { output, before, stride } = axis;
    const positions = new Set(Array.from({ length: output }, (_, j) => Math.floor((j + before) / stride)));
    assertEquals(planAxis(axis, true).grid, positions.size, JSON.stringify(axis));
  }
});

Deno.test("planAxis() keeps just the window that its taps reach", () => {
  for (const { axis, transposed } of axisCases()) {
    const plan = planAxis(axis, transposed);
    const offsets = plan.phases.flat().map((tap) => tap.offset);
    assert(offsets.every((offset) => offset >= 0 && offset < plan.window));
    assertEquals(plan.window, Math.max(0, ...offsets) + 1);
    assert(plan.period >= plan.grid && plan.period >= axis.input);
  }
});

Deno.test("planAxis() gives every kernel element to one phase and never pads a phase with zeros", () => {
  for (const { axis, transposed } of axisCases()) {
    const taps = planAxis(axis, transposed).phases.flat().map((tap) => tap.tap).sort((a, b) => a - b);
    assertEquals(taps, Array.from({ length: axis.kernel }, (_, t) => t));
  }
});

Deno.test("planAxis() leaves phases empty where the kernel is shorter than the stride", () => {
  const plan = planAxis({ input: 2, output: 6, kernel: 2, stride: 3, dilation: 1, before: 0 }, true);
  assertEquals(plan.phases.map((taps) => taps.length), [1, 1, 0]);
});

Deno.test("planAxis() has the first output of a plain axis wait for no more input than it needs", () => {
  for (const { axis, transposed } of axisCases()) {
    if (transposed) continue;
    const newest = (axis.kernel - 1) * axis.dilation - axis.before;
    assertEquals(planAxis(axis, false).lead, Math.max(0, newest), JSON.stringify(axis));
  }
});
