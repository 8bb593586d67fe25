import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, draftDesign, tensorOf } from "../../src/design/mod.ts";
import { weighFor } from "../../src/explore/cost.ts";
import { chooseFactors, type Metric, METRICS, tunePrecision } from "../../src/explore/mod.ts";
import { fixedType, parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { logicResources } from "../../src/estimate/resources.ts";
import { evaluateFloat, seededRandom, simulate } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { smallModel, smallSamples } from "./small_model.ts";

const model = smallModel();
const data = new Map([["", smallSamples()]]);

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
  assert(await ratio(choice.options, smallSamples()) > 34.5);
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

/** Safe ranges grow by 513, ten bits, a layer: from the 6 of inputs to 36; of two equal inputs, results stay as large as they are. */
function cancelling(): Model {
  return buildModel("cancelling", (b) => {
    const weights = { shape: [2, 2], data: Float64Array.of(257, -256, -256, 257) };
    return ["first", "second", "third"].reduce(
      (x, name) => b.dense(x, { name, weights }),
      b.input({ features: 2 }),
    );
  });
}

/** Samples of two equal numbers from −3 to 3. */
function pairs(): ReadonlyMap<string, NdArray> {
  const random = seededRandom(4);
  const numbers = Array.from({ length: 32 }, () => random.next() * 6 - 3);
  return new Map([["", { shape: [32, 2], data: Float64Array.from(numbers.flatMap((x) => [x, x])) }]]);
}

Deno.test("tunePrecision() with safe finds types where a safe range alone takes all bits that are tried", async () => {
  const { tensors, tuned, single } = await tunePrecision(cancelling(), pairs(), { budget: 30, safe: true });
  const third = tensors.find(({ layer, field }) => layer === "third" && field === "result")!;
  assert(
    parseFixedType(third.type).integer > 24 && third.width > parseFixedType(third.type).integer,
    third.type,
  );
  assert(tuned.searched >= 30 && single !== null && single.searched >= 30);
});

Deno.test("tunePrecision() with safe names the widest range where no types keep the budget, in short numbers", async () => {
  const error = await assertRejects(
    () => tunePrecision(cancelling(), pairs(), { budget: 1000.123456789, safe: true }),
    InterlaceError,
    "is snr 1000.12 or better",
  );
  assertMatch(error.hint!, /The safe range of third takes 36 bits, 33 more than samples do/);
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

Deno.test("tunePrecision() keeps the types of quantisers and of trained parameters, and finds the others", async () => {
  const type = fixedType({ width: 7, integer: 3, quantization: "AP_RND_CONV", overflow: "AP_SAT" });
  const quantised = buildModel("quantised", (b) => {
    const x = b.input({ height: 3, width: 4, channels: 2 });
    const numbers = Float64Array.from({ length: 8 }, (_, i) => Math.sin(i));
    const conv = b.conv2d(x, { name: "conv", weights: { shape: [1, 1, 2, 4], data: numbers } });
    const held = b.quantize(b.relu(conv, { name: "positive" }), { name: "held", type });
    return b.conv2d(held, {
      name: "last",
      weights: { shape: [1, 1, 4, 2], data: numbers.map((value) => Math.round(value * 4) / 4) },
    });
  });
  const last = quantised.layers.find(({ name }) => name === "last")!;
  if (last.kind !== "conv") throw new Error("The layer is another one");
  const trained = fixedType({ width: 4, integer: 2 });
  const own: Model = {
    ...quantised,
    layers: quantised.layers.map((layer) =>
      layer === last ? { ...last, types: { weights: trained } } : layer
    ),
  };
  const { tensors, options, single } = await tunePrecision(own, data, { budget: 25 });
  assertEquals(tensors.map(({ layer, field }) => `${layer}.${field}`), [
    "input_1.result",
    "conv.weight",
    "last.result",
  ]);
  assert(single !== null);
  const design = createDesign(own, options);
  assertEquals(tensorOf(design, "positive").type, type);
  const stage = design.stages.find(({ name }) => name === "last")!;
  if (stage.plan.kind !== "convolution") throw new Error("The stage is another one");
  assertEquals(stage.plan.weights.type, trained);
});

Deno.test("tunePrecision() finds the same types where a metric's last bits differ", async () => {
  const random = seededRandom(1);
  const shaken: Metric = {
    ...METRICS.snr,
    of: (input) => METRICS.snr.of(input) * (1 + (random.next() - 0.5) * 1e-14),
  };
  const { tensors } = await tunePrecision(model, data, { budget: 32 });
  for (let round = 0; round < 3; round++) {
    const others = (await tunePrecision(model, data, { budget: 32, metric: shaken })).tensors;
    assertEquals(others.map(({ type }) => type), tensors.map(({ type }) => type));
  }
});

Deno.test("tunePrecision() for a goal finds what costs least with the factors that are chosen for it", async () => {
  const goal = { interval: 300 };
  const choice = await tunePrecision(model, data, { budget: 30, goal });
  const folded = chooseFactors(model, goal, choice.options);
  const design = draftDesign(model, folded.options).bare;
  const cost = weighFor(design);
  const total = design.stages.reduce((sum, stage) => sum + cost(logicResources(design, stage)), 0);
  assertAlmostEquals(choice.tuned.cost, total, 1e-12);
  assert(total < (await tunePrecision(model, data, { budget: 30 })).tuned.cost);
});

Deno.test("tunePrecision() says of its figures what they are on samples that it did not search with", async () => {
  const random = seededRandom(17);
  const right = evaluateFloat(model, [smallSamples()]).get(model.outputs[0].layer)!;
  const { tuned, float, budget, limit, given } = await tunePrecision(model, data, {
    budget: 0.02,
    metric: METRICS.mse,
    labels: { shape: [24, 6, 7, 1], data: right.data.map((value) => value + random.next() - 0.5) },
  });
  assertEquals([budget, limit], [0.02, float.searched + 0.02]);
  assertAlmostEquals(tuned.loss, tuned.heldOut - float.heldOut, 1e-12);
  assert(tuned.lossError > 0 && tuned.lossError < tuned.spread);
  assert(tuned.searched < limit);
  assert(given !== null && given.cost > tuned.cost && Math.abs(given.loss) < Math.abs(tuned.loss));
  assert(tuned.averageBits > 2 && tuned.averageBits < 16);
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
  assertEquals((await refusal(model, {}, new Map([["x", smallSamples()]]))).code, "data-mismatch");
  const type = fixedType({ width: 8, integer: 3 });
  const quantised = buildModel(
    "quantised",
    (b) => b.quantize(b.input({ height: 3, width: 4, channels: 2 }), { type }),
  );
  assertEquals((await refusal(quantised, {})).place.field, "Precision");
  assertEquals((await refusal(model, { design: { reuseFactor: "auto" } })).place.field, "ReuseFactor");
  assertEquals((await refusal(model, { design: { reuseFactor: 7, snap: false } })).code, "option-invalid");
  assertEquals((await refusal(model, { goal: { interval: 3 } })).code, "goal-unreachable");
  assertEquals((await refusal(model, { seed: 0.5 })).place.field, "seed");
});
