import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatNpy } from "../../src/tensor/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** Samples of the decoder's input between 5 and 999, three of them beyond ap_fixed<16,6>, in the first and last sample. */
function samples(count: number): Uint8Array {
  const data = new Float64Array(count * 24).fill(5).with(3, 32).with(count * 24 - 2, 999).with(
    count * 24 - 1,
    40,
  );
  return formatNpy({ shape: [count, 2, 3, 4], data });
}

const WARNING =
  'Overflow: 1 input leaves the range of its type, with 3 values; "x" is between 5 and 999 in float64, ' +
  "which ap_fixed<16,6> cannot hold; ap_fixed<21,11> can";

// More samples than a chunk of the data that are streamed has.
for (const count of [2, 13_000]) {
  Deno.test(`simulate warns of data that an input's type cannot hold, streamed or not, of ${count} samples`, () =>
    inFolder(async (folder) => {
      const model = await writeModel(`${folder}/m.onnx`, decoderProto());
      await Deno.writeFile(`${folder}/x.npy`, samples(count));
      const simulate = (...rest: string[]) =>
        runCli(["simulate", model, "--data", `x=${folder}/x.npy`, "-o", `${folder}/y.npy`, ...rest]);
      const streamed = await simulate();
      assertEquals([streamed.code, streamed.stderr], [0, `warning: ${WARNING}\n`]);
      const json = await simulate("--json");
      assertEquals(JSON.parse(json.stdout).warnings, [WARNING]);
      const wide = await simulate("--json", "--precision", "ap_fixed<21,11>");
      assertEquals([wide.stderr, JSON.parse(wide.stdout).warnings], ["", []]);
      if (count > 2) return;
      const traced = await simulate("--trace", `${folder}/t`);
      assertEquals([traced.code, traced.stderr], [0, `warning: ${WARNING}\n`]);
    }));
}

Deno.test("convert --data warns of the samples of its test bench", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, samples(2));
    const convert = (out: string, ...rest: string[]) =>
      runCli(["convert", model, "-o", `${folder}/${out}`, "--data", `${folder}/x.npy`, ...rest]);
    const text = await convert("a");
    assertEquals([text.code, text.stderr], [0, `warning: ${WARNING}\n`]);
    assertEquals(JSON.parse((await convert("b", "--json")).stdout).warnings, [WARNING]);
  }));

Deno.test("simulate and verify say of a project, too, which weights its types do not hold", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto({ firstWeight: 9 }));
    await Deno.writeTextFile(
      `${folder}/c.json`,
      JSON.stringify({ HLSConfig: { LayerName: { up: { Precision: { weight: "ap_fixed<10,4>" } } } } }),
    );
    const converted = await runCli(["convert", model, "-o", `${folder}/p`, "--config", `${folder}/c.json`]);
    const found = 'weights of layer "up" lie between';
    assertStringIncludes(converted.stderr, found);
    await Deno.writeFile(
      `${folder}/x.npy`,
      formatNpy({ shape: [2, 2, 3, 4], data: new Float64Array(48).fill(0.5) }),
    );
    const run = await runCli([
      "simulate",
      `${folder}/p`,
      "--data",
      `${folder}/x.npy`,
      "-o",
      `${folder}/y.npy`,
      "--json",
    ]);
    assertEquals(run.code, 0, run.stderr);
    const [warning] = JSON.parse(run.stdout).warnings;
    assertEquals(run.stderr, `warning: ${warning}\n`);
    assertStringIncludes(warning, `${found} `);
    assertStringIncludes(
      warning,
      "1 of 96 (1%) do not fit ap_fixed<10,4>, which wraps them; ap_fixed<11,5> can hold them",
    );
    const verified = await runCli(["verify", `${folder}/p`, "--samples", "1", "--json"]);
    assertEquals([JSON.parse(verified.stdout).warnings, verified.stderr], [
      [warning],
      `warning: ${warning}\n`,
    ]);
  }));
