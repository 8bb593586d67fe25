import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { randomInputs, seededRandom } from "../../src/simulate/mod.ts";
import { takeSamples } from "../../src/verify/samples/inputs.ts";

const MODEL = buildModel("tiny", (b) => b.relu(b.input({ height: 3, width: 4, channels: 2, name: "x" })));
const DESIGN = createDesign(MODEL, { precision: "ap_fixed<8,4>" });

Deno.test("seededRandom() gives the published numbers of SplitMix64", () => {
  // Seed 1234567, from the reference implementation's widely used test vector.
  const vector = [6457827717110365317n, 3203168211198807973n, 9817491932198370423n];
  const random = seededRandom(1234567);
  assertEquals(vector.map(() => random.next()), vector.map((value) => Number(value >> 11n) / 2 ** 53));
});

Deno.test("randomInputs() begins with the type's extremes and stays in its range", () => {
  const x = randomInputs(DESIGN, { samples: 50, seed: 3 }).get("x")!;
  assertEquals(x.shape, [50, ...MODEL.inputs[0].sourceShape]);
  assertEquals([...new Set(x.data.slice(0, 24))].sort(), [-8, 7.9375]);
  const rest = x.data.slice(24);
  assertEquals(rest.every((value) => value >= -8 && value <= 7.9375), true);
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
  assertEquals(Math.abs(mean) < 0.6, true, `${mean}`);
  assertEquals(rest.some((value) => value > 7) && rest.some((value) => value < -7), true);
});

Deno.test("randomInputs() depends on the seed alone", () => {
  const make = (seed: number) => [...randomInputs(DESIGN, { samples: 2, seed }).get("x")!.data];
  assertEquals(make(1), make(1));
  assertEquals(make(1).join() === make(2).join(), false);
});

Deno.test("takeSamples() takes the first ones and refuses more than there are", () => {
  const data = new Map([["x", { shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) }]]);
  assertEquals(takeSamples(data, 2).get("x"), { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
  assertThrows(() => takeSamples(data, 4), InterlaceError, "Cannot take 4 samples: x has 3");
});
