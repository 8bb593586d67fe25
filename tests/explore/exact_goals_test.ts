import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { chooseFactors } from "../../src/explore/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { seededRandom } from "../../src/simulate/random.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";
import { smallNetwork } from "./random_network.ts";
import { wayOf, waysOf } from "./ways.ts";

const example = await importModel("examples/autoencoder/autoencoder.onnx");

Deno.test("chooseFactors() is as cheap as the best of all combinations by the exact schedule of Verilog", async (t) => {
  await forEachSeed(t, seedsFrom(1, 5), (seed) => {
    const random = seededRandom(seed);
    const model = smallNetwork(random);
    const options = { target: "verilog" };
    const ways = waysOf(model, options);
    const floor = Math.max(...ways.map((list) => Math.min(...list.map(({ cycles }) => cycles))));
    const paces = [...new Set(ways.flat().map(({ cycles }) => cycles))].filter((pace) => pace >= floor);
    const interval = paces[Math.floor(random.next() * paces.length)];
    const choice = chooseFactors(model, { interval }, options);
    assert(choice.interval <= interval);
    assertEquals(createDesign(model, choice.options).schedule?.intervalCycles, choice.interval);
    const best = ways.reduce(
      (sum, list) =>
        sum + Math.min(...list.filter(({ cycles }) => cycles <= interval).map(({ cost }) => cost)),
      0,
    );
    assertAlmostEquals(wayOf(model, choice).cost, best, 1e-12);
    // A cycle less is a promise that this choice would not keep.
    const sooner = chooseFactors(model, { interval: floor }, options);
    assertEquals(createDesign(model, sooner.options).schedule?.intervalCycles, floor);
    assertThrows(
      () => chooseFactors(model, { interval: floor - 1 }, options),
      InterlaceError,
      "Cannot reach an interval",
    );
  });
});

Deno.test("chooseFactors() finds the shortest interval within resources by the exact schedule of Verilog", () => {
  const within = chooseFactors(example, { multipliers: 100 }, { target: "verilog" });
  assert(within.multipliers <= 100);
  assertEquals(createDesign(example, within.options).schedule?.intervalCycles, within.interval);
  assertEquals(within.interval, 3456);
  const same = chooseFactors(example, { interval: within.interval }, { target: "verilog" });
  assert(same.multipliers <= 100);
  const less = chooseFactors(example, { interval: within.interval - 1 }, { target: "verilog" });
  assert(less.multipliers > 100, `${less.multipliers}`);
});

Deno.test("chooseFactors() promises no interval that a stage in Verilog exceeds, whose multipliers wait for pixels", () => {
  // Of seven columns the last two make no output: while they pass, the multipliers are idle.
  const weights = { shape: [3, 3, 1, 1], data: Float64Array.from({ length: 9 }, (_, i) => i / 8) };
  const model = buildModel(
    "cropped",
    (b) =>
      b.convTranspose2d(b.input({ height: 3, width: 7, channels: 1 }), {
        name: "up",
        weights,
        strides: 2,
        padding: [{ before: 0, after: 0 }, { before: 5, after: 4 }],
      }),
  );
  const { interval, options } = chooseFactors(model, { interval: 60 }, { target: "verilog" });
  assertEquals(createDesign(model, options).schedule?.intervalCycles, interval);
  const error = assertThrows(
    () => chooseFactors(model, { interval: 42 }, { target: "verilog" }),
    InterlaceError,
    '"up" takes 56 with any factor',
  );
  assertEquals(error.hint, "The least interval is 56 cycles.");
});
