import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { formatNpy } from "../../src/tensor/mod.ts";
import { seededRandom } from "../../src/simulate/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** A folder with a model `m.onnx` of an input (N, 2, 3, 4) and 16 samples `x.npy` of it. */
async function withModel(action: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeModel(`${folder}/m.onnx`, decoderProto());
    const random = seededRandom(1);
    const data = Float64Array.from({ length: 16 * 24 }, () => random.next() * 2 - 1);
    await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [16, 2, 3, 4], data }));
    await action(folder);
  });
}

Deno.test("tune writes a configuration that convert takes, with a goal too", () =>
  withModel(async (folder) => {
    const args = [
      "tune",
      `${folder}/m.onnx`,
      "--data",
      `${folder}/x.npy`,
      "-o",
      `${folder}/t.yml`,
      "--budget",
      "30",
    ];
    const { code, stdout } = await runCli(args);
    assertEquals(code, 0);
    assertMatch(stdout, /Types\n[^]*up +weight +ap_fixed<\d+,-?\d+,AP_RND_CONV,AP_SAT>/);
    assertMatch(stdout, /found +\d\.\d +3\d\.\d+ +[\d.]+ ± [\d.]+ +[\d.]+ %\n/);
    const text = await Deno.readTextFile(`${folder}/t.yml`);
    assert(!text.includes("ReuseFactor"));
    const convert = await runCli([
      "convert",
      `${folder}/m.onnx`,
      "-o",
      `${folder}/p`,
      "--config",
      `${folder}/t.yml`,
      "--interval",
      "2000",
    ]);
    assertEquals([convert.code, convert.stderr], [0, ""]);
    assertStringIncludes(convert.stdout, "Factors for the goal");

    assertStringIncludes(stdout, "cost: shares of xcvu13p-flga2577-2-e, summed");

    const taken = await runCli(args);
    assertEquals(taken.code, 2);
    const json = await runCli([...args, "--force", "--json", "--part", "LFE5U-85F"]);
    const { tensors, isComplete, configuration, limit, part, weighedBy } = JSON.parse(json.stdout);
    assertEquals([part, weighedBy], ["LFE5U-85F", "xcvu13p-flga2577-2-e"]);
    assertStringIncludes(
      json.stderr,
      "look-up tables of six inputs, and part LFE5U-85F has others, of four: cost is in shares of xcvu13p",
    );
    assertEquals([json.code, isComplete, configuration, limit], [0, true, `${folder}/t.yml`, 30]);
    assert(tensors.length >= 3);
  }));

Deno.test("tune for a goal writes it, too, and convert reaches it", () =>
  withModel(async (folder) => {
    const [model, data, output] = ["m.onnx", "x.npy", "t.yml"].map((name) => `${folder}/${name}`);
    const page = `${folder}/t.html`;
    const goal = ["--budget", "30", "--interval", "900", "--html", page];
    assertEquals((await runCli(["tune", model, "--data", data, "-o", output, ...goal])).code, 0);
    const [, type] = (await Deno.readTextFile(output)).match(/result: (\S+)/)!;
    assertStringIncludes(await Deno.readTextFile(page), type.replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
    assertMatch(await Deno.readTextFile(output), /^Interval: 900$/m);
    const convert = await runCli(["convert", model, "-o", `${folder}/p`, "--config", output]);
    assertEquals(convert.code, 0);
    assertStringIncludes(convert.stdout, "Factors for the goal");
  }));

Deno.test("tune takes a metric from a module", () =>
  withModel(async (folder) => {
    const module = `${folder}/worst.ts`;
    const run = async (code: string, ...flags: string[]) => {
      await Deno.writeTextFile(module, code);
      const { code: exit, stderr } = await runCli(
        [
          "tune",
          `${folder}/m.onnx`,
          "--data",
          `${folder}/x.npy`,
          "--metric",
          module,
          "-o",
          `${folder}/t.yml`,
          ...flags,
        ],
      );
      return [exit, stderr.split("\n")[0]];
    };
    const worst = `export const better = "lower";
      export default ({ outputs, floats }) =>
        outputs[0].data.reduce((most, value, i) => Math.max(most, Math.abs(value - floats[0].data[i])), 0);`;
    assertEquals(await run(worst, "--budget", "0.05"), [0, ""]);
  }));

Deno.test("tune says what it cannot use", () =>
  withModel(async (folder) => {
    const run = async (...flags: string[]) => {
      const { code, stderr } = await runCli(["tune", `${folder}/m.onnx`, "-o", `${folder}/t.yml`, ...flags]);
      return [code, stderr.split("\n")[0]];
    };
    const data = ["--data", `${folder}/x.npy`];
    assertEquals(await run(), [2, "error[usage]: Cannot start: --data [NAME=]X.npy is missing"]);
    assertStringIncludes(String(await run(...data, "--metric", "anr")), "it is not one of snr, mse, psnr");
    assertEquals((await run(...data, "--metric", "auc"))[0], 2);
    assertEquals((await run(...data, "--interval", "2"))[0], 1);
    assertEquals((await run(...data, "--metric", `${folder}/none.ts`))[0], 2);
    assertEquals((await run(...data, "--budget", "300"))[0], 1);
    await Deno.writeTextFile(`${folder}/bad.ts`, "export default 3;");
    assertStringIncludes(
      String(await run(...data, "--metric", `${folder}/bad.ts`)),
      "its default export is no function",
    );
  }));
