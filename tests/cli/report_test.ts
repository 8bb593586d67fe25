// Longer than 300 lines because everything that one verb prints of reports is in it.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import {
  COSIM_FAILED,
  COSIM_PASSED,
  DESIGN_SIZE,
  DESIGN_SIZE_XML,
  LOOPS_XML,
  ROUTED_UTILIZATION,
  SUMMARY_RPT,
  TIMING_VIOLATED,
} from "../reports/samples.ts";
import { CASES, HAS_CASES, HAS_SHARED, SHARED } from "../reports/support.ts";
import { MAX_REPORT_BYTES } from "../../src/reports/mod.ts";
import { inFolder, runCli } from "./harness.ts";

/** Writes files by path below a folder. */
async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

/** Samples as if one tool had written them for one part. */
const SUMMARY = SUMMARY_RPT.replace("2023.2 (Build", "2023.1 (Build");
const SIZE = DESIGN_SIZE.replace("2024.1 (Build", "2023.1 (Build").replace(
  "xcvu13p-flga2577-2-e",
  "xck26-sfvc784-2LV-c",
);

const SOLUTION = {
  "filter_prj/solution1/syn/report/filter_csynth.xml": LOOPS_XML,
  "filter_prj/solution1/syn/report/csynth.rpt": SUMMARY,
  "filter_prj/solution1/syn/report/csynth_design_size.rpt": SIZE,
  "filter_prj/solution1/syn/report/csynth_design_size.xml": DESIGN_SIZE_XML,
  "filter_prj/solution1/sim/report/filter_cosim.rpt": COSIM_FAILED,
  "filter_prj/solution1/impl/verilog/filter_utilization_routed.rpt": ROUTED_UTILIZATION,
  "filter_prj/solution1/impl/verilog/filter_timing_routed.rpt": TIMING_VIOLATED,
  "filter_prj/solution1/.autopilot/db/filter.rpt": "== Vitis HLS Report for 'filter'\n",
  "interlace.json": '{"name": "filter"}',
  "notes.rpt": "nothing of interest\n",
};

Deno.test("report --json merges a project into one entry with the keys of the interface", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, SOLUTION);
    const { code, stdout, stderr } = await runCli(["report", folder, "--json"]);
    assertEquals([code, stderr], [0, ""]);
    const [entry, ...others] = JSON.parse(stdout);
    assertEquals(others, []);
    assertEquals(entry.source, folder);
    assertEquals([entry.tool, entry.version, entry.top], ["Vitis HLS", "2023.1", "filter"]);
    assertEquals(entry.clock, { targetNs: 5, estimatedNs: 5.412, uncertaintyNs: 1.35 });
    assertEquals(entry.latency, { minCycles: null, maxCycles: null });
    assertEquals(entry.resources.URAM, { used: 0, available: 64 });
    assertEquals(entry.modules.map((module: { name: string }) => module.name), ["sum"]);
    assertEquals(entry.cosim.passed, false);
    assertEquals(entry.implementation.route.timing.wnsNs, -0.312);
    assertEquals(entry.implementation.route.resources.BRAM_18K, { used: 15, available: 288 });
    assertEquals([entry.designSize.length, entry.functionSizes.length, entry.unfinished], [4, 4, []]);
    const unused = entry.files.filter((file: { unused: string | null }) => file.unused !== null);
    assertEquals(entry.files.length, 9);
    assertEquals(unused, [
      { file: "interlace.json", kind: null, unused: "it is JSON, no report" },
      { file: "notes.rpt", kind: null, unused: "it is text, but no report that Interlace knows" },
    ]);
    assertEquals(
      entry.origins["clock.targetNs"],
      "filter_prj/solution1/syn/report/filter_csynth.xml",
    );
  });
});

Deno.test("report shows violated timing and a failed co-simulation first", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, SOLUTION);
    const { code, stdout } = await runCli(["report", folder]);
    assertEquals(code, 0);
    const alarms = stdout.split("\n").filter((line) => line.startsWith("!! "));
    assertEquals(alarms.length, 3);
    assertEquals(alarms[0], "!! co-simulation failed (Verilog)");
    assertMatch(alarms[1], /timing violated: 5\.412 ns estimated and 1\.35 ns/);
    assertMatch(alarms[2], /timing violated after routing: worst slack -0\.312 ns, 93 failing endpoints/);
    assertEquals(stdout.indexOf("!! ") < stdout.indexOf("Summary"), true);
    assertMatch(stdout, /LUT +600 +0\.5 % +117120 +5012 +4\.3 %/);
    const { stdout: coloured } = await runCli(["report", folder], { terminal: true });
    assertStringIncludes(coloured, "\x1b[31m!! co-simulation failed (Verilog)\x1b[0m");
  });
});

Deno.test("report names what it looked at and did not use, and every run that it found", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      ...SOLUTION,
      "filter_prj/solution1/impl/verilog/other_utilization_routed.rpt": ROUTED_UTILIZATION.replace(
        "5012",
        "5013",
      ),
      "filter_prj/solution1/impl/verilog/drc.rpt": "| Command      : report_drc -file drc.rpt\n",
      "filter_prj/solution1/impl/verilog/power.rpt": "",
      "filter_prj/solution1/impl/verilog/a.xml": "<svg/>",
    });
    const { code, stdout } = await runCli(["report", folder]);
    assertEquals(code, 0);
    const lines = stdout.slice(stdout.indexOf("Not used")).split("\n").map((line) => line.trim());
    const verilog = "filter_prj/solution1/impl/verilog";
    assertEquals(lines.slice(1, 7).sort(), [
      `${verilog}/a.xml: it is XML with the element svg, no report`,
      `${verilog}/drc.rpt: it is what Vivado's report_drc wrote, of which no figures are read`,
      `${verilog}/other_utilization_routed.rpt: ${verilog}/filter_utilization_routed.rpt counts in its place`,
      `${verilog}/power.rpt: it is empty`,
      "interlace.json: it is JSON, no report",
      "notes.rpt: it is text, but no report that Interlace knows",
    ]);
  });
});

Deno.test({
  name: "report shows both runs of one design that lie in one folder",
  ignore: !HAS_CASES,
  async fn() {
    const folder = new URL("15-report-two-runs-in-one-folder", CASES).pathname;
    const { code, stdout } = await runCli(["report", folder, "--json"]);
    assertEquals(code, 0);
    const figures = JSON.parse(stdout).map((
      { source, latency, resources }: {
        source: string;
        latency: { maxCycles: number };
        resources: { DSP: object };
      },
    ) => [source, latency.maxCycles, resources.DSP]);
    assertEquals(figures, [
      [`${folder}/run_reuse1_csynth.xml`, 610, { used: 144, available: 220 }],
      [`${folder}/run_reuse4_csynth.xml`, 2350, { used: 36, available: 220 }],
    ]);
  },
});

Deno.test("report refuses pipes and files that are too large at once, and says what a folder holds in place of reports", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/empty`);
    await writeFiles(folder, {
      "foreign/a.rpt": "PK\u0003\u0004",
      "foreign/b.xml": "<html>",
      "foreign/c.json": "{}",
    });
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe.rpt`] }).output();
    const huge = await Deno.open(`${folder}/huge.rpt`, { write: true, create: true });
    await huge.truncate(MAX_REPORT_BYTES + 1);
    huge.close();
    const paths = ["empty", "foreign", "pipe.rpt", "huge.rpt"].map((name) => `${folder}/${name}`);
    const { code, stdout } = await runCli(["report", ...paths, "--json"]);
    const errors = JSON.parse(stdout).map(({ error }: { error: string }) =>
      error.replaceAll(`${folder}/`, "")
    );
    assertEquals([code, errors], [2, [
      "Cannot read empty: it holds no file that is named like a report (.rpt, .xml, .json, .ndjson, .app)",
      "Cannot read foreign: it holds no reports (a.rpt: it is a zip archive (a checkpoint, an IP core or the like), " +
      "no report; b.xml: it is an HTML page, no report; c.json: it is JSON, no report)",
      "Cannot read pipe.rpt: it is a pipe",
      `Cannot read huge.rpt: it has ${
        MAX_REPORT_BYTES + 1
      } bytes, more than the limit of ${MAX_REPORT_BYTES}`,
    ]]);
    const whole = await runCli(["report", folder]);
    assertEquals(whole.code, 2);
    assertMatch(whole.stderr, /pipe\.rpt: it is a pipe/);
  });
});

Deno.test("report says that a co-simulation passed, and that a part is overfull", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "a.rpt": COSIM_PASSED,
      "b.xml": LOOPS_XML.replace("<LUT>600<", "<LUT>200000<").replace("5.412", "3.1"),
    });
    const { stdout } = await runCli(["report", folder]);
    assertStringIncludes(stdout, "co-simulation passed (Verilog)");
    assertStringIncludes(stdout, "!! the part is overfull (HLS estimate): 200000 LUT of 117120");
    assertEquals(stdout.includes("timing violated"), false);
  });
});

Deno.test("report gives an entry for each of several solutions", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "p/fast/syn/report/csynth.rpt": SUMMARY_RPT,
      "p/small/syn/report/csynth.rpt": SUMMARY_RPT,
    });
    const { stdout } = await runCli(["report", folder, "--json"]);
    const sources = JSON.parse(stdout).map((entry: { source: string }) => entry.source);
    assertEquals(sources, [`${folder}/p/fast`, `${folder}/p/small`]);
  });
});

Deno.test("report goes on after a file that it cannot read, and ends with 1", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, {
      "good.xml": LOOPS_XML,
      "cut.xml": LOOPS_XML.slice(0, 700),
      "foreign.rpt": "nothing of interest\n",
      "empty/README": "",
    });
    const paths = ["cut.xml", "foreign.rpt", "missing.rpt", "empty", "good.xml"].map((name) =>
      `${folder}/${name}`
    );
    const { code, stdout, stderr } = await runCli(["report", ...paths, "--json"]);
    assertEquals(code, 1);
    const entries = JSON.parse(stdout);
    assertEquals(entries.map((entry: { source: string }) => entry.source), paths);
    assertEquals(
      entries.slice(0, 4).map((entry: object) => Object.keys(entry)),
      [[], ["hint"], [], ["hint"]].map((hint) => ["source", "code", "error", ...hint]),
    );
    assertEquals(entries[4].top, "filter");
    assertEquals(stderr.split("\n").filter((line) => /^error\[[a-z-]+\]: Cannot read /.test(line)).length, 4);
  });
});

Deno.test("report refuses to start without a file", async () => {
  const { code, stdout } = await runCli(["report", "--json"]);
  assertEquals([code, stdout], [2, ""]);
});

Deno.test("report --html writes one page that needs nothing else", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, SOLUTION);
    const page = `${folder}/page.html`;
    assertEquals((await runCli(["report", folder, "--html", page])).code, 0);
    const html = await Deno.readTextFile(page);
    assertStringIncludes(html, "@media (prefers-color-scheme: dark)");
    assertStringIncludes(html, "co-simulation failed (Verilog)");
    assertMatch(html, /<td class="text" style="padding-left: 1\.5em">COLUMNS<\/td>/);
    assertMatch(html, /Latency \(cycles\)[^]*class="fill" style="width: 100\.00%"/);
    assertMatch(html, /Size of the design[^]*<td class="text">\(1\) unroll<\/td>/);
    assertMatch(html, /<td class="text">yes<\/td>/);
    // No figure is a row of digits, no share a column of no name.
    assert(!/<td class="number">\d{4}/.test(html));
    assertMatch(html, />HLS %<\/th>/);
    assertEquals(/<script|<link|<img|https?:|url\(|@import/i.test(html), false);
  });
});

Deno.test("report --html escapes every text that comes from a file", async () => {
  await inFolder(async (folder) => {
    const hostile = `<img src=x onerror=alert(1)>"'&`;
    const text = SUMMARY_RPT.replaceAll("filter", hostile).replace("o ROWS ", `o ${hostile} `)
      .replace("xck26-sfvc784-2LV-c", "<b>part</b>");
    await writeFiles(folder, { "a.rpt": text, "b.rpt": `${COSIM_FAILED}\n<svg>` });
    const page = `${folder}/page.html`;
    await runCli(["report", `${folder}/a.rpt`, `${folder}/b.rpt`, `${folder}/<i>.rpt`, "--html", page]);
    const html = await Deno.readTextFile(page);
    assertEquals(/<(img|b|i|svg)[\s>.]/.test(html), false);
    assertStringIncludes(html, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;");
    assertStringIncludes(html, "&lt;b&gt;part&lt;/b&gt;");
  });
});

Deno.test("report shows no control character and no element of a hostile report or file name", async () => {
  await inFolder(async (folder) => {
    const tag = "&lt;script&gt;\u001b[2J\u202e";
    await writeFiles(folder, {
      "a.xml": LOOPS_XML.replace("<TopModelName>filter", `<TopModelName>${tag}`),
      "b.xml": DESIGN_SIZE_XML.replaceAll("Unroll/Inline", tag).replaceAll("operator+", tag).replaceAll(
        "filter",
        tag,
      ),
      "<img src=x>\u001b[2J.rpt": "nothing",
    });
    const page = `${folder}/page.html`;
    const { code, stdout, stderr } = await runCli(["report", folder, "--html", page]);
    assertEquals(code, 0);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(stdout + stderr), false);
    assertStringIncludes(stdout, "<script>\\u{1b}[2J\\u{202e}");
    const html = await Deno.readTextFile(page);
    for (const hostile of ["<script", "<img", "\u001b", "\u202e"]) {
      assertEquals(html.includes(hostile), false);
    }
    assertStringIncludes(html, "&lt;img src=x&gt;");
    assertStringIncludes(html, "&lt;script&gt;");
  });
});

Deno.test("report --html does not overwrite a report", async () => {
  await inFolder(async (folder) => {
    await writeFiles(folder, { "a.xml": LOOPS_XML });
    const { code } = await runCli(["report", `${folder}/a.xml`, "--html", `${folder}/a.xml`]);
    assertEquals([code, await Deno.readTextFile(`${folder}/a.xml`)], [2, LOOPS_XML]);
  });
});

Deno.test({
  name: "report reads all shared reports at once, each design by itself",
  ignore: !HAS_SHARED,
  async fn() {
    const { code, stdout } = await runCli(["report", SHARED.pathname.replace(/\/$/, ""), "--json"]);
    assertEquals(code, 0);
    // 81 baselines, five transposed convolutions, two designs of AMD's tools, one of Intel's.
    assertEquals(JSON.parse(stdout).length, 89);
  },
});

Deno.test("report --html shows cells by stage, the critical path and placements of open tools, and no column of HLS", () =>
  inFolder(async (folder) => {
    const gates = new URL("../reports/gates/", import.meta.url).pathname;
    const { code, stdout, stderr } = await runCli(["report", gates, "--html", `${folder}/page.html`]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /\nresource +available +synthesised +synthesised % +routed +routed % *\n/);
    assertMatch(stdout, /\nfunction +BRAM_18K +DSP +FF +LUT +URAM *\n/);
    const page = await Deno.readTextFile(`${folder}/page.html`);
    for (const text of ["Critical path", "Placements", "median", "up_stage", "samples a second as routed"]) {
      assertStringIncludes(page, text);
    }
    assertMatch(page, /median[^]{0,200}10\.977/);
  }));
