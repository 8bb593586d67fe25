import { assertEquals } from "@std/assert";
import { solutionFolder } from "../../src/reports/layout.ts";
import { partRuns, readReportFile } from "../../src/reports/mod.ts";
import { COSIM_PASSED, DESIGN_SIZE, EXPORT_VIVADO, ROUTED_UTILIZATION } from "./samples.ts";

Deno.test("solutionFolder() takes off what the tools make, at the end of a path alone", () => {
  const folders: Readonly<Record<string, string>> = {
    "d_prj/solution1/syn/report/csynth.xml": "d_prj/solution1",
    "d_prj/solution1/sim/report/verilog/lat.rpt": "d_prj/solution1",
    "d_prj/solution1/impl/report/verilog/d_export.rpt": "d_prj/solution1",
    "d_prj/solution1/impl/verilog/project.runs/impl_1/d_timing.rpt": "d_prj/solution1",
    "part/hls/impl/verilog/report/d_utilization_routed.rpt": "part",
    "part/reports/hls_impl_pnr.rpt": "part",
    "board/board.runs/synth_1/top.rpt": "board",
    "hls/filter/solution1/syn/report/csynth.xml": "hls/filter/solution1",
    "syn/filter/csynth.xml": "syn/filter",
    "reports/filter/a.xml": "reports/filter",
    "impl/sim/x/y.rpt": "impl/sim/x",
    "syn/report/a.xml": ".",
    "a.xml": ".",
  };
  for (const [path, folder] of Object.entries(folders)) assertEquals(solutionFolder(path), folder, path);
});

/** What a synthesis report in XML says. */
interface Synthesis {
  readonly top: string;
  readonly cycles?: number;
  readonly lut?: number;
  readonly version?: string;
  readonly part?: string;
  /** Functions that it lists. */
  readonly calls?: readonly Synthesis[];
}

/** A `csynth.xml` as Vitis HLS writes it. */
function xml(
  { top, cycles = 10, lut = 100, version = "2023.2", part = "xck26-x-1", calls = [] }: Synthesis,
): string {
  const figures = (latency: number, luts: number) =>
    `<PerformanceEstimates><SummaryOfOverallLatency><Best-caseLatency>${latency}</Best-caseLatency>` +
    `<Worst-caseLatency>${latency}</Worst-caseLatency></SummaryOfOverallLatency></PerformanceEstimates>` +
    `<AreaEstimates><Resources><LUT>${luts}</LUT></Resources></AreaEstimates>`;
  const modules = calls.map((call) =>
    `<Module><Name>${call.top}</Name>${figures(call.cycles ?? 10, call.lut ?? 100)}</Module>`
  );
  return `<profile><ReportVersion><Version>${version}</Version></ReportVersion><UserAssignments>` +
    `<Part>${part}</Part><TopModelName>${top}</TopModelName><TargetClockPeriod>5.00</TargetClockPeriod>` +
    `</UserAssignments>${figures(cycles, lut)}<ModuleInformation>${
      modules.join("")
    }</ModuleInformation></profile>`;
}

/** The report on one function as Vivado HLS writes it. */
function rpt({ top, cycles = 10, calls = [] }: Synthesis): string {
  const range = (latency = 10) => `${latency}|${latency}|${latency}|${latency}`;
  const rows = calls.map((call) => `|u_${call.top}|${call.top}|${range(call.cycles)}|none|`);
  return `== Vivado HLS Report for '${top}'
* Version:        2019.2 (Build 1)
* Project:        p
* Solution:       s
== Performance Estimates
    * Summary:
    +-----+-----+-----+-----+----+
    |  Latency  |  Interval |Type|
    | min | max | min | max |    |
    +-----+-----+-----+-----+----+
    |${range(cycles)}|none|
    +-----+-----+-----+-----+----+
        * Instance:
        +---------+---------+-----+-----+-----+-----+----+
        |         |         |  Latency  |  Interval |Type|
        | Instance|  Module | min | max | min | max |    |
        +---------+---------+-----+-----+-----+-----+----+
        ${rows.join("\n        ")}
        +---------+---------+-----+-----+-----+-----+----+
`;
}

/** Files of each run by its source, and what was left out with the reason. */
async function runs(texts: Readonly<Record<string, string>>) {
  const files = await Promise.all(
    Object.entries(texts).map(async ([path, text]) =>
      (await readReportFile(new TextEncoder().encode(text), path))!
    ),
  );
  const parted = partRuns(files);
  return {
    runs: Object.fromEntries(parted.map((run) => [run.source, run.files.map(({ file }) => file).sort()])),
    left: parted.flatMap((run) => run.left.map(({ file, reason }) => `${file.file}: ${reason}`)),
  };
}

Deno.test("partRuns() keeps the folders of one solution together", async () => {
  const found = await runs({
    "d_prj/solution1/syn/report/csynth.xml": xml({ top: "d" }),
    "d_prj/solution1/sim/report/d_cosim.rpt": COSIM_PASSED,
    "d_prj/solution1/impl/report/verilog/export_syn.rpt": EXPORT_VIVADO.replace(
      "xc7z020-clg400-1",
      "xck26-x-1",
    ),
  });
  assertEquals(Object.keys(found.runs), ["."]);
  assertEquals(found.runs["."].length, 3);
  assertEquals(found.left, []);
});

Deno.test("partRuns() gives reports of the project to its only solution", async () => {
  const util = ROUTED_UTILIZATION.replace("xck26-sfvc784-2LV-c", "k26x1");
  const found = await runs({
    "vivado_synth.rpt": util,
    "d_prj/solution1/syn/report/csynth.xml": xml({ top: "d" }),
  });
  assertEquals(found.runs, {
    ".": ["d_prj/solution1/syn/report/csynth.xml", "vivado_synth.rpt"],
  });
});

Deno.test("partRuns() tells solutions and designs apart, whatever the folders are called", async () => {
  for (const name of ["hls", "syn", "sim", "impl", "csim", "reports", "report", "verilog", "builds"]) {
    const paths = ["a", "b", "c", "d", "e"].map((design) => `${name}/${design}/syn/report/csynth.xml`);
    const nested = await runs(
      Object.fromEntries(paths.map((path, i) => [path, xml({ top: "d", cycles: i })])),
    );
    assertEquals(
      Object.keys(nested.runs),
      ["a", "b", "c", "d", "e"].map((design) => `${name}/${design}`),
      name,
    );
    const flat = await runs(
      Object.fromEntries(["a", "b", "c", "d", "e"].map((top) => [`${name}/${top}_csynth.xml`, xml({ top })])),
    );
    assertEquals(Object.values(flat.runs).map(({ length }) => length), [1, 1, 1, 1, 1], name);
    assertEquals(Object.keys(flat.runs), ["a", "b", "c", "d", "e"].map((top) => `${name}/${top}_csynth.xml`));
  }
  const called = await runs(
    Object.fromEntries(
      ["hls", "syn", "sim", "impl", "csim", "reports"].map((name, i) => [
        `all/${name}/csynth.xml`,
        xml({ top: "d", cycles: i }),
      ]),
    ),
  );
  assertEquals(
    Object.keys(called.runs),
    ["csim", "hls", "impl", "reports", "sim", "syn"].map((n) => `all/${n}`),
  );
});

Deno.test("partRuns() tells runs of one design in one folder apart by figures, version and part", async () => {
  const rivals: readonly Partial<Synthesis>[] = [
    { cycles: 11 },
    { lut: 101 },
    { version: "2024.1" },
    { part: "xcu250-x-1" },
  ];
  for (const rival of rivals) {
    const found = await runs({ "one.xml": xml({ top: "d" }), "two.xml": xml({ top: "d", ...rival }) });
    assertEquals(found.runs, { "one.xml": ["one.xml"], "two.xml": ["two.xml"] }, JSON.stringify(rival));
  }
  const copies = await runs({ "one.xml": xml({ top: "d" }), "two.xml": xml({ top: "d" }) });
  assertEquals(copies.runs, { ".": ["one.xml", "two.xml"] });
});

Deno.test("partRuns() gives every function to the run that calls it with its figures", async () => {
  const found = await runs({
    "1/d_csynth.rpt": rpt({
      top: "d",
      cycles: 30,
      calls: [{ top: "f", cycles: 20 }, { top: "g", cycles: 3 }],
    }),
    "1/f_csynth.rpt": rpt({ top: "f", cycles: 20, calls: [{ top: "h", cycles: 1 }] }),
    "1/h_csynth.rpt": rpt({ top: "h", cycles: 1 }),
    "1/e_csynth.rpt": rpt({
      top: "e",
      cycles: 40,
      calls: [{ top: "f", cycles: 25 }, { top: "g", cycles: 3 }],
    }),
    "1/e_f_csynth.rpt": rpt({ top: "f", cycles: 25 }),
    "1/g_csynth.rpt": rpt({ top: "g", cycles: 3 }),
    "1/old_f_csynth.rpt": rpt({ top: "f", cycles: 99 }),
  });
  const named = (...names: string[]) => names.map((name) => `1/${name}_csynth.rpt`);
  assertEquals(found.runs, {
    "1/d_csynth.rpt": named("d", "f", "g", "h"),
    "1/e_csynth.rpt": named("e", "e_f", "g"),
    "1/old_f_csynth.rpt": named("old_f"),
  });
});

Deno.test("partRuns() ends where functions call each other in a circle", async () => {
  const found = await runs({
    "a.rpt": rpt({ top: "a", calls: [{ top: "b" }] }),
    "b.rpt": rpt({ top: "b", calls: [{ top: "a" }] }),
  });
  assertEquals(found.runs, { ".": ["a.rpt", "b.rpt"] });
});

Deno.test("partRuns() gives what names no function to the run with the likest name, or says that it cannot", async () => {
  const found = await runs({
    "run_reuse1_csynth.xml": xml({ top: "d", cycles: 10 }),
    "run_reuse4_csynth.xml": xml({ top: "d", cycles: 40 }),
    "run_reuse4_cosim.rpt": COSIM_PASSED,
    "csynth_design_size.rpt": DESIGN_SIZE.replace("xcvu13p-flga2577-2-e", "xck26-x-1"),
  });
  assertEquals(found.runs, {
    "run_reuse1_csynth.xml": ["run_reuse1_csynth.xml"],
    "run_reuse4_csynth.xml": ["run_reuse4_cosim.rpt", "run_reuse4_csynth.xml"],
  });
  assertEquals(found.left, [
    "csynth_design_size.rpt: 2 runs lie here, and it does not say of which one it is",
  ]);
});

Deno.test("partRuns() leaves out what is of another part, solution or top function", async () => {
  const found = await runs({
    "csynth.xml": xml({ top: "d", part: "xc7z020-clg400-1" }),
    "d_utilization.rpt": ROUTED_UTILIZATION,
    "vivado_hls.app": '<AutoPilot:project name="p" top="other"></AutoPilot:project>',
  });
  assertEquals(found.runs, { ".": ["csynth.xml"] });
  assertEquals(found.left, [
    "d_utilization.rpt: it is of part xck26-sfvc784-2LV-c, not xc7z020-clg400-1",
    "vivado_hls.app: its top function is other, of which there is no report",
  ]);
});

Deno.test("partRuns() takes every JSON report for a run of its own", async () => {
  const json = JSON.stringify({ CSynthesisReport: { LUT: "1" } });
  assertEquals(Object.keys((await runs({ "a/x.json": json, "a/y.json": json })).runs), [
    "a/x.json",
    "a/y.json",
  ]);
});
