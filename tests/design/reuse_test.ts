import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { factorOf, lanesOf, resolveLanes, validLanes } from "../../src/design/multipliers/lanes.ts";
import { planSchedule, unusualLanes } from "../../src/design/plans/mac_schedule.ts";
import {
  commonFactors,
  divisors,
  resolveFactor,
  validReuseFactors,
} from "../../src/design/multipliers/reuse.ts";

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

Deno.test("commonFactors() are those of hls4ml's rule for every matrix up to 24 × 24, ascending", () => {
  for (const size of SIZES) {
    const all = Array.from({ length: size.inputs * size.outputs + 1 }, (_, i) => i + 1);
    assertEquals(commonFactors(size), all.filter((factor) => longRule(factor, size)));
  }
});

Deno.test("validReuseFactors() lists just the factors that some lanes have, ascending", () => {
  for (const { inputs, outputs } of SIZES) {
    const all = new Set<number>();
    for (let a = 1; a <= inputs; a++) {
      for (let b = 1; b <= outputs; b++) {
        if (inputs % a === 0 && outputs % b === 0) all.add((inputs / a) * (outputs / b));
      }
    }
    assertEquals(validReuseFactors({ inputs, outputs }), [...all].sort((a, b) => a - b));
  }
});

Deno.test("lanesOf() splits the inputs as hls4ml's rule does, then the outputs, and has lanes for every valid factor", () => {
  for (const size of SIZES) {
    const { inputs, outputs } = size;
    for (const factor of commonFactors(size)) {
      assertEquals(
        lanesOf(factor, size),
        factor <= inputs
          ? { inputs: inputs / factor, outputs }
          : { inputs: 1, outputs: outputs * inputs / factor },
      );
    }
    const valid = new Set(validReuseFactors(size));
    for (let factor = 1; factor <= inputs * outputs + 1; factor++) {
      const lanes = lanesOf(factor, size);
      assertEquals(lanes !== null, valid.has(factor));
      if (lanes !== null) assertEquals(factorOf(lanes, size), factor);
    }
  }
});

Deno.test("resolveLanes() takes lanes that divide, snaps others where it may, and names the nearest where not", () => {
  const request = { layer: "up", size: { inputs: 18, outputs: 8 }, factor: null, pairs: null };
  const lanes = { inputs: 6, outputs: 4 };
  for (const snap of [true, false]) assertEquals(resolveLanes({ ...request, lanes, snap }), lanes);
  const wide = { inputs: 7, outputs: 1e9 };
  assertEquals(resolveLanes({ ...request, lanes: wide, snap: true }), { inputs: 6, outputs: 8 });
  const error = assertThrows(
    () => resolveLanes({ ...request, lanes: { inputs: 6, outputs: 3 }, snap: false }),
    InterlaceError,
    'Cannot use lanes 6 × 3 for layer "up": 3 does not divide its 8 outputs',
  );
  assertEquals([error.place.layer, error.hint], ["up", "The nearest valid ones are 6 × 2."]);
  assertThrows(
    () => resolveLanes({ ...request, lanes: wide, snap: false }),
    InterlaceError,
    "7 does not divide its 18 inputs",
  );
});

Deno.test("resolveLanes() refuses a factor that contradicts lanes, where both were set for a layer", () => {
  const request = {
    layer: "up",
    size: { inputs: 18, outputs: 8 },
    lanes: { inputs: 6, outputs: 4 },
    pairs: null,
  };
  assertEquals(resolveLanes({ ...request, factor: 6, snap: false }), request.lanes);
  assertThrows(
    () => resolveLanes({ ...request, factor: 3, snap: false }),
    InterlaceError,
    "they take 6 turns",
  );
});

Deno.test("resolveLanes() moves a factor of many layers to a common one, and takes any valid one of a layer", () => {
  const request = { layer: "up", size: { inputs: 18, outputs: 8 }, factor: 4, lanes: null, pairs: null };
  assertEquals(resolveLanes({ ...request, snap: true }), { inputs: 6, outputs: 8 });
  assertEquals(resolveLanes({ ...request, snap: false }), { inputs: 9, outputs: 4 });
  assertThrows(
    () => resolveLanes({ ...request, factor: 5, snap: false }),
    InterlaceError,
    "Cannot use reuse factor 5",
  );
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
    for (const lanes of validLanes(size)) {
      const plan = planSchedule({ strategy: "resource", lanes, additions: Infinity, pairs: null, ...size });
      const factor = factorOf(lanes, size);
      const label = `${lanes.inputs} × ${lanes.outputs} for ${size.inputs} × ${size.outputs}`;
      assertEquals([plan.kind, plan.factor, plan.interval], ["turns", factor, 1], label);
      assertEquals(plan.inputLanes * plan.outputLanes, plan.multipliers, label);
      assertEquals(plan.multipliers * factor, size.inputs * size.outputs, label);
      assertEquals(plan.outputLanes * plan.outputTurns, size.outputs, label);
      assertEquals(plan.inputLanes * plan.turns, size.inputs, label);
      assertEquals(plan.turns * plan.outputTurns, factor, label);
      assertEquals([plan.inputLanes, plan.outputLanes], [lanes.inputs, lanes.outputs], label);
      const meant = lanesOf(factor, size)!;
      const isMeant = meant.inputs === lanes.inputs && meant.outputs === lanes.outputs;
      assertEquals(unusualLanes(plan), isMeant ? null : lanes, label);
    }
  }
});

Deno.test("planSchedule() does everything at once where it is unrolled, every so many cycles", () => {
  for (const size of SIZES) {
    for (const lanes of validLanes(size)) {
      const plan = planSchedule({ strategy: "latency", lanes, additions: Infinity, pairs: null, ...size });
      const factor = factorOf(lanes, size);
      const label = `${lanes.inputs} × ${lanes.outputs} for ${size.inputs} × ${size.outputs}`;
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
    planSchedule({ strategy, lanes: lanesOf(factor, size)!, additions, pairs: null, ...size }).interval;
  // Six additions a turn, two a cycle.
  assertEquals(intervalOf("resource", 2, 2), 3);
  assertEquals(intervalOf("resource", 6, 2), 1);
  assertEquals(intervalOf("resource", 2, Infinity), 1);
  // One turn waits for none, and neither do products that are all made in one iteration.
  assertEquals(intervalOf("resource", 1, 2), 1);
  assertEquals(intervalOf("latency", 2, 2), 2);
  // Outputs take turns, each of which has all of its inputs.
  const lanes = { inputs: 12, outputs: 1 };
  assertEquals(planSchedule({ strategy: "resource", lanes, additions: 2, pairs: null, ...size }).interval, 1);
});
