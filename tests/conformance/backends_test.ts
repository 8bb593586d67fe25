import { assertEquals } from "@std/assert";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import type { Design } from "../../src/design/mod.ts";
import { targetOf } from "../../src/target/mod.ts";
import { everyKernelDesigns } from "../support/every_kernel.ts";
import { casesOf, wantsAll } from "./cases.ts";
import { MATRIX_LAYERS, matrixCases, pairwiseCases } from "./matrix.ts";
import { runCases, wanted } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** The firmware of a design for a tool, without its pragmas. */
function withoutPragmas(design: Design, backend: string): Map<string, string> {
  const files = renderFirmware({ ...design, target: targetOf(backend) });
  return new Map([...files].map(([path, text]) => [path, text.replace(/^[ \t]*#pragma HLS .*\n/gm, "")]));
}

// What is compiled for one tool is thereby compiled for the other.
Deno.test("conformance: the firmware of every case is the same for both tools, pragmas apart", () => {
  const all = wantsAll();
  const matrix = MATRIX_LAYERS.flatMap((layer) => all ? matrixCases(layer) : pairwiseCases(layer));
  for (const { name, design } of [...casesOf(Object.values(SCENARIOS).flat(), all), ...matrix]) {
    assertEquals(withoutPragmas(design, "vivado"), withoutPragmas(design, "vitis"), name);
  }
});

// C++11 fills tables when a program starts, in one function that takes half a minute to optimise: the whole matrix does.
Deno.test("conformance: the vivado firmware of every kernel is C++11 and equals the reference", async (test) => {
  await runCases(test, wanted(everyKernelDesigns({ target: "vivado" })), {
    standard: "c++11",
    optimize: wantsAll() ? "2" : "0",
  });
});

Deno.test("conformance: the firmware of every kernel has no warnings and equals the reference when optimised", async (test) => {
  await runCases(test, wanted(everyKernelDesigns()), { optimize: "2" });
});
