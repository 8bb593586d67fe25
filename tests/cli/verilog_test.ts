/** `convert` and `verify` of designs in Verilog, by Icarus. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { noIcarus, runWith } from "../backends/rtl/verilog.ts";
import { type CliRun, decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

const VERILOG = ["--backend", "verilog"];
const RUN = ["--simulator", "icarus", "--samples", "2"];

async function converted(folder: string): Promise<string> {
  const model = await writeModel(`${folder}/m.onnx`, decoderProto());
  const { code, stderr } = await runCli(["convert", model, "-o", `${folder}/out`, ...VERILOG]);
  assertEquals(code, 0, stderr);
  return `${folder}/out`;
}

async function verifyJson(...args: readonly string[]) {
  const run: CliRun = await runCli(["verify", ...args, ...RUN, "--json"]);
  return { ...run, report: JSON.parse(run.stdout) };
}

/** Puts another text in the place of one that a file holds once. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const parts = (await Deno.readTextFile(file)).split(from);
  assertEquals(parts.length, 2, `${file} holds the text once`);
  await Deno.writeTextFile(file, parts.join(to));
}

Deno.test({
  name: "a project in Verilog proves itself by its own test bench, and an edited one does not",
  ignore: noIcarus,
}, () =>
  inFolder(async (folder) => {
    const project = await converted(folder);
    const flat = new Map<string, string>();
    for (const part of ["rtl", "sim"]) {
      for (const { name } of Deno.readDirSync(join(project, part))) {
        flat.set(name, await Deno.readTextFile(join(project, part, name)));
      }
    }
    const bench = async (files: ReadonlyMap<string, string>) => {
      const sources = [...files.keys()].filter((name) => name.endsWith(".v")).join(" ");
      const script = `iverilog -g2005 -s interlace_test -o t.vvp ${sources} && vvp -n t.vvp`;
      return (await runWith(["sh", "-c", script], files)).text.trim().split("\n").at(-1);
    };
    assertEquals(await bench(flat), "passed");
    const linear = flat.get("linear.v")!;
    const wrong = linear.replace("y <= result;", "y <= result ^ 1;");
    assert(wrong !== linear);
    assertEquals(await bench(new Map([...flat, ["linear.v", wrong]])), "FAILED: beats differ");
    const silent = linear.replace("assign take = in_valid && room;", "assign take = 1'b0;");
    assert(silent !== linear);
    assertEquals(await bench(new Map([...flat, ["linear.v", silent]])), "FAILED: beats are missing");
  }));

Deno.test({
  name:
    "verify of Verilog compares every tensor and counts cycles; pauses by a seed cost cycles and change no bit",
  ignore: noIcarus,
}, () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const plain = await verifyJson(model, ...VERILOG);
    assertEquals(plain.code, 0, plain.stderr);
    const { report } = plain;
    assertEquals(report.simulatorVsCsim, null);
    assertEquals(report.simulatorVsRtl.mismatches, 0);
    // Two samples of each kind: tensors of 24, 144 and 144 elements.
    assertEquals(report.simulatorVsRtl.values, 4 * (24 + 144 + 144));
    assertMatch(report.compiler, /^Icarus Verilog \d/);
    // 48 beats leave, one a cycle.
    assertEquals(report.cycles.intervalCycles, 48);
    assertEquals(report.cycles.tensors.map(({ name }: { readonly name: string }) => name), [
      "x",
      "up",
      "act",
    ]);
    for (const { name, first, last, fill, scheduled } of report.cycles.tensors) {
      assertEquals(scheduled, { first, last, fill }, name);
    }
    assertEquals(report.cycles.unscheduled, []);
    const { stdout } = await runCli(["verify", model, ...VERILOG, ...RUN]);
    assertMatch(stdout, /an image every 48 \(exact: cycles of the Verilog\)/);
    assertMatch(stdout, /^as scheduled: .* all 3 tensors$/m);
    const [first, again, other] = await Promise.all(["7", "7", "8"].map(async (seed) => {
      const { code, report } = await verifyJson(model, ...VERILOG, "--stalls", seed);
      assertEquals([code, report.simulatorVsRtl.mismatches, report.cycles.stalls], [0, 0, Number(seed)]);
      assertEquals(report.cycles.unscheduled, null);
      return report.cycles.tensors;
    }));
    assertEquals(again, first);
    assert(other[2].last !== first[2].last && first[2].interval > 48);
  }));

Deno.test({
  name:
    "verify runs the Verilog on disk: an edited module is named, fails, and leaves a waveform of a few cycles",
  ignore: noIcarus,
}, () =>
  inFolder(async (folder) => {
    const project = await converted(folder);
    await edit(join(project, "rtl/linear.v"), "y <= result;", "y <= result ^ 1;");
    const wave = `${folder}/w.vcd`;
    const { code, report, stderr } = await verifyJson(project, "--vcd", wave);
    assertEquals(code, 1);
    assertEquals(report.simulatorVsRtl.first.layer, "act");
    assertMatch(stderr, /rtl\/linear\.v was edited/);
    const dump = await Deno.readTextFile(wave);
    const times = [...dump.matchAll(/^#(\d+)$/gm)].map(([, time]) => Number(time));
    // Ten thousand picoseconds a cycle, the first edge without reset at 25,000: it ends 50 cycles behind the first beat.
    const act = report.cycles.tensors[2].first;
    assert(dump.includes("y_data"));
    const end = 25_000 + 10_000 * (act + 50);
    assert(times[times.length - 1] >= end && times[times.length - 1] < end + 10_000);
  }));

Deno.test({
  name: "verify names the tensors whose beats come in other cycles than scheduled, though no bit differs",
  ignore: noIcarus,
}, () =>
  inFolder(async (folder) => {
    const project = await converted(folder);
    // The last place is never taken.
    await edit(join(project, "rtl/fifo.v"), "assign room = has_free;", "assign room = free > 1;");
    const { code, report } = await verifyJson(project);
    assertEquals([code, report.simulatorVsRtl.mismatches], [0, 0]);
    assertEquals(report.cycles.unscheduled, ["x", "up", "act"]);
    const { stdout } = await runCli(["verify", project, ...RUN]);
    assertMatch(stdout, /^not as scheduled: 3 of 3 tensors \(x, up, act\)$/m);
  }));

Deno.test({
  name: "verify ends with 1 where beats of the Verilog are missing, and says of which tensors",
  ignore: noIcarus,
}, () =>
  inFolder(async (folder) => {
    const project = await converted(folder);
    await edit(join(project, "rtl/linear.v"), "assign take = in_valid && room;", "assign take = 1'b0;");
    const { code, stderr } = await runCli(["verify", project, ...RUN]);
    assertEquals(code, 1);
    assertMatch(stderr, /"act" has 0 beats, expected 192/);
  }));

Deno.test("stages, modes and flags that Verilog has not are refused, and nothing is written", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const before = [...Deno.readDirSync(folder)].length;
    for (
      const [args, text] of [
        [["convert", "-o", `${folder}/out`, ...VERILOG, "--io", "io_parallel"], /io_parallel/],
        [["verify", ...VERILOG, "--simulator", "modelsim"], /"modelsim": it is no simulator that is known/],
        [["verify", ...VERILOG, "--stalls", "often"], /Cannot use --stalls often/],
        [["verify", ...VERILOG, "--compiler", "g++"], /Cannot use --compiler for verilog/],
        [["verify", "--stalls", "3"], /Cannot use --stalls for vitis/],
        [["verify", "--vcd", `${folder}/w.vcd`], /Cannot make a waveform for vitis/],
      ] as const
    ) {
      const [verb, ...flags] = args;
      const { code, stderr } = await runCli([verb, model, ...flags]);
      assertEquals(code, 2, args.join(" "));
      assertMatch(stderr, text);
    }
    assertEquals([...Deno.readDirSync(folder)].length, before);
  }));
