import { assert } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { casesOf, type ConformanceCase, wantsAll } from "./cases.ts";
import { runCases } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** What multiplies with weights. */
const SORTS = [
  "transposed convolutions",
  "convolutions and dense layers",
  "accumulators, results and widths",
];

/** Of the suite's cases whose products pair, one in so many; the whole matrix has all of them. */
const SHARE = 32;

/** The case with two products a multiplier wherever they pair; none where they do in no layer. */
function packed({ name, design, tight, images }: ConformanceCase): readonly ConformanceCase[] {
  const made = createDesign(design.model, { ...design.options, multiplier: "packed" });
  const pairs = made.stages.some(({ plan }) => "multiplier" in plan && plan.multiplier === "packed");
  return pairs ? [{ name: `${name} packed`, design: made, tight, images }] : [];
}

Deno.test("conformance: two products a multiplier equal the reference", async (test) => {
  const cases = casesOf(SORTS.flatMap((sort) => SCENARIOS[sort]), false).flatMap(packed);
  assert(cases.length > 150, `${cases.length} cases`);
  const chosen = wantsAll() ? cases : cases.filter((_, index) => index % SHARE === 0);
  await runCases(test, chosen);
});
