import { verilogDesign } from "./designs.ts";
import { assertEquals } from "@std/assert";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { topName } from "../../../src/backends/rtl/text/names.ts";
import { BENCH_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import type { Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { runRtl } from "./compare.ts";
import { noIcarus } from "./verilog.ts";

/** A design of one stage. */
function small(name: string): Design {
  const model = buildModel("small", (b) => b.relu(b.input({ features: 3 })));
  return verilogDesign(model, { projectName: name, precision: "ap_fixed<6,3>" });
}

Deno.test("a design called as a module, the test bench or a word of Verilog is not the top module of that name", () => {
  const taken = [...Object.keys(RTL_MODULES), ...Object.keys(BENCH_MODULES), "interlace_bench", "module"];
  for (const name of taken) assertEquals(topName({ name }), `${name}_top`);
  // Files of modules would be the same where letters count in either case.
  for (const name of ["FIFO", "Interlace_Bench"]) assertEquals(topName({ name }), `${name}_top`);
  // CXXRTL makes members of what stands within the top module, and a class has none of its own name.
  for (const name of ["clk", "stall", "resets", "x_valid", "x_stage"]) {
    assertEquals(topName({ name }), `${name}_top`);
  }
  assertEquals(topName({ name: "fifo_2" }), "fifo_2");
});

Deno.test("no two files of a project in Verilog differ in the case of letters alone", () => {
  const files = [...renderRtl(small("Fifo")).files.keys()];
  assertEquals(new Set(files.map((name) => name.toLowerCase())).size, files.length);
});

Deno.test({
  name: "a design that is called as the test bench is simulated",
  ignore: noIcarus,
  fn: async () => {
    assertEquals((await runRtl(small("interlace_bench"), { seed: 2n })).problems, []);
  },
});
