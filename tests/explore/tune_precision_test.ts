import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, tensorOf } from "../../src/design/mod.ts";
import { METRICS, tunePrecision } from "../../src/explore/mod.ts";
import { fixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { evaluateFloat, seededRandom, simulate } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";

const SAMPLES = 24;

function network(): Model {
  const random = seededRandom(5);
  const numbers = (length: number) => Float64Array.from({ length }, () => random.next() * 2 - 1);
  return buildModel("tuned", (b) => {
    const x = b.input({ height: 3, width: 4, channels: 2 });
    const up = b.convTranspose2d(x, {
      name: "up",
      weights: { shape: [2, 3, 2, 3], data: numbers(36) },
      bias: numbers(3),
      strides: 2,
    });
    return b.conv2d(b.relu(up, { name: "positive" }), {
      name: "last",
      weights: { shape: [1, 3, 3, 1], data: numbers(9) },
    });
  });
}

/** Samples whose numbers reach from −3 to 3. */
function samples(seed = 9): NdArray {
  const random = seededRandom(seed);
  return {
    shape: [SAMPLES, 3, 4, 2],
    data: Float64Array.from({ length: SAMPLES * 24 }, () => random.next() * 6 - 3),
  };
}

const model = network();
const data = new Map([["", samples()]]);

/** Signal-to-noise ratio of a design's outputs for all samples, by its definition. */
async function ratio(options: Parameters<typeof createDesign>[1], array: NdArray): Promise<number> {
  const [made] = [...(await simulate(createDesign(model, options), array)).values()];
  const float = evaluateFloat(model, [array]).get(model.outputs[0].layer)!;
  let [signal, noise] = [0, 0];
  float.data.forEach((value, i) => {
    signal += value * value;
    noise += (value - made.data[i]) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

Deno.test("tunePrecision() keeps the budget for less than a single type does", async () => {
  const choice = await tunePrecision(model, data, { budget: 35 });
  assert(choice.isComplete && choice.limit === 35 && choice.tuned.searched >= 35);
  assert(choice.single !== null && choice.tuned.cost < choice.single.cost);
  // All samples together, those of the search being three quarters of them.
  assert(await ratio(choice.options, samples()) > 34.5);
  assert(choice.tuned.heldOut > 33 && choice.tuned.spread > 0);
  assertEquals(choice.tensors.map(({ layer, field }) => `${layer}.${field}`), [
    "input_1.result",
    "up.weight",
    "up.bias",
    "up.result",
    "positive.result",
    "last.weight",
    "last.result",
  ]);
  const design = createDesign(model, choice.options);
  assertEquals(tensorOf(design, "positive").type.signed, false);
  assertEquals(tensorOf(design, "up").type.width, choice.tensors[3].width);

  const again = await tunePrecision(model, data, { budget: 35 });
  assertEquals(again, choice);
});

Deno.test("tunePrecision() spends the budget: what it finds is little better", async () => {
  const choice = await tunePrecision(model, data, { budget: 30, seed: 3 });
  const searched = choice.tuned.searched;
  assert(searched >= 30 && searched < 36, `${searched} dB`);
});

Deno.test("tunePrecision() leaves types that are set for a layer by name", async () => {
  const design = {
    layers: { up: { precision: { weight: "ap_fixed<9,2>" } }, positive: { precision: "ap_fixed<20,6>" } },
  };
  const { tensors, options } = await tunePrecision(model, data, { budget: 25, design });
  assert(!tensors.some(({ layer, field }) => layer === "positive" || layer === "up" && field === "weight"));
  const made = createDesign(model, options);
  assertEquals(tensorOf(made, "positive").type.width, 20);
});

Deno.test("tunePrecision() with safe overflows for no input of its type", async () => {
  const { tensors } = await tunePrecision(model, data, { budget: 25, safe: true });
  const seen = (await tunePrecision(model, data, { budget: 25 })).tensors;
  const integer = (list: typeof tensors, name: string) =>
    Number(
      list.find(({ layer, field }) => layer === name && field === "result")!.type.match(/,(-?\d+),/)![1],
    );
  assert(integer(tensors, "last") > integer(seen, "last"));
});

Deno.test("tunePrecision() gives the best that it had found when it is interrupted", async () => {
  const controller = new AbortController();
  let candidates = 0;
  const choice = await tunePrecision(model, data, {
    budget: 30,
    signal: controller.signal,
    progress({ cost }) {
      if (cost !== null && ++candidates === 6) controller.abort();
    },
  });
  assertEquals(choice.isComplete, false);
  assert(choice.tuned.searched >= 30);
});

Deno.test("tunePrecision() refuses what it cannot do", async () => {
  const refusal = (
    ...[of, tuning, array = data]: [Model, Parameters<typeof tunePrecision>[2], typeof data?]
  ) => assertRejects(() => tunePrecision(of, array, tuning), InterlaceError);
  const hopeless = await refusal(model, { budget: 500 });
  assertEquals([hopeless.kind, hopeless.code], ["failure", "goal-unreachable"]);
  assertEquals((await refusal(model, { metric: METRICS.auc })).place.field, "labels");
  assertEquals((await refusal(model, { metric: METRICS.mse })).place.field, "budget");
  assertEquals((await refusal(model, { budget: -1 })).place.field, "budget");
  assertEquals(
    (await refusal(model, { labels: { shape: [2], data: Float64Array.of(0, 1) } })).code,
    "data-mismatch",
  );
  const few = { shape: [4, 3, 4, 2], data: new Float64Array(96) };
  assertEquals((await refusal(model, {}, new Map([["", few]]))).code, "data-mismatch");
  assertEquals((await refusal(model, {}, new Map([["x", samples()]]))).code, "data-mismatch");
  const type = fixedType({ width: 8, integer: 3 });
  const quantised = buildModel(
    "quantised",
    (b) => b.quantize(b.input({ height: 3, width: 4, channels: 2 }), { type }),
  );
  assertEquals((await refusal(quantised, {})).code, "model-unsupported");
});
