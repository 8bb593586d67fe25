import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { findings } from "../../src/reports/mod.ts";
import {
  COSIM_FAILED,
  COSIM_PASSED,
  COSIM_VIVADO,
  DESIGN_SIZE,
  DESIGN_SIZE_XML,
  EXPORT_VITIS,
  EXPORT_VIVADO,
  FUNCTION_SIZES,
  FUNCTION_SIZES_XML,
  LOOPS_XML,
  OLD_RPT,
  ROUTED_UTILIZATION,
  SUMMARY_RPT,
  TIMING_VIOLATED,
  UNFINISHED,
  UNFINISHED_XML,
} from "./samples.ts";
import { available, CASES, HAS_CASES, readTexts, used } from "./support.ts";

Deno.test("readReportFile() reads loops of XML: nested ones, ranges, counts that are not known", async () => {
  const report = await readTexts({ "filter_csynth.xml": LOOPS_XML });
  assertEquals([report.tool, report.version, report.top], ["Vitis HLS", "2023.1", "filter"]);
  assertEquals(report.latency, { minCycles: null, maxCycles: null });
  assertEquals(report.interval, { minCycles: null, maxCycles: null });
  assertEquals(used(report.resources), [3, 4, 500, 600, null]);
  assertEquals(available(report.resources), [288, 1248, 234240, 117120, 64]);
  assertEquals(report.loops, [
    {
      name: "ROWS",
      depth: 0,
      tripCount: { min: 1, max: 64 },
      latency: { minCycles: 12, maxCycles: 768 },
      iterationLatency: { minCycles: 12, maxCycles: 12 },
      initiationInterval: { achieved: null, target: null },
      pipelined: false,
    },
    {
      name: "COLUMNS",
      depth: 1,
      tripCount: { min: 8, max: 8 },
      latency: { minCycles: 10, maxCycles: 10 },
      iterationLatency: { minCycles: 4, maxCycles: 4 },
      initiationInterval: { achieved: 1, target: null },
      pipelined: true,
    },
    {
      name: "TAIL",
      depth: 0,
      tripCount: { min: null, max: null },
      latency: { minCycles: 2, maxCycles: 9 },
      iterationLatency: { minCycles: 2, maxCycles: 2 },
      initiationInterval: { achieved: 3, target: null },
      pipelined: true,
    },
  ]);
});

Deno.test("readReportFile() reads functions and loops of a Vitis HLS summary", async () => {
  const report = await readTexts({ "csynth.rpt": SUMMARY_RPT });
  assertEquals([report.version, report.top, report.part], ["2023.2", "filter", "xck26-sfvc784-2LV-c"]);
  assertEquals([report.latency.maxCycles, report.interval.maxCycles], [null, null]);
  assertEquals([report.pipeline, report.loops], ["dataflow", []]);
  assertEquals(used(report.resources), [3, 4, 500, 600, 0]);
  const [sum] = report.modules;
  assertEquals(used(sum.resources), [0, 0, 210, 305, 0]);
  assertEquals([sum.name, sum.latency.maxCycles, sum.interval.maxCycles], ["sum", 2304, 2305]);
  assertEquals(
    sum.loops.map(({ name, depth, tripCount, latency, iterationLatency, initiationInterval, pipelined }) => [
      name,
      depth,
      tripCount.max,
      latency.maxCycles,
      iterationLatency.maxCycles,
      initiationInterval.achieved,
      pipelined,
    ]),
    [["ROWS", 0, 50, 2302, 46, null, false], ["COLUMNS", 1, 20, 40, 3, 2, true], [
      "TAIL",
      0,
      10,
      10,
      2,
      1,
      true,
    ]],
  );
});

Deno.test("readReportFile() reads the layout of Vivado HLS until 2018", async () => {
  const report = await readTexts({ "filter_csynth.rpt": OLD_RPT });
  assertEquals([report.tool, report.version, report.part], ["Vivado HLS", "2017.4", "xc7z020clg484-1"]);
  assertEquals(report.clock, { targetNs: 10, estimatedNs: 8.51, uncertaintyNs: 1.25 });
  assertEquals(report.latency, { minCycles: 1598, maxCycles: null });
  assertEquals(report.interval, { minCycles: 1598, maxCycles: null });
  assertEquals(used(report.resources), [6, 1, 450, 602, null]);
  assertEquals(available(report.resources), [280, 220, 106400, 53200, null]);
  assertEquals(report.modules.map(({ name, latency, resources }) => [name, latency, used(resources)]), [
    ["sum", { minCycles: 12, maxCycles: 14 }, [0, 0, 8, 9, null]],
  ]);
  const [rows, inner] = report.loops;
  assertEquals([rows.name, rows.depth, rows.pipelined], ["ROWS", 0, false]);
  assertEquals([rows.latency, rows.tripCount], [{ minCycles: 1484, maxCycles: null }, { min: 7, max: null }]);
  assertEquals([inner.name, inner.depth, inner.initiationInterval], ["Loop 1", 1, {
    achieved: 2,
    target: 1,
  }]);
});

Deno.test("readReportFile() reads co-simulations: passed, failed, with and without a total", async () => {
  const cosim = async (text: string) => (await readTexts({ "filter_cosim.rpt": text })).cosim;
  assertEquals(await cosim(COSIM_VIVADO), {
    passed: true,
    rtl: "Verilog",
    latency: { minCycles: 170, avgCycles: 175, maxCycles: 181 },
    interval: { minCycles: 160, avgCycles: 163, maxCycles: 169 },
    totalCycles: null,
  });
  assertEquals(await cosim(COSIM_PASSED), {
    passed: true,
    rtl: "Verilog",
    latency: { minCycles: 50, avgCycles: 52, maxCycles: 60 },
    interval: { minCycles: 48, avgCycles: 49, maxCycles: 51 },
    totalCycles: 410,
  });
  const failed = await cosim(COSIM_FAILED);
  assertEquals([failed?.passed, failed?.latency.maxCycles, failed?.totalCycles], [false, null, null]);
});

Deno.test("readReportFile() counts block RAM in 18 Kibit: half a tile is one", async () => {
  const { implementation } = await readTexts({ "filter_utilization_routed.rpt": ROUTED_UTILIZATION });
  assertEquals(implementation?.synthesis, null);
  assertEquals(used(implementation!.route!.resources), [15, 20, 6100, 5012, 2]);
  assertEquals(available(implementation!.route!.resources), [288, 1248, 234240, 117120, 64]);
});

Deno.test("readReportFile() reads slacks and whether they are violated", async () => {
  const { implementation } = await readTexts({
    "filter_utilization_routed.rpt": ROUTED_UTILIZATION,
    "filter_timing_routed.rpt": TIMING_VIOLATED,
  });
  assertEquals(implementation!.route!.timing, {
    requiredNs: null,
    achievedNs: null,
    wnsNs: -0.312,
    tnsNs: -17.25,
    whsNs: 0.013,
    thsNs: 0,
    failingEndpoints: 93,
    met: false,
    criticalPath: null,
  });
  assertEquals(used(implementation!.route!.resources), [15, 20, 6100, 5012, 2]);
  const met = TIMING_VIOLATED.replace("-0.312", " 0.521").replace("-17.250", "  0.000").replace("93 ", " 0 ");
  assertEquals((await readTexts({ "t.rpt": met })).implementation!.route!.timing.met, true);
});

Deno.test("readReportFile() reads what HLS got back from Vivado, in both layouts", async () => {
  const old = (await readTexts({ "filter_export.rpt": EXPORT_VIVADO })).implementation!;
  assertEquals([used(old.synthesis!.resources), old.route], [[6, 2, 307, 413, null], null]);
  assertEquals([old.synthesis!.timing.requiredNs, old.synthesis!.timing.achievedNs], [6.67, 3.926]);
  assertEquals([old.synthesis!.timing.wnsNs, old.synthesis!.timing.met], [2.744, true]);
  const recent = (await readTexts({ "export_impl.rpt": EXPORT_VITIS })).implementation!;
  assertEquals([used(recent.route!.resources), recent.synthesis], [[5, 12, 2120, 1016, 1], null]);
  assertEquals([recent.route!.timing.achievedNs, recent.route!.timing.met], [5.25, false]);
});

const SIZES = [
  { phase: "Compile/Link", step: "", instructions: 3549 },
  { phase: "Unroll/Inline", step: "(1) unroll", instructions: 255212 },
  { phase: "Unroll/Inline", step: "(2) simplification", instructions: 1204 },
  { phase: "HW Transforms", step: "(2) optimizations", instructions: 980 },
];

const FUNCTIONS = [
  {
    name: "filter",
    location: "filter.cpp:5",
    depth: 0,
    phases: [
      { phase: "Compile/Link", instructions: 3549, calls: 1 },
      { phase: "Unroll/Inline", instructions: 1204, calls: 1 },
    ],
  },
  {
    name: "sum<ap_fixed<16, 6> >",
    location: "sum.h:30",
    depth: 1,
    phases: [{ phase: "Compile/Link", instructions: 812, calls: 2 }],
  },
  {
    name: "operator+",
    location: null,
    depth: 2,
    phases: [{ phase: "Compile/Link", instructions: 12, calls: 1 }],
  },
  {
    name: "store",
    location: "store.h:7",
    depth: 1,
    phases: [{ phase: "Unroll/Inline", instructions: 930, calls: 1 }],
  },
];

Deno.test("readReportFile() reads the sizes of the design from text", async () => {
  const report = await readTexts({ "csynth_design_size.rpt": DESIGN_SIZE });
  assertEquals([report.version, report.part], ["2024.1", "xcvu13p-flga2577-2-e"]);
  assertEquals([report.designSize, report.unfinished], [SIZES, []]);
});

Deno.test("readReportFile() reads the sizes of the design from XML", async () => {
  const text = DESIGN_SIZE_XML;
  const report = await readTexts({ "csynth_design_size.xml": text });
  assertEquals([report.designSize, report.functionSizes, report.unfinished], [SIZES, FUNCTIONS, []]);
  assertEquals((await readTexts({ "x.xml": `<?xml version="1.0"?>\n${text}` })).designSize, SIZES);
  const emptied = text.replace(/<(column|row)[^]*<\/(column|row)>/g, "");
  for (const cut of [text.slice(0, 400), emptied, "<design_size/>"]) {
    await assertRejects(() => readTexts({ "csynth_design_size.xml": cut }), InterlaceError, "Cannot read");
  }
});

for (const [file, text] of Object.entries({ "text": FUNCTION_SIZES, "XML": FUNCTION_SIZES_XML })) {
  Deno.test(`readReportFile() takes the design's size for its top function's where Vitis HLS 2023.1 gives no totals, ${file}`, async () => {
    const { designSize, functionSizes } = await readTexts({ "csynth_design_size.rpt": text });
    assertEquals(designSize, [
      { phase: "Compile/Link", step: "", instructions: 3549 },
      { phase: "Unroll/Inline", step: "", instructions: 1204 },
    ]);
    assertEquals(functionSizes, FUNCTIONS);
  });
}

for (const [file, text] of Object.entries({ "text": UNFINISHED, "XML": UNFINISHED_XML })) {
  Deno.test(`readReportFile() names the phases that a synthesis did not come to, ${file}`, async () => {
    const report = await readTexts({ "csynth_design_size.rpt": text });
    assertEquals(report.designSize, [
      { phase: "Compile/Link", step: "", instructions: 261199 },
      { phase: "Unroll/Inline", step: "(1) unroll", instructions: 52681353 },
      { phase: "Array/Struct", step: "", instructions: null },
    ]);
    assertEquals(report.unfinished, ["Array/Struct", "HW Transforms"]);
    assertEquals(findings(report), ["the synthesis did not end: Array/Struct, HW Transforms did not run"]);
  });
}

Deno.test({
  name: "readReportFile() reads the hierarchical design size of Vitis HLS 2023.1",
  ignore: !HAS_CASES,
  async fn() {
    const path = new URL("measured/03-csynth_design_size.rpt", CASES);
    const report = await readTexts({ "csynth_design_size.rpt": await Deno.readTextFile(path) });
    assertEquals(report.designSize.map(({ phase, instructions }) => [phase, instructions]), [
      ["Compile/Link", 21904],
      ["Unroll/Inline", 1204118],
      ["Performance/Pipeline", 142073],
      ["Optimizations", 143660],
    ]);
    assertEquals(report.functionSizes.map(({ depth }) => depth), [0, 1, 2, 3, 3, 2, 2, 2, 3, 2, 1, 2, 2]);
    assertEquals(report.functionSizes[4], {
      name: "operator[]",
      location: "nnet_types.h:17",
      depth: 3,
      phases: [{ phase: "Compile/Link", instructions: 6, calls: 2 }],
    });
  },
});
