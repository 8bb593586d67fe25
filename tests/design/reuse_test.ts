import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { planSchedule } from "../../src/design/mac_schedule.ts";
import { divisors, isValidReuseFactor, resolveFactor, validReuseFactors } from "../../src/design/reuse.ts";

const SIZES = Array.from(
  { length: 24 * 24 },
  (_, i) => ({ inputs: 1 + i % 24, outputs: 1 + Math.floor(i / 24) }),
);

/** hls4ml's rule as its FPGA back ends state it, clause by clause. */
function longRule(factor: number, { inputs, outputs }: { inputs: number; outputs: number }): boolean {
  const multiplications = Math.min(inputs, factor);
  const limit = Math.ceil(inputs * outputs / multiplications);
  const wholeOutputs = limit % outputs === 0 || factor >= inputs;
  const wholeInputs = factor % inputs === 0 || factor < inputs;
  return wholeOutputs && wholeInputs && (inputs * outputs) % factor === 0;
}

Deno.test("isValidReuseFactor() is hls4ml's rule for every matrix up to 24 × 24", () => {
  for (const size of SIZES) {
    for (let factor = 1; factor <= size.inputs * size.outputs + 1; factor++) {
      const label = `${factor} for ${size.inputs} × ${size.outputs}`;
      assertEquals(isValidReuseFactor(factor, size), longRule(factor, size), label);
    }
  }
});

Deno.test("isValidReuseFactor() refuses what is no positive integer", () => {
  const size = { inputs: 4, outputs: 4 };
  for (const factor of [0, -1, -4, 0.5, 1.5, NaN, Infinity]) {
    assertEquals(isValidReuseFactor(factor, size), false);
  }
});

Deno.test("validReuseFactors() lists just the valid ones, ascending", () => {
  for (const size of SIZES) {
    const all = Array.from({ length: size.inputs * size.outputs }, (_, i) => i + 1);
    assertEquals(validReuseFactors(size), all.filter((factor) => longRule(factor, size)));
  }
});

Deno.test("divisors() lists just the divisors, ascending", () => {
  for (let value = 1; value <= 200; value++) {
    assertEquals(
      divisors(value),
      Array.from({ length: value }, (_, i) => i + 1).filter((d) => value % d === 0),
    );
  }
});

const REQUEST = { layer: "up", what: "reuse factor", valid: [1, 2, 4, 8, 16, 32, 64] };

Deno.test("resolveFactor() takes a valid factor as it is", () => {
  for (const snap of [true, false]) assertEquals(resolveFactor({ ...REQUEST, asked: 16, snap }), 16);
});

Deno.test("resolveFactor() snaps to the nearest valid factor, ties down", () => {
  const snapped = [3, 5, 6, 7, 12, 13, 24, 25, 1e9].map((asked) =>
    resolveFactor({ ...REQUEST, asked, snap: true })
  );
  assertEquals(snapped, [2, 4, 4, 8, 8, 16, 16, 32, 64]);
});

Deno.test("resolveFactor() names the nearest valid factors where it may not snap", () => {
  const error = assertThrows(
    () => resolveFactor({ ...REQUEST, asked: 9, snap: false }),
    InterlaceError,
    "reuse factor 9",
  );
  assertEquals(error.place.layer, "up");
  assertStringIncludes(error.hint!, "2, 4, 8, 16, 32, 64");
  const top = assertThrows(() => resolveFactor({ ...REQUEST, asked: 100, snap: false }), InterlaceError);
  assertStringIncludes(top.hint!, "16, 32, 64.");
});

Deno.test("resolveFactor() never snaps what is no positive integer", () => {
  for (const asked of [0, -2, 2.5, NaN]) {
    assertThrows(
      () => resolveFactor({ ...REQUEST, asked, snap: true }),
      InterlaceError,
      "not a positive integer",
    );
  }
});

Deno.test("planSchedule() shares the multipliers of turns so that every weight has its turn", () => {
  for (const size of SIZES) {
    for (const factor of validReuseFactors(size)) {
      const plan = planSchedule({ strategy: "resource", factor, additions: Infinity, ...size });
      const label = `${factor} for ${size.inputs} × ${size.outputs}`;
      assertEquals([plan.kind, plan.factor, plan.interval], ["turns", factor, 1], label);
      assertEquals(plan.inputLanes * plan.outputLanes, plan.multipliers, label);
      assertEquals(plan.multipliers * factor, size.inputs * size.outputs, label);
      assertEquals(plan.outputLanes * plan.outputTurns, size.outputs, label);
      assertEquals(plan.inputLanes * plan.turns, size.inputs, label);
      assertEquals(plan.turns * plan.outputTurns, factor, label);
    }
  }
});

Deno.test("planSchedule() does everything at once where it is unrolled, every so many cycles", () => {
  for (const size of SIZES) {
    for (const factor of validReuseFactors(size)) {
      const plan = planSchedule({ strategy: "latency", factor, additions: Infinity, ...size });
      const label = `${factor} for ${size.inputs} × ${size.outputs}`;
      assertEquals([plan.kind, plan.factor, plan.interval], ["unrolled", factor, factor], label);
      assertEquals([plan.inputLanes, plan.outputLanes], [size.inputs, size.outputs], label);
      assertEquals([plan.turns, plan.outputTurns], [1, 1], label);
      assertEquals(plan.multipliers * plan.interval, size.inputs * size.outputs, label);
    }
  }
});

Deno.test("planSchedule() claims a larger interval for a sum whose additions have an order and wait for the last turn", () => {
  const size = { inputs: 12, outputs: 4 };
  const intervalOf = (strategy: "resource" | "latency", factor: number, additions: number) =>
    planSchedule({ strategy, factor, additions, ...size }).interval;
  // Six additions a turn, two a cycle.
  assertEquals(intervalOf("resource", 2, 2), 3);
  assertEquals(intervalOf("resource", 6, 2), 1);
  assertEquals(intervalOf("resource", 2, Infinity), 1);
  // One turn waits for none, and neither do products that are all made in one iteration.
  assertEquals(intervalOf("resource", 1, 2), 1);
  assertEquals(intervalOf("latency", 2, 2), 2);
});
