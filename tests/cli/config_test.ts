import { assertEquals, assertMatch } from "@std/assert";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { formatModel } from "../../src/frontends/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { formatNpy } from "../../src/tensor/mod.ts";
import { contentsOf, decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

const GOLDENS = new URL("../goldens/", import.meta.url).pathname;

/** Runs the command line, which must succeed. */
async function run(
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { code, stdout, stderr } = await runCli(args);
  assertEquals(code, 0, stderr);
  return { stdout, stderr };
}

const MODELS: readonly (readonly [file: string, ...flags: string[]])[] = [
  ["hls4ml/autoencoder.keras", "--reuse-factor", "3"],
  ["hls4ml/autoencoder.keras", "--config", "hls4ml/autoencoder_full_vitis.yml"],
  ["hls4ml/torchnet.onnx", "--io", "io_parallel", "--strategy", "resource", "--backend", "vivado"],
  ["qonnx/qdq.onnx", "--precision", "ap_fixed<18,8,AP_RND,AP_SAT>"],
];

for (const [file, ...flags] of MODELS) {
  Deno.test(`config writes what makes the same project again: ${file} ${flags.join(" ")}`, () =>
    inFolder(async (folder) => {
      const args = flags.map((flag) => flag.startsWith("hls4ml/") ? GOLDENS + flag : flag);
      const model = GOLDENS + file;
      await run("convert", model, "-o", `${folder}/before`, ...args);
      await run("config", model, "-o", `${folder}/all.yml`, ...args);
      const { stderr } = await run(
        "convert",
        model,
        "-o",
        `${folder}/after`,
        "--config",
        `${folder}/all.yml`,
      );
      assertEquals(/changes? nothing|ignored|moved to/.test(stderr), false, stderr);
      assertEquals(await contentsOf(`${folder}/after`), await contentsOf(`${folder}/before`));
      // It says the same of itself.
      const again = await run("config", model, "--config", `${folder}/all.yml`);
      assertEquals(again.stdout, await Deno.readTextFile(`${folder}/all.yml`));
    }));
}

Deno.test("config lists every layer of the model, those that are folded away in comments", async () => {
  const { stdout } = await run("config", `${GOLDENS}hls4ml/autoencoder.keras`);
  const layers = parseConfiguration(stdout, "all.yml", () => {}).layers!;
  assertEquals(
    Object.keys(layers).join(" "),
    "image down down_relu norm leaky pool each slopes bigger image_out image_out_sigmoid",
  );
  assertMatch(stdout, /^ {4}# "pad" is folded into "each"$/m);
  assertMatch(stdout, /^ {6}ReuseFactor: 1 {2}# valid: 1, 2, 3, 6, 9, 18, 27, 54$/m);
  assertMatch(stdout, /^ {6}# Lanes: \[18, 3\], as the factor says$/m);
  assertMatch(stdout, /^ {6}# FifoDepth: \d+, computed$/m);
  const entry = layers.down;
  assertEquals([entry.strategy, entry.reuseFactor], ["latency", 1]);
  assertEquals(Object.keys(entry.precision!), ["weight", "bias", "accum", "result"]);
});

Deno.test("config keeps hostile names of layers inside their quotes and comments", () =>
  inFolder(async (folder) => {
    const names = ['a"b: {c}', "x\n  evil: 1", "# no comment", "tab\tbell\u0007", "'!!js/undefined'", "ключ"];
    const model = buildModel("m\n# n", (b) => {
      let x = b.input({ features: 3, name: "in\nput" });
      for (const name of names) x = b.tanh(b.identity(x, { name: `${name}!` }), { name });
      return x;
    });
    await Deno.writeTextFile(`${folder}/m.json`, formatModel(model));
    const { stdout } = await run("config", `${folder}/m.json`, "-o", `${folder}/all.yml`);
    assertEquals(stdout, `wrote ${folder}/all.yml\n`);
    const { layers } = parseConfiguration(await Deno.readTextFile(`${folder}/all.yml`), "all.yml", () => {});
    assertEquals(Object.keys(layers!), ["in\nput", ...names]);
    await run("convert", `${folder}/m.json`, "-o", `${folder}/a`);
    await run("convert", `${folder}/m.json`, "-o", `${folder}/b`, "--config", `${folder}/all.yml`);
    assertEquals(await contentsOf(`${folder}/b`), await contentsOf(`${folder}/a`));
  }));

Deno.test("config replaces a file only by force, and never the model", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await run("config", model, "-o", `${folder}/all.yml`);
    const refused = await runCli(["config", model, "-o", `${folder}/all.yml`]);
    assertEquals([refused.code, /a file is in its place/.test(refused.stderr)], [2, true], refused.stderr);
    await run("config", model, "-o", `${folder}/all.yml`, "--force");
    assertEquals((await runCli(["config", model, "-o", model, "--force"])).code, 2);
  }));

Deno.test("paths in a configuration stand for MODEL, -o and --data where the command line has none", () =>
  inFolder(async (folder) => {
    await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(
      `${folder}/x.npy`,
      formatNpy({ shape: [2, 2, 3, 4], data: new Float64Array(48).fill(0.5) }),
    );
    const config = `${folder}/c.yml`;
    await Deno.writeTextFile(
      config,
      `OnnxModel: ${folder}/m.onnx\nOutputDir: ${folder}/made\nInputData: ${folder}/x.npy\nIOType: io_parallel\n`,
    );
    const { stdout, stderr } = await run("convert", "--config", config);
    assertMatch(stdout, new RegExp(`wrote ${folder}/made \\(vitis, io_parallel`));
    assertEquals(/ignored/.test(stderr), false, stderr);
    await run("convert", "--config", config, "-o", `${folder}/other`);
    assertEquals(await contentsOf(`${folder}/other`), await contentsOf(`${folder}/made`));
    assertMatch(
      (await run("simulate", "--config", config, "-o", `${folder}/y.npy`)).stdout,
      /y \(2, 3, 6, 8\)/,
    );
    assertMatch((await run("config", "--config", config)).stdout, /IOType: io_parallel/);
    // What is typed wins.
    const other = await runCli([
      "convert",
      `${folder}/none.onnx`,
      "--config",
      config,
      "-o",
      `${folder}/third`,
    ]);
    assertEquals([other.code, /none\.onnx/.test(other.stderr)], [2, true], other.stderr);
    // A path that begins with a dash is no flag; it is told as it would be typed.
    await Deno.writeTextFile(config, "OnnxModel: -m.onnx\nOutputDir: made\n");
    const dashed = await runCli(["convert", "--config", config]);
    assertEquals([dashed.code, / \.\/-m\.onnx: /.test(dashed.stderr)], [2, true], dashed.stderr);
    const missing = await runCli(["convert", "-o", `${folder}/third`]);
    assertEquals([missing.code, /MODEL is missing/.test(missing.stderr)], [2, true]);
  }));

Deno.test("KerasJson and KerasH5 stand for MODEL and --weights", () =>
  inFolder(async (folder) => {
    const config = `${folder}/c.yml`;
    await Deno.writeTextFile(config, `KerasJson: ${folder}/a.json\nKerasH5: ${folder}/w.h5\n`);
    const { code, stderr } = await runCli(["config", "--config", config]);
    assertEquals([code, stderr.includes("a.json") || stderr.includes("w.h5")], [2, true], stderr);
  }));

Deno.test("a back end of hls4ml is refused with its reason, unless a flag names another one", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    for (const backend of ["VivadoAccelerator", "Quartus", "oneAPI", "Catapult", "Libero"]) {
      await Deno.writeTextFile(`${folder}/c.yml`, `Backend: ${backend}\n`);
      const args = ["config", model, "--config", `${folder}/c.yml`];
      const { code, stderr } = await runCli(args);
      assertEquals(code, 2);
      assertMatch(
        stderr,
        new RegExp(
          `Cannot use hls4ml's back end ${backend.toLowerCase()}: it (is|wraps) .*\n.*c\\.yml, field Backend`,
        ),
      );
      assertMatch((await run(...args, "--backend", "vivado")).stdout, /^Backend: "vivado"$/m);
    }
    await Deno.writeTextFile(`${folder}/c.yml`, "Backend: Vitos\n");
    assertMatch(
      (await runCli(["config", model, "--config", `${folder}/c.yml`])).stderr,
      /Cannot use backend "vitos"/,
    );
  }));
