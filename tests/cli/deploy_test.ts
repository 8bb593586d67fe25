/** `convert --deploy`: what it takes of a board, and what it refuses. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { gateRuns, withGates } from "./stand_in_gates.ts";
import { ignore } from "./stand_in_tool.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

Deno.test("convert --deploy takes the part of the board where none was set, and says what does not go together", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const convert = (...args: string[]) =>
      runCli(["convert", model, "-o", `${folder}/out`, "--force", ...args]);
    const done = await convert("--deploy", "zcu104", "--json");
    assertEquals(done.code, 0, done.stderr);
    assertEquals(JSON.parse(done.stdout).deployment, { board: "zcu104", wordBits: 32 });
    const manifest = JSON.parse(await Deno.readTextFile(`${folder}/out/interlace.json`));
    assertEquals(manifest.deployment, { board: "zcu104", wordBits: 32 });
    assertEquals(manifest.configuration.Part, "xczu7ev-ffvc1156-2-e");
    assertMatch(await Deno.readTextFile(`${folder}/out/build_prj.tcl`), /^set part "xczu7ev-ffvc1156-2-e"$/m);
    await Deno.remove(`${folder}/out`, { recursive: true });

    // The only back end that reaches it.
    const board = await convert("--deploy", "ulx3s", "--interval", "400", "--json");
    assertEquals(board.code, 0, board.stderr);
    assertEquals([board.stderr, JSON.parse(board.stdout).deployment.board], ["", "ulx3s"]);
    const { configuration } = JSON.parse(await Deno.readTextFile(`${folder}/out/interlace.json`));
    assertEquals([configuration.Backend, configuration.Part], ["verilog", "LFE5U-85F-6BG381C"]);
    await Deno.remove(`${folder}/out`, { recursive: true });
    const config = await Deno.makeTempFile({ suffix: ".yml" });
    await Deno.writeTextFile(config, "Backend: Vitis\n");

    const refusals: [string[], RegExp][] = [
      [
        ["--deploy", "zcu104", "--part", "xcu50-fsvh2104-2-e"],
        /it has the part xczu7ev-ffvc1156-2-e, and the design is for xcu50/,
      ],
      [
        ["--deploy", "kv260", "--backend", "verilog"],
        /back end verilog has nothing .*[\s\S]*Choose back end vitis or vivado: --backend vitis\./,
      ],
      [["--deploy", "ulx3s", "--backend", "vivado"], /Choose back end verilog: --backend verilog\./],
      [["--deploy", "ulx3s", "--config", config], /back end vitis has nothing/],
      [["--deploy", "zedboard"], /--deploy/],
      [["--word-bits", "32"], /nothing is deployed that has words/],
    ];
    for (const [args, says] of refusals) {
      const { code, stdout, stderr } = await convert(...args);
      assertEquals([code, stdout], [2, ""], stderr);
      assertMatch(stderr, says);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["m.onnx"]);
    }
    await Deno.remove(config);
  }));

Deno.test({
  name:
    "build of a project for ulx3s synthesises the module of its pins, and places them where the board has them",
  ignore,
  fn: () =>
    withGates("LFE5U-25F", async ({ folder, tools }) => {
      const project = `${folder}/board`;
      const flags = ["--backend", "verilog", "--deploy", "ulx3s"];
      const converted = await runCli(["convert", `${folder}/decoder.onnx`, "-o", project, ...flags]);
      assertEquals(converted.code, 0, converted.stderr);
      const built = await runCli(["build", project, "--tool-path", tools]);
      assertEquals(built.code, 0, built.stderr);
      const [, placed] = await gateRuns(folder);
      assertStringIncludes(placed, " --85k --package CABGA381 --speed 6 ");
      assertMatch(placed, / --lpf deploy\/board\.lpf .* --freq 25\.000 /);
      const script = await Deno.readTextFile(`${project}/decoder_gates/synthesis.ys`);
      assertStringIncludes(script, "\nsynth_ecp5 -top decoder_board\n");
    }),
});

Deno.test("doctor says what every board takes, and what of it is not here", () =>
  inFolder(async (folder) => {
    if (Deno.build.os !== "windows") {
      await Deno.writeTextFile(`${folder}/vivado`, "#!/bin/sh\necho 'vivado v2023.2'\n", { mode: 0o755 });
    }
    const { code, stdout } = await runCli(["doctor", "--json"], { env: { PATH: folder } });
    assertEquals(code, 0);
    const boards: { name: string; programs: string[]; missing: string[]; needs: string }[] =
      JSON.parse(stdout).boards;
    const pynq = boards.find(({ name }) => name === "pynq-z2")!;
    assertEquals(pynq.missing, Deno.build.os === "windows" ? ["vivado"] : []);
    assertStringIncludes(pynq.needs, "board files");
    for (const { needs } of boards) assertEquals(needs === "", false);
  }));

Deno.test("doctor misses no program of a board that is here under its other name, and looks for all that boards take", () =>
  inFolder(async (folder) => {
    const others = ["yosys", "nextpnr-ecp5", "ecppack"].map((name) => `yowasp-${name}`);
    const name = (command: string) => Deno.build.os === "windows" ? `${command}.cmd` : command;
    for (const command of others) {
      await Deno.writeTextFile(`${folder}/${name(command)}`, "#!/bin/sh\necho 1.2\n", { mode: 0o755 });
    }
    const { stdout } = await runCli(["doctor", "--json"], { env: { PATH: folder } });
    const { boards, tools }: {
      boards: { name: string; programs: string[]; missing: string[] }[];
      tools: { name: string }[];
    } = JSON.parse(stdout);
    assertEquals(boards.find(({ name }) => name === "ulx3s")!.missing, []);
    // What is looked for nowhere would always be missing.
    const known = tools.map(({ name }) => name);
    for (const { programs } of boards) {
      assertEquals(programs.filter((program) => !known.includes(program)), []);
    }
  }));
