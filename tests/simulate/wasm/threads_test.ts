import { assertEquals, assertRejects } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { openSimulator, simulateTensors } from "../../../src/simulate/mod.ts";
import { randomReals } from "../support.ts";
import { inputsOf } from "./harness.ts";
import { assertLargeEquals } from "../../support/large.ts";

const MODEL = buildModel("threads", (b) => {
  const x = b.input({ name: "x", height: 3, width: 4, channels: 3 });
  const up = b.convTranspose2d(x, {
    weights: { shape: [3, 3, 3, 5], data: randomReals(135, 1n) },
    strides: 2,
    padding: "same",
  });
  return b.tanh(up);
});

Deno.test("simulateTensors() gives the same tensors on one thread as on several", async () => {
  const design = createDesign(MODEL, { precision: "ap_fixed<12,4>" });
  const inputs = inputsOf(design, { samples: 37, seed: 3n });
  const one = await simulateTensors(design, inputs);
  for (const threads of [2, 3]) assertLargeEquals(await simulateTensors(design, inputs, { threads }), one);
  const outputs = await simulateTensors(design, inputs, { threads: 2, tensors: "outputs" });
  assertEquals([...outputs.keys()], design.outputs.map(({ tensor }) => tensor));
});

Deno.test("openSimulator() keeps its workers from batch to batch", async () => {
  const design = createDesign(MODEL, { precision: "ap_fixed<12,4>" });
  const simulator = openSimulator(design, { threads: 2 });
  try {
    for (const samples of [1, 5, 2]) {
      const inputs = inputsOf(design, { samples, seed: BigInt(samples) });
      assertLargeEquals(await simulator.run(inputs), await simulateTensors(design, inputs));
    }
  } finally {
    simulator.close();
  }
});

Deno.test("simulateTensors() computes stages that no module holds on the calling thread", async () => {
  const design = createDesign(MODEL, {
    precision: {
      weight: "ap_fixed<64,4>",
      result: "ap_ufixed<64,4,AP_RND,AP_SAT>",
      accum: "ap_fixed<64,8,AP_RND,AP_SAT>",
    },
  });
  const inputs = inputsOf(design, { samples: 3, seed: 3n });
  assertLargeEquals(
    await simulateTensors(design, inputs, { threads: 2 }),
    await simulateTensors(design, inputs),
  );
});

Deno.test("simulateTensors() refuses a number of threads that is none", async () => {
  const design = createDesign(MODEL);
  const inputs = inputsOf(design, { samples: 1, seed: 3n });
  for (const threads of [0, 1.5, -1, NaN]) {
    await assertRejects(
      () => simulateTensors(design, inputs, { threads }),
      InterlaceError,
      "positive integer",
    );
  }
});
