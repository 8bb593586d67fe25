import { assert, assertEquals } from "@std/assert";
import { SIMULATION_PATHS, type SimulationPath } from "../../../src/simulate/mod.ts";
import { ONLY_CASE, repeatCommand } from "../../support/repeat.ts";
import { wantsAll } from "../cases.ts";
import { drawCase, SEED, sortOf } from "./case.ts";
import { describe, problemsOf } from "./compare.ts";
import { type Goal, GOALS } from "./goals.ts";

/** How many designs must take every path and be compared: at least, and of every sort of networks that leads there. */
const HITS = wantsAll() ? 100 : 20;
const OF_EACH_SORT = Math.ceil(HITS / 3);
const OF_EACH_LARGE_SORT = Math.ceil(HITS / 7);

/** Cases that are drawn for a hit of a sort before its goal counts as missed. */
const DRAWS = 60;

const compared = new Map<SimulationPath, number>();

for (const goal of GOALS) {
  Deno.test(`differential: ${goal.path}`, async () => {
    if (ONLY_CASE === null) compared.set(goal.path, await reach(goal));
    else assert(await compare(goal, Number(ONLY_CASE)), `case ${ONLY_CASE} does not take "${goal.path}"`);
  });
}

Deno.test({
  name: "differential: every path of the simulator was compared",
  ignore: ONLY_CASE !== null,
}, () => {
  const lines = [...compared].map(([path, count]) => `${`${count}`.padStart(5)} ${path}`);
  console.log([`Designs compared with the definition, INTERLACE_SEED=${SEED}:`, ...lines].join("\n"));
  assertEquals(SIMULATION_PATHS.filter((path) => (compared.get(path) ?? 0) < HITS), []);
});

/** Draws cases and compares those that take the goal's path, until these are enough; returns their number. */
async function reach(goal: Goal): Promise<number> {
  const missing = new Map(
    goal.sorts.map(({ name, isLarge }) => [name, isLarge ? OF_EACH_LARGE_SORT : OF_EACH_SORT]),
  );
  let hits = 0;
  for (let number = 0; number < DRAWS * OF_EACH_SORT * goal.sorts.length; number++) {
    const { name } = sortOf(goal, number);
    const isLacking = [...missing.values()].some((count) => count > 0);
    if (!isLacking && hits >= HITS) return hits;
    if (isLacking && missing.get(name)! <= 0) continue;
    if (!await compare(goal, number)) continue;
    missing.set(name, missing.get(name)! - 1);
    hits++;
  }
  const lacking = [...missing].filter(([, count]) => count > 0).map(([sort, count]) => `${count} ${sort}`);
  throw new Error(`only ${hits} designs took "${goal.path}"; missing are ${lacking.join(", ")}`);
}

/** Compares a case if it takes its goal's path; returns whether it does. */
async function compare(goal: Goal, number: number): Promise<boolean> {
  const drawn = drawCase(goal, number);
  if (drawn === null || drawn.hits.length === 0) return false;
  const problems = await problemsOf(drawn.network, drawn);
  const message = [
    ...problems,
    describe(drawn.network, drawn.design),
    "This case alone:",
    repeatCommand({ name: `differential: ${goal.path}`, origin: import.meta.url }, {
      INTERLACE_SEED: SEED,
      INTERLACE_CASE: number,
    }),
  ];
  assert(problems.length === 0, message.join("\n"));
  return true;
}
