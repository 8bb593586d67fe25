import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { METRICS } from "../../src/explore/mod.ts";
import { Budget } from "../../src/explore/precision/budget.ts";
import { costModel } from "../../src/explore/precision/cost_model.ts";
import { Judge } from "../../src/explore/precision/judge.ts";
import { deviation, measure, standardError } from "../../src/explore/precision/measure.ts";
import { precisionProblem } from "../../src/explore/precision/problem.ts";
import { refine } from "../../src/explore/precision/refine.ts";
import { narrowestUniform, type SearchRules, walk } from "../../src/explore/precision/search.ts";
import { Workbench } from "../../src/explore/precision/workbench.ts";
import { smallModel, smallSamples } from "./small_model.ts";

const model = smallModel();

Deno.test("refine() keeps the budget, and finds cheaper types where a walk from bit to bit ends", async () => {
  let cheaper = 0;
  for (const [seed, least] of [[1, 24], [2, 30], [3, 36]]) {
    const problem = precisionProblem(model, new Map([["", smallSamples(seed)]]), {});
    const { knobs, searched, metric } = problem;
    const cost = costModel({}, null);
    const judge = new Judge({ problem, knobs, samples: searched, cost, bench: new Workbench() });
    const budget = new Budget(metric, searched.reference, least);
    const rules: SearchRules = { budget, goOn: () => Promise.resolve(true) };
    const start = await narrowestUniform(judge, rules);
    const walked = await walk(judge, start!, rules);
    const refined = await refine(judge, walked, rules);
    for (const { widths, cost, measured } of [walked, refined]) {
      assert(budget.keeps(measured) && measured.value >= least);
      assertEquals([judge.cost(widths), judge.measure(widths)], [cost, measured]);
    }
    assert(walked.cost < start!.cost && refined.cost <= walked.cost);
    if (refined.cost < walked.cost) cheaper++;
    // Nothing is left that one bit less of any type would save.
    for (const knob of knobs.keys()) {
      const fewer = refined.widths.map((width, i) => i === knob ? width - 1 : width);
      if (fewer[knob] < 2) continue;
      const price = judge.cost(fewer);
      assert(price === null || price >= refined.cost || !budget.keeps(judge.measure(fewer)), `${knob}`);
    }
  }
  assert(cheaper >= 1);
});

Deno.test("Budget keeps a margin of the loss's standard error, which has nothing of what both figures share", () => {
  const reference = { value: 0.9, parts: [0.7, 0.8, 1, 1.1] };
  const budget = new Budget(METRICS.auc, reference, 0.1);
  assertEquals([budget.limit, budget.most], [0.8, 0.1]);
  // All parts lose alike, however far they are apart.
  const alike = { value: 0.81, parts: [0.61, 0.71, 0.91, 1.01] };
  assertAlmostEquals(budget.loss(alike).value, 0.09, 1e-12);
  assertAlmostEquals(budget.loss(alike).error, 0, 1e-12);
  assert(budget.keeps(alike));
  const uneven = { value: 0.81, parts: [0.7, 0.8, 0.91, 0.83] };
  assertAlmostEquals(budget.loss(uneven).error, deviation([0, 0, 0.09, 0.27]) / 2, 1e-12);
  assert(!budget.keeps(uneven));

  const lower = new Budget(METRICS.mse, { value: 2, parts: [2, 2] }, 0.5);
  assertEquals([lower.limit, lower.loss({ value: 2.25, parts: [2.25, 2.25] }).value], [2.5, 0.25]);
  const perfect = new Budget(METRICS.snr, { value: Infinity, parts: [Infinity] }, 40);
  assertEquals([perfect.limit, perfect.most], [40, 0]);
  assert(
    perfect.keeps({ value: 40, parts: [40, 40] }) && !perfect.keeps({ value: 39.9, parts: [39.9, 39.9] }),
  );
  assert(!perfect.keeps({ value: 40.1, parts: [38, 42] }));
});

Deno.test("measure() takes parts that follow one another, all samples in one of them", () => {
  const data = Float64Array.from({ length: 38 }, (_, i) => i);
  const outputs = [{ shape: [19, 2], data }];
  const floats = [{ shape: [19, 2], data: data.map((value) => value + 1) }];
  const seen: number[] = [];
  const { value, parts } = measure({
    ...METRICS.mse,
    of: (input) => {
      seen.push(...input.outputs[0].data);
      assertEquals(input.labels, null);
      return METRICS.mse.of(input);
    },
  }, { outputs, floats, labels: null });
  assertEquals([value, parts], [1, Array(8).fill(1)]);
  assertEquals(seen, [...data, ...data]);
});

Deno.test("standardError() leaves out parts without a number", () => {
  assertAlmostEquals(standardError([1, 2, NaN, 3, Infinity]), 1 / Math.sqrt(3), 1e-12);
  assertEquals([standardError([5]), standardError([NaN, NaN])], [0, 0]);
});
