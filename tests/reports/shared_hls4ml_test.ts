import { assertEquals } from "@std/assert";
import { available, HAS_SHARED, lineOf, readShared, SHARED, sharedReports, used } from "./support.ts";

// All figures below were copied by eye from the files.
const ignore = !HAS_SHARED;
const VIVADO = "hls4ml-testreport/test_report/Vivado/";
const ONE_API = "hls4ml-testreport/test_report/oneAPI/";

Deno.test({
  name: "mergeReports() merges HLS and logic synthesis of the hls4ml project",
  ignore,
  async fn() {
    const report = await readShared(...(await sharedReports(VIVADO)));
    assertEquals([report.tool, report.top], ["Vivado HLS", "myproject"]);
    assertEquals(
      report.modules.map(({ name, latency, interval, resources }) => [
        name,
        latency.maxCycles,
        interval.maxCycles,
        used(resources),
      ]),
      [
        ["dense_array_array_ap_fixed_16_6_5_3_0_5u_config2_s", 7, 7, [0, 73, 7860, 2134, 0]],
        ["relu_array_array_ap_fixed_5u_relu_config3_s", 2, 1, [0, 0, 84, 256, 0]],
      ],
    );
    const { synthesis, route } = report.implementation!;
    assertEquals(route, null);
    assertEquals(used(synthesis!.resources), [0, 66, 2428, 1526, null]);
    assertEquals(available(synthesis!.resources), [280, 220, 106400, 53200, null]);
    assertEquals(report.origins["implementation.synthesis.resources.DSP.used"], `${VIVADO}vivado_synth.rpt`);
  },
});

Deno.test({
  name: "mergeReports() reads the parts of the oneAPI report",
  ignore,
  async fn() {
    const report = await readShared(...(await sharedReports(ONE_API)));
    assertEquals(used(report.resources), [null, 0, 7938, 2462, null]);
    assertEquals(available(report.resources), [null, 4510, 1948800, 974400, null]);
    assertEquals(used(report.implementation!.route!.resources), [null, 40, 16419, 4182, null]);
    assertEquals(report.implementation!.route!.timing.achievedNs, 1000 / 597.73);
    const loops = new Map(report.modules.map((module) => [module.name, module.loops.map(lineOf)]));
    assertEquals(loops.get("bias_t)"), [["bias_t).B1", 0, null, null, 200, 1, null, true]]);
    assertEquals(loops.get("relu_config3>()"), [["relu_config3>().B1", 0, null, null, 159, 1, null, true]]);
    assertEquals(loops.get("Myproject"), [["Myproject.B1", 0, null, null, 176, 1, null, true]]);
  },
});

/** Estimated clock, cycles, interval, resources of some of hls4ml's baselines. */
const BASELINES = [
  ["Vivado/2020.1/test_keras_api_test_dense_io_stream-Vivado", 4.245, 3, 1, [1, 2, 51, 304, 0]],
  [
    "Vitis/2024.1/test_keras_api_test_conv2d_io_parallel-Vitis-Resource-same-channels_last",
    3.48,
    52,
    53,
    [0, 792, 33150, 75413, 0],
  ],
  ["Vitis/2020.1/test_keras_api_test_dense_io_stream-Vitis", 2.787, 16, 17, [1, 1, 329, 674, 0]],
] as const;

for (const [path, clock, cycles, interval, resources] of BASELINES) {
  Deno.test({
    name: `readReportFile() reads hls4ml's baseline ${path}`,
    ignore,
    async fn() {
      const report = await readShared(`hls4ml-testreport/baselines/${path}.json`);
      assertEquals(report.clock, { targetNs: 5, estimatedNs: clock, uncertaintyNs: null });
      assertEquals(report.latency, { minCycles: cycles, maxCycles: cycles });
      assertEquals(report.interval, { minCycles: interval, maxCycles: interval });
      assertEquals(used(report.resources), [...resources]);
      assertEquals(available(report.resources), [5376, 12288, 3456000, 1728000, 1280]);
    },
  });
}

Deno.test({
  name: "readReportFile() takes every figure of hls4ml's 81 baselines as it stands",
  ignore,
  async fn() {
    const paths = await sharedReports("hls4ml-testreport/baselines/");
    assertEquals(paths.length, 81);
    for (const path of paths) {
      const document = JSON.parse(await Deno.readTextFile(new URL(path, SHARED)));
      const report = await readShared(path);
      if (document.CSynthesisReport === undefined) {
        const { total, available: all } = document.report.HLS;
        assertEquals(used(report.resources), [null, total.dsp, total.reg, total.alut, null]);
        assertEquals(report.resources.DSP.available, Number(all.dsp));
        assertEquals(report.interval.maxCycles, Number(document.report.Loop.worstII));
        continue;
      }
      const figures = document.CSynthesisReport;
      const numbers = (...names: string[]) => names.map((name) => Number(figures[name]));
      assertEquals(used(report.resources), numbers("BRAM_18K", "DSP", "FF", "LUT", "URAM"));
      assertEquals(
        [
          report.latency.minCycles,
          report.latency.maxCycles,
          report.interval.minCycles,
          report.interval.maxCycles,
        ],
        numbers("BestLatency", "WorstLatency", "IntervalMin", "IntervalMax"),
      );
      assertEquals(report.clock.estimatedNs, Number(figures.EstimatedClockPeriod));
    }
  },
});
