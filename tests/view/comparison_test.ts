import { assertEquals } from "@std/assert";
import {
  NO_FIGURES,
  NO_RESOURCES,
  NO_TIMING,
  type Report,
  type StageReport,
} from "../../src/reports/report.ts";
import { Canvas } from "../../src/view/charts/canvas.ts";
import { designsChart } from "../../src/view/charts/designs_chart.ts";
import { compareRuns, partShare, sampleTime } from "../../src/view/comparison.ts";

interface Sample {
  readonly lut: number;
  readonly clockNs: number | null;
}

/** What a step counted, on a part of 10,000 look-up tables. */
function stage({ lut, clockNs }: Sample): StageReport {
  return {
    resources: { ...NO_RESOURCES, LUT: { used: lut, available: null } },
    timing: { ...NO_TIMING, achievedNs: clockNs },
  };
}

/** A run of 1,000 cycles, asked for 5 ns, of which HLS says 8,000 look-up tables. */
function run(
  name: string,
  { estimatedNs, synthesis, route }: {
    readonly estimatedNs: number;
    readonly synthesis?: Sample;
    readonly route?: Sample;
  },
) {
  const report: Report = {
    ...NO_FIGURES,
    clock: { targetNs: 5, estimatedNs, uncertaintyNs: 1 },
    interval: { minCycles: 1000, maxCycles: 1000 },
    resources: { ...NO_RESOURCES, LUT: { used: 8000, available: 10_000 } },
    source: name,
    tool: "Vitis HLS",
    version: "2023.1",
    top: "top",
    part: "part",
    modules: [],
    cosim: null,
    implementation: synthesis === undefined && route === undefined ? null : {
      synthesis: synthesis === undefined ? null : stage(synthesis),
      route: route === undefined ? null : stage(route),
      placements: [],
    },
    designSize: [],
    functionSizes: [],
    unfinished: [],
    registersInBlockRam: null,
    files: [],
    origins: {},
  };
  return { name, report, settings: null };
}

const RUNS = [
  run("estimated", { estimatedNs: 3.5 }),
  run("slow", { estimatedNs: 6 }),
  run("synthesised", { estimatedNs: 3.5, synthesis: { lut: 4000, clockNs: 2 } }),
  run("routed", { estimatedNs: 3.5, synthesis: { lut: 4000, clockNs: 2 }, route: { lut: 2000, clockNs: 4 } }),
];

Deno.test("compareRuns() counts with one clock: routed, else asked for, unless HLS does not expect to reach it", () => {
  const { columns } = compareRuns(RUNS);
  const cells = (name: string) => columns.find(({ head }) => head === name)?.cells.map(({ text }) => text);
  assertEquals(cells("clock"), ["asked for", "estimated by HLS", "asked for", "routed"]);
  assertEquals(cells("clock (ns)"), ["5", "6", "5", "4"]);
  assertEquals(cells("samples a second"), ["200,000", "166,667", "200,000", "250,000"]);
  // The chart goes by the same clock.
  assertEquals(RUNS.map(({ report }) => sampleTime(report)), [5000, 6000, 5000, 4000]);
});

Deno.test("compareRuns() has the resources of the last step that counted them, and names it", () => {
  const { columns, sources } = compareRuns(RUNS);
  const cells = (name: string) => columns.find(({ head }) => head === name)?.cells.map(({ text }) => text);
  assertEquals(cells("resources"), ["estimated by HLS", "estimated by HLS", "synthesised", "routed"]);
  assertEquals(cells("LUT"), ["8,000", "8,000", "4,000", "2,000"]);
  assertEquals(RUNS.map(({ report }) => partShare(report)), [0.8, 0.8, 0.4, 0.2]);
  assertEquals(sources, []);
  assertEquals(compareRuns([RUNS[3], RUNS[3]]).sources, ["clock: routed", "resources: routed"]);
  assertEquals(
    compareRuns(RUNS).columns.filter(({ kind }) => kind === "setting").map(({ head }) => head),
    [],
  );
});

Deno.test("designsChart() has powers of ten as ticks, no more than there is room for", async () => {
  const point = (x: number, y: number) => ({
    id: "run",
    name: "run",
    title: "run",
    number: null,
    x,
    y,
    colour: "red",
    isMember: true,
  });
  const axes = { x: { label: "x" }, y: { label: "y", tickText: (value: number) => `${Math.log10(value)}` } };
  const points = [point(0.3, 5e-9), point(40, 3e11)];
  for (const svg of Object.values(designsChart(await Canvas.load(), points, axes))) {
    const ticks = (axis: string) =>
      [...svg.match(new RegExp(`aria-label="${axis}-axis tick label"[^]*?</g>`))![0]
        .matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
    assertEquals(ticks("y"), ["-6", "-3", "0", "3", "6", "9"]);
    assertEquals(ticks("x"), ["0.5", "1", "2", "5", "10", "20"]);
  }
});
