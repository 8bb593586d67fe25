import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { printExploration } from "../../src/cli/explore/text.ts";
import { METRICS } from "../../src/explore/mod.ts";
import { searchParts } from "../../src/cli/design/part_text.ts";
import { formatNpy } from "../../src/tensor/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";
import { ignore, runsOf, writeTool } from "./stand_in_tool.ts";

/** A folder with a model `decoder.onnx` of an input (N, 2, 3, 4) and 16 samples `x.npy` of it. */
async function withModel(action: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeModel(`${folder}/decoder.onnx`, decoderProto());
    const random = seededRandom(1);
    const data = Float64Array.from({ length: 16 * 24 }, () => random.next() * 2 - 1);
    await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [16, 2, 3, 4], data }));
    await action(folder);
  });
}

const argsIn = (folder: string) => [
  "explore",
  `${folder}/decoder.onnx`,
  "--data",
  `${folder}/x.npy`,
  "-o",
  `${folder}/map`,
  "--intervals",
  "80,1200",
  "--budget",
  "30",
  "--widths",
  "8",
  "--threads",
  "1",
];

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).toSorted();
}

Deno.test("explore writes members that convert, goes on where it stopped, and draws a page", () =>
  withModel(async (folder) => {
    const args = argsIn(folder);
    const { code, stdout, stderr } = await runCli([...args, "--html", `${folder}/map.html`]);
    assertEquals(code, 0);
    assertMatch(stdout, /Pareto set[^]*interval-80-budget-30 +3\d\.\d+ +[\d.]+ +\d+ +[\d.]+ %/);
    assertMatch(stderr, /^1\/4 interval-80-width-8: snr 3\d\.\d+, \d+ cycles, [\d.]+ % of the part\n/);
    const members = await namesIn(`${folder}/map/pareto`);
    assert(members.length >= 2);
    for (const member of members) {
      const convert = await runCli([
        "convert",
        `${folder}/decoder.onnx`,
        "-o",
        `${folder}/${member}.project`,
        "--config",
        `${folder}/map/pareto/${member}`,
      ]);
      assertEquals([convert.code, convert.stderr], [0, ""]);
    }
    const page = await Deno.readTextFile(`${folder}/map.html`);
    assertStringIncludes(page, 'href="#candidate-interval-80-budget-30"');

    // One was not yet written, and one file is of a candidate that is beaten now.
    const lines = (await Deno.readTextFile(`${folder}/map/records.jsonl`)).trimEnd().split("\n");
    await Deno.writeTextFile(
      `${folder}/map/records.jsonl`,
      `${lines.slice(0, 3).join("\n")}\n${lines[3].slice(9)}`,
    );
    await Deno.copyFile(`${folder}/map/pareto/${members[0]}`, `${folder}/map/pareto/old.yml`);
    await Deno.writeTextFile(`${folder}/map/pareto/mine.yml`, "HLSConfig: {}\n");
    const again = await runCli([...args, "--json"]);
    assertEquals(again.code, 0);
    assertEquals(again.stderr.match(/, known already\n/g)?.length, 3);
    assertMatch(again.stderr, /warning: 1 of the lines of \S+records\.jsonl cannot be read/);
    const { candidates, pareto, isComplete, metric } = JSON.parse(again.stdout);
    assertEquals([candidates.length, pareto.length, isComplete, metric], [4, members.length, true, "snr"]);
    assertEquals(await namesIn(`${folder}/map/pareto`), [...members, "mine.yml"].toSorted());
  }));

Deno.test("explore fails where no candidate can be built, and says which layer is in the way", () =>
  withModel(async (folder) => {
    const args = argsIn(folder).map((arg) => arg === "80,1200" ? "2" : arg);
    const { code, stdout, stderr } = await runCli(args);
    assertEquals(code, 1);
    assertMatch(
      stdout,
      /^interval-2-width-8: Cannot reach an interval of 2 cycles: "up" takes \d+ with any/m,
    );
    assertMatch(stdout, /^interval-2-budget-30: Cannot reach an interval of 2 cycles: "up" takes /m);
    assert(!stdout.includes("Pareto set") && !stdout.includes("wrote"));
    assertMatch(
      stderr,
      /error\[goal-unreachable\]: Cannot build any of 2 candidates: [^]*"up" takes \d+ [^]*hint: /,
    );
    const json = await runCli([...args, "--json"]);
    assertEquals([json.code, JSON.parse(json.stdout).pareto], [1, []]);
    // One that is in reach is enough; what cost is a share of is named, the more so where it is another part.
    const reached = argsIn(folder).map((arg) => arg === "80,1200" ? "2,1200" : arg);
    const page = `${folder}/map.html`;
    const unknown = await runCli([...reached, "--part", "zynq7020", "--html", page]);
    assertEquals(unknown.code, 0);
    const says = "what part zynq7020 has is not known: cost is in shares of xcvu13p-flga2577-2-e";
    assertStringIncludes(unknown.stderr, `warning: ${says}\n`);
    assertStringIncludes(
      unknown.stdout,
      "\ncost: shares of xcvu13p-flga2577-2-e, summed; it and resources without FIFOs\n",
    );
    assertStringIncludes(await Deno.readTextFile(page), says);
    const known = await runCli([...reached, "--part", "xc7z020clg400-1", "--json"]);
    assert(!known.stderr.includes("not known"));
    const { part, weighedBy } = JSON.parse(known.stdout);
    assertEquals([part, weighedBy], ["xc7z020clg400-1", "xc7z020clg400-1"]);
  }));

Deno.test({
  name: "explore --build with a stand-in tool puts measured figures beside estimated ones, and builds once",
  ignore,
  fn: () =>
    withModel(async (folder) => {
      const args = argsIn(folder).slice(0, -2);
      const missing = await runCli([...args, "--build", "all", "--tool-path", `${folder}/none`]);
      assertEquals([missing.code, (await namesIn(folder)).includes("map")], [1, false]);
      const tool = ["--tool-path", await writeTool(folder, "vitis_hls")];
      const wrong = await runCli([...args, "--build", "interval-80", ...tool]);
      assertEquals(wrong.code, 2);
      assertStringIncludes(wrong.stderr, "the Pareto set has no such member");
      const name = "interval-80-budget-30";
      const run = await runCli([...args, "--build", name, ...tool]);
      assertEquals(run.code, 0, run.stderr);
      assertMatch(
        run.stdout,
        /measured beside estimated\n[^]*interval-80-budget-30 +estimate +\d+[^]*interval-80-budget-30 +Vitis HLS/,
      );
      const again = await runCli([...args, "--build", name, ...tool, "--json"]);
      const { built: [{ estimated, measured, folder: project }] } = JSON.parse(again.stdout);
      assertEquals([estimated.top, measured[0].top], ["decoder", "decoder"]);
      assertEquals((await runsOf(project)).length, 1);
    }),
});

Deno.test("explore says what it cannot use, and writes nothing then", () =>
  withModel(async (folder) => {
    const refused = async (...flags: string[]) => {
      const { code, stdout, stderr } = await runCli([...argsIn(folder), ...flags]);
      assertEquals([code, stdout], [2, ""]);
      assert(!(await namesIn(folder)).includes("map"));
      return stderr;
    };
    assertMatch(
      await refused("--intervals", "600,x"),
      /Cannot use --intervals 600,x: "x" is not a number of cycles/,
    );
    assertMatch(await refused("--widths", "65"), /"65" is not a number of bits from 1 to 64/);
    assertMatch(await refused("--budget", "1,-2"), /"-2" is not a number of at least 0/);
    assertMatch(await refused("--interval", "600"), /Cannot explore with a goal/);
    assertMatch(await refused("--reuse-factor", "4"), /Cannot explore with a factor for the whole model/);
    assertMatch(await refused("--metric", "auc"), /Cannot measure auc: it compares with labels/);
    assertMatch(await refused("--html", `${folder}/decoder.onnx/map.html`), /decoder\.onnx is no folder/);
    await Deno.mkdir(`${folder}/full`);
    await Deno.writeTextFile(`${folder}/full/notes.txt`, "mine");
    assertMatch(await refused("-o", `${folder}/full`), /it holds other things than an exploration/);
  }));

Deno.test("An exploration that ended before its first candidate says that nothing was computed", async () => {
  const written: string[] = [];
  const output = { write: (text: string) => void written.push(text), isTerminal: false };
  const io = { stdout: output, stderr: output, env: () => undefined };
  const none = { metric: METRICS.snr, candidates: [], members: [], files: new Map() };
  await printExploration(none, searchParts({}), io);
  assertEquals(written, ["nothing was computed\n"]);
});
