import { assertEquals } from "@std/assert";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { HLS_TOOL_NAMES, type HlsToolName, targetOf } from "../../src/target/mod.ts";
import { lintFirmware } from "../backends/hls/firmware_lint.ts";
import { everyPrimitiveDesigns } from "../support/every_primitive.ts";
import { casesOf, type ConformanceCase, wantsAll } from "./cases.ts";
import { MATRIX_LAYERS, matrixCases, pairwiseCases } from "./matrix.ts";
import { runCases, wanted } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";
import { assertLargeEquals } from "../support/large.ts";

/** The firmware of a design for a tool, which finds nothing in it to refuse. */
function firmwareFor(tool: HlsToolName, { name, design }: ConformanceCase): ReadonlyMap<string, string> {
  const files = renderFirmware({ ...design, target: targetOf(tool) });
  assertEquals(lintFirmware(files, tool), [], `${name} for ${tool}`);
  return files;
}

function withoutPragmas(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, text.replace(/^[ \t]*#pragma HLS .*\n/gm, "")]));
}

// What is compiled for one tool is thereby compiled for the other.
Deno.test("conformance: neither tool refuses the firmware of any case, which is the same for both, pragmas apart", () => {
  const all = wantsAll();
  const matrix = MATRIX_LAYERS.flatMap((layer) => all ? matrixCases(layer) : pairwiseCases(layer));
  for (const each of [...casesOf(Object.values(SCENARIOS).flat(), all), ...matrix]) {
    const [first, ...others] = HLS_TOOL_NAMES.map((tool) => withoutPragmas(firmwareFor(tool, each)));
    for (const other of others) assertLargeEquals(other, first, each.name);
  }
});

// C++11 fills tables when a program starts, in one function that takes half a minute to optimise: the whole matrix does.
Deno.test("conformance: the vivado firmware of every kernel is C++11 and equals the reference", async (test) => {
  await runCases(test, wanted(everyPrimitiveDesigns({ target: "vivado" })), {
    standard: "c++11",
    optimize: wantsAll() ? "2" : "0",
  });
});

Deno.test("conformance: the firmware of every kernel has no warnings and equals the reference when optimised", async (test) => {
  await runCases(test, wanted(everyPrimitiveDesigns()), { optimize: "2" });
});
