import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { familyOf } from "../../src/backends/mod.ts";
import { createDesign, type Design } from "../../src/design/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { isUnread, readReports, type Report, RESOURCE_KINDS } from "../../src/reports/mod.ts";
import { designCost } from "../../src/view/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "../cli/harness.ts";
import { csynthXml } from "./csynth_samples.ts";
import { everyPrimitiveDesign } from "../support/every_primitive.ts";

/** What a build of the decoder of `tests/cli/harness.ts` left, as `tests/reports/gates_test.ts` reads it. */
const GATES = new URL("../reports/gates/", import.meta.url);

/** The decoder as it was built for it. */
const BUILT = ["--backend", "verilog", "--part", "LFE5U-25F-6BG256C"];

/**
 * Calls of kernels in generated C++ with the names that Vitis HLS gives such functions: what the template was made for,
 * joined by `_`, without namespaces, with `_s` at the end. Beats are those of the streams that it is called with.
 */
function synthesisedNames(design: Design): ReadonlyMap<string, string> {
  const source = String(renderProject(design).get(`firmware/${design.name}.cpp`));
  const calls = source.matchAll(/NNET_PROCESS\(\s*nnet::(\w+)<\w+::config_(\w+)>\(\s*([^;]*?)\)\);/g);
  return new Map([...calls].map(([, kernel, id, args]) => {
    const streams = args.split(/,\s*/).filter((arg) => /^\w+$/.test(arg)).map((arg) => `beat_${arg}`);
    return [id, [kernel, `config_${id}`, ...streams, "s"].join("_")];
  }));
}

/** Copies a folder and what is in it. */
async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(new URL(`${name}/`, from), `${to}/${name}`);
    else await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
}

/** The only report of a folder. */
async function readOne(folder: string): Promise<Report> {
  const [report, ...others] = await readReports(folder);
  assertEquals(others.length, 0);
  if (isUnread(report)) throw new Error(report.error);
  return report;
}

Deno.test("functions of HLS are of the stage whose configuration they were made for, in every kernel", () => {
  const design = everyPrimitiveDesign({ io: "io_stream" });
  const { stageOf } = familyOf(design.target).functions;
  const owner = stageOf(design);
  const names = synthesisedNames(design);
  const stages = design.stages.filter(({ plan }) => plan.kind !== "input");
  assertEquals(new Set(names.keys()), new Set(stages.map(({ id }) => id)));
  for (const { name, id } of stages) {
    assertEquals(owner(names.get(id)!), name);
    assertEquals(owner(`${names.get(id)}_Pipeline_POSITIONS`), name);
    assertEquals(owner(`phase_of_ap_fixed_16_6_5_3_0_config_${id}_phase0_${id}_s`), name);
  }
  for (
    const other of [design.name, "entry_proc", "myconfig_up_s", `config_${stages[0].id}else_s`, "weights"]
  ) {
    assertEquals(owner(other), null, other);
  }
});

Deno.test("functions of HLS are told apart where one stage's name begins another's, or looks like an ending", () => {
  const design = createDesign(buildModel("names", (b) => {
    const a = b.relu(b.input({ name: "x", length: 4, channels: 2 }), { name: "a" });
    return b.tanh(b.sigmoid(a, { name: "a_s" }), { name: "a_activation" });
  }));
  const owner = familyOf(design.target).functions.stageOf(design);
  const of = (name: string) => owner(name);
  assertEquals(of("elementwise_stream_config_a_s"), "a");
  assertEquals(of("elementwise_stream_config_a_beat_x_beat_a_s"), "a");
  assertEquals(of("elementwise_stream_config_a_s_s"), "a_s");
  assertEquals(of("elementwise_stream_config_a_s_beat_a_beat_a_s_s"), "a_s");
  assertEquals(of("elementwise_stream_config_a_activation_beat_a_s_beat_a_activation_s"), "a_activation");
});

Deno.test("designCost() ties instances of open tools to stages with their FIFOs, and leaves nothing out", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/decoder.onnx`, decoderProto());
    const made = await runCli(["convert", `${folder}/decoder.onnx`, "-o", `${folder}/p`, ...BUILT]);
    assertEquals(made.code, 0, made.stderr);
    await copyFolder(GATES, `${folder}/p/decoder_gates`);

    const { openProject } = await import("../../src/project/mod.ts");
    const { design } = await openProject(`${folder}/p`);
    const estimate = estimateDesign(design);
    const report = await readOne(`${folder}/p`);
    const cost = designCost({ design, estimate, report });
    assertEquals(cost.layers.map(({ name, functions }) => [name, functions]), [
      ["up", ["up_fifo", "up_stage"]],
      ["act", ["act_stage", "y_fifo"]],
    ]);
    assertEquals(cost.others, ["x_words", "y_words"]);
    assertEquals(cost.layers.map(({ measured }) => measured?.resources.LUT.used), [1251, 110]);
    assertEquals(cost.totals.map(({ name }) => name), ["synthesised", "routed"]);
    for (const kind of RESOURCE_KINDS) {
      const parts = [...cost.layers.map(({ measured }) => measured), cost.around];
      const sum = parts.reduce((total, part) => total + (part?.resources[kind].used ?? 0), 0);
      assertEquals(sum, cost.totals[0].figures.resources[kind].used, kind);
    }
    // The part is none whose size the estimate knows; the tool told it.
    assertEquals(cost.estimated.resources.LUT.available, 24288);

    const page = `${folder}/report.html`;
    const told = await runCli(["report", `${folder}/p`, "--html", page]);
    assertEquals(told.code, 0, told.stderr);
    const html = await Deno.readTextFile(page);
    assertStringIncludes(html, "its functions are tied to 2 of 2 layers");
    assertMatch(html, /<th scope="row">up<\/th>[^]*?>24<\/td><td class="number tool">24<\/td>/);
    assertMatch(html, /<title>up: 1,251 LUT, 5\.2 % of the part<\/title>/);
    assertMatch(html, /<dt>around the layers<\/dt><dd>x_words, y_words<\/dd>/);
    assert(!html.includes("<script"), "one run needs no script");

    const seen = await runCli(["view", `${folder}/p`, "-o", `${folder}/view.html`]);
    assertEquals(seen.code, 0, seen.stderr);
    const view = await Deno.readTextFile(`${folder}/view.html`);
    assertMatch(view, /Yosys and nextpnr 0\.70 and 0\.11\.1 finds it \(routed\) to fit LFE5U-25F-6BG256C/);
    assertStringIncludes(view, "timing violated after routing: worst slack -4.739 ns");
    assertMatch(view, /<title>up: 1,251 LUT, 5\.2 % of the part<\/title>/);
  }));

Deno.test("report --html puts runs side by side: what differs, the best and the worst, layer by layer of HLS", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/decoder.onnx`, decoderProto());
    const figures = [{ reuse: 1, dsp: 24, lut: 900, cycles: 60 }, {
      reuse: 8,
      dsp: 3,
      lut: 1500,
      cycles: 400,
    }];
    for (const { reuse, dsp, lut, cycles } of figures) {
      const project = `${folder}/sweep/reuse_${reuse}`;
      const factor = ["--reuse-factor", String(reuse), "--strategy", "resource"];
      const made = await runCli(["convert", `${folder}/decoder.onnx`, "-o", project, ...factor]);
      assertEquals(made.code, 0, made.stderr);
      const reports = `${project}/decoder_prj/solution1/syn/report`;
      await Deno.mkdir(reports, { recursive: true });
      const up = "conv2d_stream_config_up_beat_x_beat_up";
      const functions = [
        { name: "decoder", dsp: dsp + 1, lut: lut + 300, cycles },
        { name: `${up}_s`, dsp, lut, cycles },
        // Lies inside the one above.
        { name: `${up}_Pipeline_STEPS`, dsp, lut: lut - 100, cycles: cycles - 2 },
        { name: "elementwise_stream_config_act_beat_up_beat_y_s", dsp: 0, lut: 40, cycles: 50 },
      ];
      await Deno.writeTextFile(`${reports}/csynth.xml`, csynthXml(functions));
    }
    const page = `${folder}/page.html`;
    const { code, stderr } = await runCli(["report", `${folder}/sweep`, "--html", page]);
    assertEquals(code, 0, stderr);
    const html = await Deno.readTextFile(page);
    const table = html.match(/<table class="sortable[^]*?<\/table>/)![0];
    const heads = [...table.matchAll(/<th scope="col"[^>]*>([^<]*)</g)].map(([, head]) => head);
    assertEquals(heads.slice(0, 2), ["run", "ReuseFactor"]);
    const rows = [...table.matchAll(/<tr><th scope="row"[^]*?<\/tr>/g)].map(([row]) => row);
    assertEquals(rows.map((row) => row.match(/>(reuse_<wbr>\d)</)?.[1]), ["reuse_<wbr>1", "reuse_<wbr>8"]);
    const cell = (row: number, head: string) =>
      [...rows[row].matchAll(/<td[^>]*>([^]*?)<\/td>/g)][heads.indexOf(head) - 1][1];
    assertEquals([cell(0, "DSP"), cell(1, "DSP")], [
      `<span class="worst">25</span>`,
      `<span class="best">4</span>`,
    ]);
    assertEquals([cell(0, "samples a second"), cell(1, "samples a second")], [
      `<span class="best">3,333,333</span>`,
      `<span class="worst">500,000</span>`,
    ]);
    assertEquals([cell(0, "LUT"), cell(1, "LUT")], [
      `<span class="best">1,200</span>`,
      `<span class="worst">1,800</span>`,
    ]);
    assertStringIncludes(
      html,
      "The same in all of them: top decoder, tool Vitis HLS, version 2023.1, Backend vitis",
    );
    // Each point is a link to its run with its number in it, in a chart of a wide window and in one of a narrow one.
    for (const size of ["wide", "narrow"]) {
      const [chart] = html.match(new RegExp(`<div class="chart ${size}">[^]*?</svg>`))!;
      const links = chart.matchAll(/<a href="#(run-\d)"[^>]*><circle/g);
      assertEquals([...links].map(([, id]) => id), ["run-1", "run-2"]);
      assertEquals([...chart.matchAll(/>(\d)<\/text>/g)].map(([, number]) => number).slice(-2), ["1", "2"]);
    }
    assertMatch(html, /<li value="2"><b>2<\/b> <a href="#run-2">reuse_<wbr>8<\/a>/);
    // The outermost function of a stage has the figures of those inside.
    assertMatch(html, /<title>up: 900 LUT, 0\.8 % of the part<\/title>/);
    assertMatch(html, /around the layers<\/th>[^]*?<td class="number tool">260<\/td>/);
    // The only script is the one whose hash the policy names.
    const [, script] = html.match(/<script>([^]*?)<\/script>/)!;
    assertEquals([...html.matchAll(/<script/g)].length, 1);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)));
    assertStringIncludes(html, `script-src 'sha256-${btoa(String.fromCharCode(...digest))}'`);
  }));

Deno.test("report --html goes on where a project cannot be opened, and says why", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a_csynth.xml`, csynthXml([{ name: "a", dsp: 1, lut: 2, cycles: 3 }]));
    await Deno.writeTextFile(`${folder}/interlace.json`, `{"name": "<b>"}`);
    const { code } = await runCli(["report", folder, "--html", `${folder}/new/page.html`]);
    assertEquals(code, 0);
    const html = await Deno.readTextFile(`${folder}/new/page.html`);
    assertStringIncludes(html, "It lies in a project whose layers are not shown: Cannot ");
  }));
