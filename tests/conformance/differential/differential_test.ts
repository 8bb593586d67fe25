import { assert } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { explainSimulation } from "../../../src/simulate/mod.ts";
import { wantsAll } from "../cases.ts";
import { Choices } from "./choices.ts";
import { describe, problemsOf } from "./compare.ts";
import { type Goal, GOALS } from "./goals.ts";
import { designOf, drawSamples } from "./network.ts";

const SEED = Deno.env.get("INTERLACE_SEED") ?? "1";
/** The one case of a goal to run; all that it takes if null. */
const ONLY = Deno.env.get("INTERLACE_CASE") ?? null;

/** How often every path must have been compared. */
const HITS = Number(Deno.env.get("HITS") ?? (wantsAll() ? 50 : 5));
/** Cases that are drawn for a hit before the goal counts as missed. */
const ATTEMPTS = 80;

const counts = new Map<string, number>();
const seconds = new Map<string, number>();

for (const goal of GOALS) {
  Deno.test(`differential: ${goal.path} equals the definition`, async () => {
    const begin = performance.now();
    await reach(goal);
    seconds.set(goal.path, (performance.now() - begin) / 1000);
  });
}

Deno.test({ name: "differential: counts by path", ignore: ONLY !== null }, () => {
  console.log(`INTERLACE_SEED=${SEED}`);
  for (const [path, count] of counts) console.log(`${path}: ${count} (${seconds.get(path)?.toFixed(2)} s)`);
});

/** Draws until every sort of a goal has taken its path often enough, and all of them together. */
async function reach({ path, sorts }: Goal): Promise<void> {
  const hits = new Map(sorts.map(({ name }) => [name, 0]));
  const total = () => [...hits.values()].reduce((a, b) => a + b);
  const wanted = Math.max(1, Math.floor(HITS / sorts.length));
  for (let attempt = 0; attempt < ATTEMPTS * HITS; attempt++) {
    const sort = sorts[attempt % sorts.length];
    const isLacking = hits.get(sort.name)! < wanted;
    const areOthersLacking = [...hits.values()].some((count) => count < wanted);
    if (!areOthersLacking && total() >= HITS) break;
    if (!isLacking && areOthersLacking) continue;
    const choose = new Choices(`${SEED} ${path} ${attempt}`);
    const network = sort.draw(choose);
    const io = choose.of(["io_stream", "io_parallel"] as const);
    const design = designOf(network, { io });
    if (design === null || !takes(design, path)) continue;
    const samples = drawSamples(choose, network);
    const problems = await problemsOf(network, { design, samples });
    const name = `${sort.name} ${attempt}`;
    assert(
      problems.length === 0,
      `${name}\n${problems.join("\n")}\n${describe(network, design)}\n${paths(design)}`,
    );
    hits.set(sort.name, hits.get(sort.name)! + 1);
  }
  counts.set(path, total());
  const missed = [...hits].filter(([, count]) => count < wanted);
  assert(
    missed.length === 0 && total() >= HITS,
    `${missed.map(([n, c]) => `${n}: ${c}`)} of ${wanted}; ${total()} in all`,
  );
}

function takes(design: Design, path: string): boolean {
  return explainSimulation(design).some((stage) => stage.path === path);
}

function paths(design: Design): string {
  return explainSimulation(design).map(({ stage, path }) => `${stage}: ${path}`).join(", ");
}
