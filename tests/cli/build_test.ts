import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COSIM_FAILED } from "../reports/samples.ts";
import { inFolder, runCli } from "./harness.ts";
import { ignore, LEAVE_REPORT, runsOf, start, withProject, writeTool } from "./stand_in_tool.ts";

Deno.test({
  name: "build runs a stand-in tool with csim and synth, shows its output, keeps a log and prints the report",
  ignore,
  async fn() {
    await withProject({}, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool);
      assertEquals(run.code, 0, run.stderr);
      assertEquals(await runsOf(project), ["reset=0 csim=1 synth=1 cosim=0 export=0 vsynth=0"]);
      assertStringIncludes(run.stderr, "-f build_prj.tcl");
      assertMatch(run.stderr, /\[1\/2\] C simulation …[^]*INFO: csim[^]*\[2\/2\] C synthesis …/);
      assertStringIncludes(run.stdout, "decoder: Vitis HLS 2023.2");
      assertStringIncludes(await Deno.readTextFile(`${project}/build.log`), "INFO: csim\n");
    });
  },
});

Deno.test({
  name: "build --json prints one document: steps, whether each ran, and the reports",
  ignore,
  async fn() {
    await withProject({}, async ({ project, tool }) => {
      const first = await start(project, "--tool-path", tool, "--json");
      assertEquals(first.code, 0, first.stderr);
      const document = JSON.parse(first.stdout);
      assertEquals(Object.keys(document), ["project", "tool", "steps", "reports"]);
      assertEquals([document.project, document.tool], [project, tool]);
      assertEquals(document.steps, [{ step: "csim", ran: true }, { step: "synth", ran: true }]);
      assertEquals(document.reports.map(({ top }: { top: string }) => top), ["decoder"]);
      const again = await start(project, "--tool-path", tool, "--json", "--csim");
      assertEquals(JSON.parse(again.stdout).steps, [{ step: "csim", ran: false }]);
      assertEquals(JSON.parse(again.stdout).reports, []);
    });
  },
});

Deno.test({
  name:
    "build with a stand-in tool repeats nothing for the same files, and everything after an edit or by --force",
  ignore,
  async fn() {
    await withProject({}, async ({ project, tool }) => {
      const again = async (...flags: string[]) => {
        const run = await start(project, "--tool-path", tool, ...flags);
        assertEquals(run.code, 0, run.stderr);
        return (await runsOf(project)).length;
      };
      assertEquals(await again(), 1);
      assertEquals(await again(), 1);
      assertEquals(await again("--force"), 2);
      assertEquals(await again("--reset"), 3);
      assertMatch((await runsOf(project))[2], /^reset=1 csim=1 synth=1/);
      await Deno.writeTextFile(`${project}/firmware/decoder.cpp`, "// edited\n", { append: true });
      assertEquals(await again(), 4);
      assertEquals(await again("--csim", "--synth"), 4);
      // Somebody removed what the tool had made.
      await Deno.remove(`${project}/decoder_prj`, { recursive: true });
      assertEquals(await again("--synth"), 5);
    });
  },
});

Deno.test({
  name: "build with a stand-in tool does not synthesise again for co-simulation and export",
  ignore,
  async fn() {
    await withProject({}, async ({ project, tool }) => {
      const runs = async (...flags: string[]) => {
        const run = await start(project, "--tool-path", tool, ...flags);
        assertEquals(run.code, 0, run.stderr);
        return (await runsOf(project)).slice(1);
      };
      assertEquals(await runs("--synth"), []);
      const cosim = "reset=0 csim=0 synth=0 cosim=1 export=0 vsynth=0";
      assertEquals(await runs("--synth", "--cosim"), [cosim]);
      const more = "reset=0 csim=0 synth=0 cosim=0 export=1 vsynth=1";
      assertEquals(await runs("--cosim", "--export", "--vsynth"), [cosim, more]);
      assertEquals(await runs("--synth", "--cosim", "--export", "--vsynth"), [cosim, more]);
      // A C simulation leaves a synthesis alone.
      assertEquals((await runs("--csim")).length, 3);
      assertEquals((await runs("--csim", "--synth", "--cosim", "--export", "--vsynth")).length, 3);
      // A synthesis empties the solution: what was made of the last one is not there any more.
      assertMatch((await runs("--synth", "--force"))[3], /^reset=0 csim=0 synth=1/);
      assertEquals((await runs("--csim", "--cosim")).slice(4), [
        "reset=0 csim=1 synth=0 cosim=1 export=0 vsynth=0",
      ]);
    });
  },
});

Deno.test({
  name: "build with a stand-in tool synthesises first where only co-simulation was asked for",
  ignore,
  async fn() {
    await withProject({}, async ({ project, tool }) => {
      await start(project, "--tool-path", tool, "--cosim");
      assertEquals(await runsOf(project), ["reset=0 csim=0 synth=1 cosim=1 export=0 vsynth=0"]);
      await Deno.writeTextFile(`${project}/firmware/decoder.cpp`, "// edited\n", { append: true });
      await start(project, "--tool-path", tool, "--cosim");
      assertEquals((await runsOf(project))[1], "reset=0 csim=0 synth=1 cosim=1 export=0 vsynth=0");
    });
  },
});

Deno.test({
  name: "build says what a known error means and what to do, though a summary comes first",
  ignore,
  async fn() {
    const synth = [
      'echo "ERROR: [HLS 200-70] Pre-synthesis failed."',
      "echo \"ERROR: [XFORM 203-504] Stop unrolling loop 'Output' (firmware/nnet_utils/mac.h:62)\"",
      "exit 1",
    ].join("\n");
    await withProject({ synth }, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool);
      assertEquals(run.code, 1);
      assertMatch(run.stderr, /C synthesis failed \(exit code 1\): ERROR: \[HLS 200-70\]/);
      assertMatch(run.stderr, /This means: a loop would be unrolled into more operations/);
      assertMatch(run.stderr, /hint: Use --strategy resource .* The whole log is in .*build\.log/);
    });
  },
});

Deno.test({
  name: "build names the first real error of a stand-in tool, not the last",
  ignore,
  async fn() {
    const csim = [
      'echo "INFO: [SIM 211-2] *************** CSIM start ***************"',
      'echo "WARNING: [HLS 200-40] error: this is only a warning"',
      "echo \"../../../../firmware/decoder.cpp:7:3: error: no member named 'foo'\" >&2",
      'echo "  foo();" >&2',
      "sleep 0.2",
      'echo "ERROR: [SIM 211-100] CSim failed with errors."',
      "exit 1",
    ].join("\n");
    await withProject({ csim }, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool);
      assertEquals(run.code, 1);
      assertMatch(
        run.stderr,
        /error\[tool-failed\]: Cannot build .*C simulation failed \(exit code 1\): .*no member named 'foo'/,
      );
      assertMatch(run.stderr, /The whole log is in .*build\.log/);
      assertStringIncludes(await Deno.readTextFile(`${project}/build.log`), "SIM 211-100");
      // A step that failed is not done.
      await start(project, "--tool-path", tool);
      assertEquals((await runsOf(project)).length, 2);
    });
  },
});

Deno.test({
  name: "build with a stand-in tool keeps a synthesis when co-simulation fails, and forgets one that failed",
  ignore,
  async fn() {
    await withProject({ cosim: "exit 1" }, async ({ project, tool }) => {
      const run = async (...flags: string[]) => (await start(project, "--tool-path", tool, ...flags)).code;
      assertEquals(await run(), 0);
      assertEquals(await run("--cosim"), 1);
      assertEquals(await run("--cosim"), 1);
      assertEquals((await runsOf(project)).slice(1).map((line) => /synth=. cosim=./.exec(line)?.[0]), [
        "synth=0 cosim=1",
        "synth=0 cosim=1",
      ]);
      assertEquals(await run(), 0);
      assertEquals((await runsOf(project)).length, 3);
    });
    const once = `${LEAVE_REPORT}\n[ -e broken ] && exit 1`;
    await withProject({ synth: `${once}; true` }, async ({ project, tool }) => {
      const run = async (...flags: string[]) => (await start(project, "--tool-path", tool, ...flags)).code;
      assertEquals(await run(), 0);
      await Deno.writeTextFile(`${project}/broken`, "");
      assertEquals(await run("--synth", "--force"), 1);
      await Deno.remove(`${project}/broken`);
      assertEquals(await run(), 0);
      assertEquals((await runsOf(project)).length, 3);
    });
  },
});

Deno.test({
  name: "build fails where a stand-in tool ends well and its co-simulation does not",
  ignore,
  async fn() {
    const cosim = `mkdir -p decoder_prj/solution1/sim/report
cat > decoder_prj/solution1/sim/report/decoder_cosim.rpt <<'END'
${COSIM_FAILED}
END`;
    await withProject({ cosim }, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool, "--cosim");
      assertEquals(run.code, 1);
      assertStringIncludes(run.stdout, "!! co-simulation failed (Verilog)");
    });
  },
});

Deno.test({
  name: "build says when a stand-in tool ends well without having done its steps",
  ignore,
  async fn() {
    await withProject({ csim: "exit 0" }, async ({ project, tool }) => {
      const run = await start(project, "--tool-path", tool);
      assertEquals(run.code, 1);
      assertStringIncludes(run.stderr, "the tool ended without C synthesis");
    });
  },
});

Deno.test({
  name: "build finds a stand-in tool in PATH and in XILINX_HLS, and prefers vitis-run",
  ignore,
  async fn() {
    await withProject({}, async ({ folder, project }) => {
      const byPath = await runCli(["build", project, "--csim"], { env: { PATH: folder } });
      assertStringIncludes(byPath.stderr, `${folder}/vitis_hls -f build_prj.tcl`);
      await Deno.mkdir(`${folder}/Vitis/bin`, { recursive: true });
      await writeTool(`${folder}/Vitis/bin`, "vitis-run");
      const byVariable = await runCli(["build", project, "--csim"], {
        env: { PATH: folder, XILINX_HLS: `${folder}/Vitis` },
      });
      assertStringIncludes(byVariable.stderr, `${folder}/Vitis/bin/vitis-run --mode hls --tcl build_prj.tcl`);
      const byFolder = await runCli([
        "build",
        project,
        "--csim",
        "--force",
        "--tool-path",
        `${folder}/Vitis`,
      ]);
      assertStringIncludes(byFolder.stderr, "Vitis/bin/vitis-run");
    });
  },
});

Deno.test({
  name: "build with a stand-in vivado finds vitis_hls beside it",
  ignore,
  async fn() {
    await withProject({}, async ({ folder, project }) => {
      await Deno.mkdir(`${folder}/x/Vivado/2023.2/bin`, { recursive: true });
      await Deno.mkdir(`${folder}/x/Vitis_HLS/2023.2/bin`, { recursive: true });
      await writeTool(`${folder}/x/Vivado/2023.2/bin`, "vivado");
      await writeTool(`${folder}/x/Vitis_HLS/2023.2/bin`, "vitis_hls");
      const run = await runCli(["build", project, "--csim"], {
        env: { PATH: `${folder}/x/Vivado/2023.2/bin` },
      });
      assertEquals(run.code, 0, run.stderr);
      assertStringIncludes(run.stderr, `${folder}/x/Vitis_HLS/2023.2/bin/vitis_hls`);
    });
  },
});

Deno.test("build without a tool fails and names what was looked for and where", async () => {
  await withProject({}, async ({ folder, project }) => {
    const run = await runCli(["build", project], { env: { PATH: `${folder}/nowhere` } });
    assertEquals(run.code, 1);
    assertStringIncludes(run.stderr, "vitis-run or vitis_hls for the vitis back end was not found");
    assertStringIncludes(run.stderr, `${folder}/nowhere`);
    const named = await runCli(["build", project, "--tool-path", `${folder}/other`]);
    assertEquals(named.code, 1);
    assertStringIncludes(named.stderr, `${folder}/other/bin`);
  });
});

Deno.test("build refuses a folder that is no project, and flags that make no sense", async () => {
  await inFolder(async (folder) => {
    assertEquals((await runCli(["build", folder])).code, 2);
    assertEquals((await runCli(["build"])).code, 2);
    assertEquals((await runCli(["build", folder, "--timeout", "0"])).code, 2);
    await Deno.writeTextFile(`${folder}/interlace.json`, "{}");
    const run = await runCli(["build", folder]);
    assertEquals(run.code, 2);
    assertStringIncludes(run.stderr, "interlace.json is damaged");
  });
});
