import { assertEquals } from "@std/assert";
import { partRuns } from "../../src/reports/mod.ts";

function runs(...paths: string[]) {
  return Object.fromEntries(partRuns(paths));
}

Deno.test("partRuns() keeps the folders of one solution together", () => {
  const paths = [
    "d_prj/solution1/syn/report/csynth.xml",
    "d_prj/solution1/sim/report/d_cosim.rpt",
    "d_prj/solution1/impl/report/verilog/export_syn.rpt",
  ];
  assertEquals(runs(...paths), { "d_prj/solution1": paths });
});

Deno.test("partRuns() gives reports of the project to its only solution", () => {
  assertEquals(runs("vivado_synth.rpt", "d_prj/solution1/syn/report/csynth.xml"), {
    "d_prj/solution1": ["d_prj/solution1/syn/report/csynth.xml", "vivado_synth.rpt"],
  });
});

Deno.test("partRuns() tells solutions and designs apart", () => {
  assertEquals(Object.keys(runs("p/s1/syn/report/a.xml", "p/s2/syn/report/a.xml", "x.rpt")), [
    ".",
    "p/s1",
    "p/s2",
  ]);
  assertEquals(Object.keys(runs("v0/a_csynth.rpt", "v1/a_csynth.rpt")), ["v0", "v1"]);
});

Deno.test("partRuns() takes every JSON report for a run of its own", () => {
  assertEquals(Object.keys(runs("a/x.json", "a/y.json")), ["a/x.json", "a/y.json"]);
});
