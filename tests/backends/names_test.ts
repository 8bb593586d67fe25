import { assert, assertEquals } from "@std/assert";
import { join } from "node:path/posix";
import { FAMILY_TOOLS } from "../../src/backends/mod.ts";
import { TARGETS } from "../../src/target/mod.ts";
import {
  importedPath,
  literalText,
  nodesOf,
  placeOf,
  type SourceFile,
  sourceTrees,
  syntaxTree,
} from "../support/syntax.ts";

/** Rooms that may know targets and tools by their names. */
const KNOWING = /^src\/(target|backends)\//;

/** What targets, tools and vendors' programs are called, whatever is added to their tables. */
const NAMES = new Set([
  ...TARGETS.flatMap(({ name, backend }) => [name, ..."tool" in backend ? [backend.tool] : []]),
  ...Object.values(FAMILY_TOOLS).flatMap(({ programs }) => programs.programs.map(({ name }) => name)),
]);

/** Folders of the families; others beside them are for all. */
const OF_FAMILY = new RegExp(`^src/backends/(${Object.keys(FAMILY_TOOLS).join("|")})/`);

/** Places of literals outside these rooms that are such a name. */
function namesIn(file: SourceFile): string[] {
  if (KNOWING.test(file.path)) return [];
  return [...nodesOf(file.tree)].filter((node) => NAMES.has(literalText(node) ?? ""))
    .map((node) => `${placeOf(file, node)}: ${literalText(node)}`);
}

/** Imports of what belongs to one family, outside of the back ends. */
function familyImportsIn(file: SourceFile): string[] {
  if (KNOWING.test(file.path)) return [];
  return [...nodesOf(file.tree)].flatMap((node) => {
    const specifier = importedPath(node);
    if (specifier === null || !specifier.startsWith(".")) return [];
    const path = join(file.path, "..", specifier);
    return OF_FAMILY.test(path) ? [`${placeOf(file, node)}: ${path}`] : [];
  });
}

const TREES = await sourceTrees();

Deno.test("no room but target and back ends knows the name of a target, a tool or a vendor's program", () => {
  assert(NAMES.size >= 6, [...NAMES].join());
  assert(TREES.length > 300, `${TREES.length} files`);
  assertEquals(TREES.flatMap(namesIn), []);
});

Deno.test("no room but the back ends imports what belongs to one family", () => {
  assertEquals(TREES.flatMap(familyImportsIn), []);
});

Deno.test("the two tests above see comparisons, cases, lists, keys and imports, and no comments or longer words", () => {
  const file = syntaxTree(
    "src/cli/x.ts",
    `import { a } from "../backends/hls/mod.ts";
const { b } = await import("../backends/hls/csim/run.ts");
import { c } from "../backends/mod.ts";
import { d } from "../backends/hls/csim/cache.ts";
// design.target.name === "vitis"
if (name === "vitis" || \`vivado\` === name) run("vitis-runner");
switch (tool) { case "vitis_hls": break; }
const list = ["v++"], table = { vivado_hls: 1, "vitis-run": 2 };
`,
  );
  assertEquals(namesIn(file), [
    "src/cli/x.ts:6: vitis",
    "src/cli/x.ts:6: vivado",
    "src/cli/x.ts:7: vitis_hls",
    "src/cli/x.ts:8: v++",
    "src/cli/x.ts:8: vivado_hls",
    "src/cli/x.ts:8: vitis-run",
  ]);
  assertEquals(familyImportsIn(file), [
    "src/cli/x.ts:1: src/backends/hls/mod.ts",
    "src/cli/x.ts:2: src/backends/hls/csim/run.ts",
    "src/cli/x.ts:4: src/backends/hls/csim/cache.ts",
  ]);
});
