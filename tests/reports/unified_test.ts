/** Reports where `v++ -c --mode hls` and `vitis-run` leave them, from 2023.2 on: components in place of projects. */
import { assertEquals } from "@std/assert";
import { isUnread, readReports } from "../../src/reports/mod.ts";
import { readTexts } from "./support.ts";
import { COSIM_PASSED, EXPORT_VITIS, SUMMARY_RPT } from "./samples.ts";

/** A report as 2025.1 heads it: the solution of a component is called `hls`. */
function as2025(text: string): string {
  return text.replace("2023.2 (Build 4023990 on Oct 11 2023)", "2025.1 (Build 6135595 on May 21 2025)")
    .replace("solution1", "hls");
}

/** The report of a function that a pipeline was made of, whose type says more than yes. */
const FUNCTION_RPT = `

================================================================
== Vitis HLS Report for 'sum'
================================================================
* Date:           Thu May 22 00:43:43 2025

* Version:        2025.1 (Build 6135595 on May 21 2025)
* Project:        vitis_component
* Solution:       hls (Vivado IP Flow Target)
* Product family: zynquplus
* Target device:  xck26-sfvc784-2LV-c


================================================================
== Performance Estimates
================================================================
+ Timing: 
    * Summary: 
    +--------+---------+----------+------------+
    |  Clock |  Target | Estimated| Uncertainty|
    +--------+---------+----------+------------+
    |ap_clk  |  5.00 ns|  3.650 ns|     1.35 ns|
    +--------+---------+----------+------------+

+ Latency: 
    * Summary: 
    +---------+---------+----------+----------+------+------+------------------------------------------------+
    |  Latency (cycles) |  Latency (absolute) |   Interval  |                    Pipeline                    |
    |   min   |   max   |    min   |    max   |  min |  max |                      Type                      |
    +---------+---------+----------+----------+------+------+------------------------------------------------+
    |     2304|     2304|  11.5 us |  11.5 us |  2305|  2305|  loop auto-rewind stp (delay=0 clock cycles(s))|
    +---------+---------+----------+----------+------+------+------------------------------------------------+

    + Detail: 
        * Instance: 
        N/A

        * Loop: 
        +--------+---------+---------+----------+-----------+-----------+------+----------+
        |        |  Latency (cycles) | Iteration|  Initiation Interval  | Trip |          |
        |Loop Name|   min   |   max   |  Latency |  achieved |   target  | Count| Pipelined|
        +--------+---------+---------+----------+-----------+-----------+------+----------+
        |- ROWS  |     2302|     2302|         5|          1|          1|  2304|       yes|
        +--------+---------+---------+----------+-----------+-----------+------+----------+


================================================================
== Utilization Estimates
================================================================
* Summary: 
+-----------------+---------+-----+--------+-------+-----+
|       Name      | BRAM_18K| DSP |   FF   |  LUT  | URAM|
+-----------------+---------+-----+--------+-------+-----+
|Total            |        0|    0|     210|    305|    0|
+-----------------+---------+-----+--------+-------+-----+
|Available        |      288| 1248|  234240| 117120|   64|
+-----------------+---------+-----+--------+-------+-----+
`;

/** A component as `--work_dir vitis_component` fills it: the reports of `reports` are copies of those below `hls`. */
const COMPONENT: Readonly<Record<string, string>> = {
  "hls/syn/report/csynth.rpt": as2025(SUMMARY_RPT),
  "hls/syn/report/sum_csynth.rpt": FUNCTION_RPT,
  "hls/sim/report/filter_cosim.rpt": as2025(COSIM_PASSED),
  "hls/impl/report/verilog/export_impl.rpt": EXPORT_VITIS,
  "hls/hls_data.json": '{"Schema_version":"1.0","Top":"filter"}',
  "reports/hls_compile.rpt": as2025(SUMMARY_RPT),
  "reports/hls_cosim.rpt": as2025(COSIM_PASSED),
  "reports/hls_impl_pnr.rpt": EXPORT_VITIS,
  "logs/hls_compile.log": "INFO: [HLS 200-789] **** Estimated Fmax: 144.68 MHz",
  "vitis-comp.json": '{"name":"vitis_component","type":"HLS"}',
};

Deno.test("readReports() reads a component of v++ and vitis-run as one run, its copies once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(COMPONENT)) {
      const file = `${folder}/build/vitis_component/${path}`;
      await Deno.mkdir(file.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(file, text);
    }
    const entries = await readReports(folder);
    assertEquals(entries.map((entry) => isUnread(entry) ? entry.error : entry.top), ["filter"]);
    const [report] = entries;
    if (isUnread(report)) throw new Error(report.error);
    assertEquals([report.tool, report.version, report.part], ["Vitis HLS", "2025.1", "xck26-sfvc784-2LV-c"]);
    assertEquals([report.resources.LUT.used, report.resources.FF.used], [600, 500]);
    assertEquals([report.cosim?.passed, report.cosim?.totalCycles], [true, 410]);
    assertEquals(report.implementation?.route?.resources.LUT.used, 1016);
    const sum = report.modules.find(({ name }) => name === "sum");
    assertEquals([sum?.interval.maxCycles, sum?.resources.LUT.used], [2305, 305]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readReportFile() reads a report of 2025.1, whose type of a pipeline is a phrase", async () => {
  const { version, pipeline, interval, loops } = await readTexts({ "sum_csynth.rpt": FUNCTION_RPT });
  assertEquals(loops.map(({ initiationInterval: { achieved } }) => achieved), [1]);
  assertEquals([version, pipeline, interval.maxCycles], [
    "2025.1",
    "loop auto-rewind stp (delay=0 clock cycles(s))",
    2305,
  ]);
});
