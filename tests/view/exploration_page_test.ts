import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CANDIDATES, explorationPage, HOSTILE } from "./exploration_samples.ts";

/** Ids that links name, and those that there are. */
function linksOf(page: string) {
  const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, id]) => id);
  return { links: all(/href="#([^"]+)"/g), ids: all(/ id="([^"]+)"/g) };
}

Deno.test("renderExplorationPage() shows every candidate, and members of the Pareto set as such", async () => {
  const page = await explorationPage();
  assertStringIncludes(page, "3 of 5 candidates are beaten by no other one; 1 cannot be built");
  const [chart] = page.match(/<div class="chart wide">[^]*?<\/svg>/)!;
  const circles = [...chart.matchAll(/<a href="#(candidate-[^"]+)"[^>]*><circle[^>]*r="(\d)"/g)]
    .map(([, id, radius]) => [id, radius]);
  // What has no finite metric has no place in a chart.
  assertEquals(circles.toSorted(), [
    ["candidate-interval-1550-budget-0.001", "8"],
    ["candidate-interval-600-budget-0.001", "8"],
    ["candidate-interval-600-width-8", "5"],
  ]);
  assertMatch(
    page,
    /<title>interval-1550-budget-0\.001: auc 0\.99, 1,549 cycles, 20\.00 % of the part<\/title>/,
  );
  const { links, ids } = linksOf(page);
  assertEquals(new Set(ids).size, ids.length);
  assert(links.every((link) => ids.includes(link)));
  for (const { interval } of CANDIDATES) assert(links.some((link) => link.includes(`interval-${interval}-`)));
});

Deno.test("renderExplorationPage() gives intervals colours, and tells all of them in a legend", async () => {
  const page = await explorationPage();
  const colours = [...page.matchAll(/<li style="--key: var\((--c\d)\)">at most ([\d,]+) cycles/g)];
  assertEquals(colours.map(([, colour, cycles]) => [colour, cycles]), [
    ["--c0", "3"],
    ["--c1", "600"],
    ["--c2", "1,550"],
    ["--c3", "3,100"],
  ]);
  assertMatch(page, /candidate-interval-600-width-8"[^>]*><circle[^>]*var\(--c1\)/);
});

Deno.test("renderExplorationPage() shows names as text, runs no script of theirs and asks for nothing", async () => {
  const page = await explorationPage(CANDIDATES, HOSTILE, HOSTILE);
  assertStringIncludes(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
  assert(!/<(img|b|iframe|object|link)\b/i.test(page), "an element out of a name");
  // The only script is the one whose hash the policy names.
  const [, script] = page.match(/<script>([^]*?)<\/script>/)!;
  assertEquals([...page.matchAll(/<script/gi)].length, 1);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)));
  assertStringIncludes(page, `script-src 'sha256-${btoa(String.fromCharCode(...digest))}'`);
  assert(!/\son\w+\s*=/i.test(page.replace(/&lt;img[^<]*/g, "")), "a handler");
  assertStringIncludes(page, "default-src 'none'; style-src 'unsafe-inline'");
  assert(!/(src|href)="(?!#)/.test(page), "something from elsewhere");
});

Deno.test("renderExplorationPage() says where nothing can be built", async () => {
  const page = await explorationPage(CANDIDATES.slice(4));
  assertStringIncludes(page, "No candidate can be built.");
  assertStringIncludes(page, "no factors reach 3");
});
