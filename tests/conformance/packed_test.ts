import { assert } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { casesOf, type ConformanceCase, wantsAll } from "./cases.ts";
import { runCases } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Of the suite's cases whose products pair, one in so many; the whole matrix has all of them. */
const SHARE = 18;

/** The case with two products a multiplier wherever they pair; none where they do in no layer. */
function packed({ name, design, tight, images }: ConformanceCase): readonly ConformanceCase[] {
  const made = createDesign(design.model, { ...design.options, multiplier: "packed" });
  const pairs = made.stages.some(({ plan }) => "multiplier" in plan && plan.multiplier === "packed");
  return pairs ? [{ name: `${name} packed`, design: made, tight, images }] : [];
}

Deno.test("conformance: two products a multiplier equal the reference", async (test) => {
  const cases = casesOf(Object.values(SCENARIOS).flat(), false).flatMap(packed);
  assert(cases.length > 200, `${cases.length} cases`);
  const chosen = wantsAll() ? cases : cases.filter((_, index) => index % SHARE === 0);
  await runCases(test, chosen);
});
