import { assertEquals } from "@std/assert";
import { findings } from "../../src/reports/mod.ts";
import { available, HAS_SHARED, lineOf, readShared, sharedReports, used } from "./support.ts";

// All figures below were copied by eye from the files.
const ignore = !HAS_SHARED;
const JET = "jet-vitis-2022.2/syn/report/";
const VIVADO = "hls4ml-testreport/test_report/Vivado/";

Deno.test({
  name: "readReportFile() reads every shared report",
  ignore,
  async fn() {
    const paths = await sharedReports();
    assertEquals(paths.length, 118);
    for (const path of paths) await readShared(path);
  },
});

Deno.test({
  name: "mergeReports() merges the whole Vitis HLS 2022.2 folder",
  ignore,
  async fn() {
    const report = await readShared(...(await sharedReports(JET)));
    assertEquals([report.tool, report.version, report.top], ["Vitis HLS", "2022.2", "myproject"]);
    assertEquals(report.part, "xcu250-figd2104-2L-e");
    assertEquals(report.clock, { targetNs: 5, estimatedNs: 3.636, uncertaintyNs: 1.35 });
    assertEquals(report.latency, { minCycles: 15, maxCycles: 15 });
    assertEquals(report.interval, { minCycles: 1, maxCycles: 1 });
    assertEquals(report.pipeline, "yes");
    assertEquals(used(report.resources), [8, 2557, 24233, 116694, 0]);
    assertEquals(available(report.resources), [5376, 12288, 3456000, 1728000, 1280]);
    assertEquals(report.origins["latency.maxCycles"], `${JET}csynth.xml`);
    assertEquals([report.cosim, report.implementation, report.loops], [null, null, []]);
  },
});

// Name, cycles, estimated clock, resources used.
const JET_MODULES = [
  ["dense_latency_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_config2_s", 1, 3.48, [0, 719, 5814, 28385, 0]],
  ["relu_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_relu_config4_s", 0, 0.969, [0, 0, 0, 1792, 0]],
  ["dense_latency_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_config5_s", 1, 3.49, [0, 1097, 8686, 53363, 0]],
  ["relu_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_relu_config7_s", 0, 0.969, [0, 0, 0, 896, 0]],
  ["dense_latency_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_config8_s", 1, 3.636, [0, 614, 4895, 26236, 0]],
  ["relu_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_relu_config10_s", 0, 0.969, [0, 0, 0, 896, 0]],
  ["dense_latency_ap_fixed_16_6_5_3_0_ap_fixed_16_6_5_3_0_config11_s", 1, 3.4, [0, 122, 890, 4344, 0]],
  ["softmax_stable_ap_fixed_ap_fixed_16_6_5_3_0_softmax_config13_s", 5, 3.494, [8, 5, 522, 742, 0]],
] as const;

for (const files of ["csynth.xml", "all files"]) {
  Deno.test({
    name: `mergeReports() lists all eight functions of the Vitis HLS design, from ${files}`,
    ignore,
    async fn() {
      const paths = files === "all files" ? await sharedReports(JET) : [`${JET}csynth.xml`];
      const { modules } = await readShared(...paths);
      assertEquals(
        modules.map((module) => [
          module.name,
          module.latency.maxCycles,
          module.clock.estimatedNs,
          used(module.resources),
        ]),
        JET_MODULES.map((row) => [...row]),
      );
      assertEquals(modules.map((module) => module.interval.maxCycles), JET_MODULES.map(() => 1));
      assertEquals(available(modules[0].resources), [5376, 12288, 3456000, 1728000, 1280]);
    },
  });
}

Deno.test({
  name: "readReportFile() takes the same figures from the XML and the text of each function",
  ignore,
  async fn() {
    for (const [name, cycles, clock, resources] of JET_MODULES) {
      for (const ending of ["xml", "rpt"]) {
        const report = await readShared(`${JET}${name}_csynth.${ending}`);
        assertEquals(report.top, name);
        assertEquals(report.latency, { minCycles: cycles, maxCycles: cycles });
        assertEquals(report.interval, { minCycles: 1, maxCycles: 1 });
        assertEquals(report.clock, { targetNs: 5, estimatedNs: clock, uncertaintyNs: 1.35 });
        assertEquals(used(report.resources), [...resources]);
      }
    }
  },
});

Deno.test({
  name: "readReportFile() reads the summary of a Vitis HLS design, where - is none",
  ignore,
  async fn() {
    const report = await readShared(`${JET}csynth.rpt`);
    assertEquals(used(report.resources), [8, 2557, 24233, 116694, 0]);
    assertEquals(report.latency, { minCycles: 15, maxCycles: 15 });
    assertEquals(report.modules.map((module) => module.name), JET_MODULES.map(([name]) => name));
    assertEquals(used(report.modules[1].resources), [0, 0, 0, 1792, 0]);
    assertEquals(report.modules[7].latency.maxCycles, 5);
  },
});

/** HLS: cycles, resources; routed: resources, and what the platform leaves; loops. */
const KERNELS = {
  "v0.0": {
    cycles: [83904106275, 83904106275],
    hls: [83, 11, 7270, 8223, 0],
    routed: [100, 15, 6028, 3801, 0],
    budget: [3606, 6833, 2135500, 1023935, 960],
    loops: [
      ["Loop 1", 0, 5120000, 5120032, 34, 1, 1, true],
      ["Loop 2", 0, 128, 83898986240, 655460830, null, null, false],
      ["Loop 2.1", 1, 80802, 80807, 7, 1, 1, true],
      ["Loop 2.2", 1, 20000, 20011, 13, 1, 1, true],
      ["Loop 2.3", 1, 40960000, 655360005, 22, 16, 1, true],
    ],
  },
  "v0.1": {
    cycles: [83891200042, 83891200042],
    hls: [4, 6, 5692, 6210, 0],
    routed: [2, 10, 4301, 2900, 0],
    budget: [3680, 6833, 2140717, 1027878, 960],
    loops: [
      ["Loop 1", 0, 5120000, 5120032, 34, 1, 1, true],
      ["Loop 2", 0, 5242880000, 83886080006, 23, 16, 1, true],
    ],
  },
  "v1.0": {
    cycles: [114779009, 114779009],
    hls: [558, 270, 5851, 18486, 0],
    routed: [578, 271, 10046, 6125, 0],
    budget: [3680, 6833, 2140468, 1027859, 960],
    loops: [
      ["Loop 1", 0, 128, 114779008, 896711, null, null, false],
      ["Loop 1.1", 1, 40000, 40008, 10, 1, 1, true],
      ["Loop 1.2", 1, 16384, 16392, 10, 1, 1, true],
      ["Loop 1.3", 1, 640000, 640012, 14, 1, 1, true],
      ["Loop 1.4", 1, 160000, 160263, 265, 1, 1, true],
      ["Loop 1.5", 1, 40000, 40025, 27, 1, 1, true],
    ],
  },
  "v2.0": {
    cycles: [33352705, 33353345],
    hls: [598, 265, 8902, 29601, 0],
    routed: [622, 265, 14991, 8965, 0],
    budget: [3644, 6833, 2134290, 1024382, 960],
    loops: [
      ["Loop 1", 0, 128, 33353344, 260573, null, null, false],
      ["Loop 1.1", 1, 40000, 40003, 5, 1, 1, true],
      ["Loop 1.2", 1, 512, 521, 11, 1, 1, true],
      ["Loop 1.3", 1, 20000, 20011, 13, 1, 1, true],
      ["Loop 1.4", 1, 160000, 160010, 12, 1, 1, true],
      ["Loop 1.5", 1, 40000, 40010, 12, 1, 1, true],
    ],
  },
  "v2.1": {
    cycles: [31108561, 31108561],
    hls: [677, 265, 11306, 39242, 0],
    routed: [668, 265, 18132, 9963, 0],
    budget: [3644, 6833, 2133815, 1025000, 960],
    loops: [
      ["Loop 1", 0, 16, 31108560, 1944285, null, null, false],
      ["Loop 1.1", 1, 20000, 20011, 13, 1, 1, true],
      ["Loop 1.2", 1, 4, 1924264, 481066, null, null, false],
      ["Loop 1.2.1", 2, 80000, 80003, 5, 1, 1, true],
      ["Loop 1.2.2", 2, 1024, 1033, 11, 1, 1, true],
      ["Loop 1.2.3", 2, 320000, 320010, 12, 1, 1, true],
      ["Loop 1.2.4", 2, 80000, 80011, 13, 1, 1, true],
    ],
  },
} as const;

for (const [version, expected] of Object.entries(KERNELS)) {
  Deno.test({
    name: `mergeReports() reads the Vivado HLS transposed convolution ${version} with loops and routing`,
    ignore,
    async fn() {
      const report = await readShared(...(await sharedReports(`tconv-vivado-2019.2/${version}/`)));
      assertEquals([report.tool, report.version], ["Vivado HLS", "2019.2"]);
      assertEquals([report.top, report.part], ["TransposeConv2d_kernel", "xcu200-fsgd2104-2-e"]);
      assertEquals(report.clock, { targetNs: 3.33, estimatedNs: 2.433, uncertaintyNs: 0.9 });
      const [minCycles, maxCycles] = expected.cycles;
      assertEquals(report.latency, { minCycles, maxCycles });
      assertEquals(report.interval, { minCycles, maxCycles });
      assertEquals(used(report.resources), [...expected.hls]);
      assertEquals(available(report.resources), [4320, 6840, 2364480, 1182240, 960]);
      assertEquals(report.loops.map(lineOf), expected.loops.map((loop) => [...loop]));
      assertEquals(report.modules, []);
      assertEquals(report.implementation?.synthesis, null);
      const routed = report.implementation!.route!;
      assertEquals(used(routed.resources), [...expected.routed]);
      assertEquals(available(routed.resources), [...expected.budget]);
      assertEquals(routed.timing.met, null);
    },
  });
}

Deno.test({
  name: "findings() takes the rounding of a report for no violation",
  ignore,
  async fn() {
    // 2.433 ns and 0.90 ns of uncertainty against 3.33 ns: a third of 10, rounded.
    assertEquals(
      findings(await readShared("tconv-vivado-2019.2/v2.1/TransposeConv2d_kernel_csynth.rpt")),
      [],
    );
  },
});

Deno.test({
  name: "readReportFile() keeps the ends of a range of iteration latencies",
  ignore,
  async fn() {
    const { loops } = await readShared("tconv-vivado-2019.2/v2.0/TransposeConv2d_kernel_csynth.rpt");
    assertEquals(loops[0].iterationLatency, { minCycles: 260568, maxCycles: 260573 });
    assertEquals(loops[0].latency, { minCycles: 33352704, maxCycles: 33353344 });
  },
});

for (const file of ["myproject_csynth.xml", "myproject_csynth.rpt"]) {
  Deno.test({
    name: `readReportFile() reads ${file} of Vivado HLS 2020.1`,
    ignore,
    async fn() {
      const report = await readShared(VIVADO + file);
      assertEquals([report.tool, report.version, report.top], ["Vivado HLS", "2020.1", "myproject"]);
      assertEquals(report.part, "xc7z020-clg400-1");
      assertEquals(report.clock, { targetNs: 5, estimatedNs: 4.049, uncertaintyNs: 0.62 });
      assertEquals(report.latency, { minCycles: 10, maxCycles: 10 });
      assertEquals(report.interval, { minCycles: 8, maxCycles: 8 });
      assertEquals(report.pipeline, "dataflow");
      assertEquals(used(report.resources), [0, 73, 7969, 2532, 0]);
      assertEquals(available(report.resources), [280, 220, 106400, 53200, 0]);
    },
  });
}
