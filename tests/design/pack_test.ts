import { assertEquals } from "@std/assert";
import type { WeightWords } from "../../src/design/mod.ts";
import { packWeights } from "../../src/design/multipliers/pack.ts";
import { type Target, targetOf } from "../../src/target/mod.ts";

const [vitis, verilog] = ["vitis", "verilog"].map((name) => targetOf(name));

/** Weight (input, output) of a phase as the number PIO: its phase, its input, its output. */
function phase(number: number, inputs: number) {
  return { inputs, weightAt: (input: number, output: number) => BigInt(100 * number + 10 * input + output) };
}

function numbers(values: BigInt64Array): number[] {
  return [...values].map(Number);
}

const unrolled = (outputs: number) =>
  ({ kind: "unrolled", inputLanes: 9, outputLanes: outputs, outputTurns: 1 }) as const;

/** Packs for turns of so many input and output lanes. */
function words(
  phases: Parameters<typeof packWeights>[0],
  lanes: { readonly inputLanes: number; readonly outputLanes: number; readonly outputTurns: number },
  target: Target = vitis,
): WeightWords {
  const memory = packWeights(phases, { kind: "turns", ...lanes }, target);
  if (memory.kind !== "rom") throw new TypeError(memory.kind);
  return memory;
}

Deno.test("packWeights() lays the phases of an unrolled schedule in a row, all outputs of an input side by side", () => {
  const { kind, values } = packWeights([phase(1, 2), phase(2, 0), phase(3, 1)], unrolled(3), vitis);
  assertEquals(kind, "constants");
  assertEquals(numbers(values), [100, 101, 102, 110, 111, 112, 300, 301, 302]);
});

Deno.test("packWeights() lays a turn's input lanes in a row, their outputs side by side", () => {
  const memory = words([phase(1, 4)], { inputLanes: 2, outputLanes: 3, outputTurns: 1 });
  assertEquals(numbers(memory.values), [100, 101, 102, 110, 111, 112, 120, 121, 122, 130, 131, 132]);
  assertEquals([memory.words, memory.lanes], [2, 6]);
});

Deno.test("packWeights() lays the inputs of an output side by side where a module reads them", () => {
  const lanes = { inputLanes: 2, outputLanes: 3, outputTurns: 1 };
  const { values, inner } = words([phase(1, 4), phase(2, 1)], lanes, verilog);
  assertEquals(numbers(values).slice(0, 12), [100, 110, 101, 111, 102, 112, 120, 130, 121, 131, 122, 132]);
  assertEquals(numbers(values).slice(12), [200, 0, 201, 0, 202, 0]);
  assertEquals([inner, words([phase(1, 4)], lanes).inner], ["inputs", "outputs"]);
});

Deno.test("packWeights() fills lanes beyond a smaller phase's inputs with zeros", () => {
  const { values } = words([phase(1, 4), phase(2, 3)], { inputLanes: 2, outputLanes: 2, outputTurns: 1 });
  assertEquals(numbers(values), [100, 101, 110, 111, 120, 121, 130, 131, 200, 201, 210, 211, 220, 221, 0, 0]);
});

Deno.test("packWeights() gives an empty phase no word, although it takes an iteration", () => {
  const memory = words([phase(1, 0), phase(2, 1)], { inputLanes: 1, outputLanes: 2, outputTurns: 1 });
  assertEquals(numbers(memory.values), [200, 201]);
  assertEquals(memory.words, 1);
});

Deno.test("packWeights() finishes a part of the outputs before the next part", () => {
  const memory = words([phase(1, 3)], { inputLanes: 1, outputLanes: 2, outputTurns: 2 });
  assertEquals(numbers(memory.values), [100, 101, 110, 111, 120, 121, 102, 103, 112, 113, 122, 123]);
  assertEquals([memory.words, memory.lanes], [6, 2]);
});

Deno.test("packWeights() gives both inputs and outputs turns, of a phase that fills no last turn too", () => {
  const memory = words([phase(1, 3)], { inputLanes: 2, outputLanes: 2, outputTurns: 2 });
  assertEquals(numbers(memory.values), [
    100,
    101,
    110,
    111,
    120,
    121,
    0,
    0,
    102,
    103,
    112,
    113,
    122,
    123,
    0,
    0,
  ]);
  assertEquals([memory.words, memory.lanes], [4, 4]);
});

Deno.test("packWeights() keeps negative weights", () => {
  const negative = { inputs: 1, weightAt: () => -(2n ** 63n) };
  const { values } = words([negative], { inputLanes: 1, outputLanes: 1, outputTurns: 1 });
  assertEquals(values[0], -(2n ** 63n));
});
