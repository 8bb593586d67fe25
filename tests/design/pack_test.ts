import { assertEquals } from "@std/assert";
import { packLatency, packResource } from "../../src/design/pack.ts";

/** Weight (input, output) of a phase as the number PIO: its phase, its input, its output. */
function phase(number: number, inputs: number) {
  return { inputs, weightAt: (input: number, output: number) => BigInt(100 * number + 10 * input + output) };
}

function numbers(values: BigInt64Array): number[] {
  return [...values].map(Number);
}

Deno.test("packLatency() lays phases in a row, all outputs of an input side by side", () => {
  const { values, lanes } = packLatency([phase(1, 2), phase(2, 0), phase(3, 1)], 3);
  assertEquals(numbers(values), [100, 101, 102, 110, 111, 112, 300, 301, 302]);
  assertEquals(lanes, 9);
});

Deno.test("packResource() lays a turn's input lanes in a row, their outputs side by side", () => {
  const reuse = { inputLanes: 2, outputLanes: 3, outputTurns: 1 };
  const { values, lanes } = packResource([{ ...phase(1, 4), turns: 2 }], reuse);
  assertEquals(numbers(values), [100, 101, 102, 110, 111, 112, 120, 121, 122, 130, 131, 132]);
  assertEquals(lanes, 6);
});

Deno.test("packResource() fills lanes beyond a smaller phase's inputs with zeros", () => {
  const reuse = { inputLanes: 2, outputLanes: 2, outputTurns: 1 };
  const { values } = packResource([{ ...phase(1, 4), turns: 2 }, { ...phase(2, 3), turns: 2 }], reuse);
  assertEquals(numbers(values), [100, 101, 110, 111, 120, 121, 130, 131, 200, 201, 210, 211, 220, 221, 0, 0]);
});

Deno.test("packResource() gives an empty phase no word, although it takes a turn", () => {
  const reuse = { inputLanes: 1, outputLanes: 2, outputTurns: 1 };
  const { values } = packResource([{ ...phase(1, 0), turns: 1 }, { ...phase(2, 1), turns: 1 }], reuse);
  assertEquals(numbers(values), [200, 201]);
});

Deno.test("packResource() finishes a part of the outputs before the next part", () => {
  const reuse = { inputLanes: 1, outputLanes: 2, outputTurns: 2 };
  const { values, lanes } = packResource([{ ...phase(1, 3), turns: 3 }], reuse);
  assertEquals(numbers(values), [100, 101, 110, 111, 120, 121, 102, 103, 112, 113, 122, 123]);
  assertEquals(lanes, 2);
});

Deno.test("packResource() keeps negative weights", () => {
  const negative = { inputs: 1, turns: 1, weightAt: () => -(2n ** 63n) };
  const { values } = packResource([negative], { inputLanes: 1, outputLanes: 1, outputTurns: 1 });
  assertEquals(values[0], -(2n ** 63n));
});
