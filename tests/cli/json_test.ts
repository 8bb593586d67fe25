import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatNpy } from "../../src/tensor/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** Samples of the decoder's input, different from each other. */
function samples(count: number): Uint8Array {
  const shape = [count, 2, 3, 4];
  return formatNpy({ shape, data: Float64Array.from({ length: count * 24 }, (_, i) => (i % 37) / 8 - 2) });
}

function warningsIn(stdout: string): readonly string[] {
  return JSON.parse(stdout).warnings;
}

Deno.test("convert --json prints one document with ports, test bench, estimate and schedule, and nothing else", async () => {
  await inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const run = await runCli(["convert", model, "-o", `${folder}/p`, "--json"]);
    assertEquals([run.code, run.stderr, warningsIn(run.stdout)], [0, "", []]);
    const document = JSON.parse(run.stdout);
    assertEquals(Object.keys(document), [
      "project",
      "backend",
      "io",
      "deployment",
      "top",
      "part",
      "clockPeriodNs",
      "inputs",
      "outputs",
      "testbench",
      "layers",
      "factors",
      "schedule",
      "multipliers",
      "memories",
      "estimate",
      "estimateBasis",
      "warnings",
    ]);
    assertEquals([document.project, document.top, document.clockPeriodNs], [`${folder}/p`, "m", 5]);
    assertEquals(document.inputs, [{
      name: "x",
      identifier: "x",
      sourceShape: [2, 3, 4],
      type: "ap_fixed<16,6>",
    }]);
    assertEquals([document.outputs[0].name, document.outputs[0].identifier], ["y", "y"]);
    assertEquals(document.testbench, { samples: 4, source: "random" });
    assertEquals(document.estimate.tool, "Interlace, estimated");
    assertEquals(document.schedule.intervalCycles, document.estimate.interval.maxCycles);
    assertEquals(document.layers.find(({ layer }: { layer: string }) => layer === "up").reuseFactor, {
      asked: 1,
      used: 1,
    });
    const wide = ["--part", "xc7z010clg400-1", "--precision", "ap_fixed<28,10>"];
    const overfull = await runCli(["convert", model, "-o", `${folder}/q`, "--json", ...wide]);
    assertStringIncludes(
      warningsIn(overfull.stdout)[0],
      "xc7z010clg400-1 is overfull: an estimated 96 DSP of 80",
    );
    assertEquals((await Deno.stat(`${folder}/p/interlace.json`)).isFile, true);
  });
});

Deno.test("convert --data puts the given samples into the test bench", async () => {
  await inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, samples(3));
    const args = ["convert", model, "-o", `${folder}/p`, "--data", `x=${folder}/x.npy`, "--json"];
    const { code, stdout } = await runCli(args);
    assertEquals([code, JSON.parse(stdout).testbench], [0, { samples: 3, source: "given" }]);
    const text = await Deno.readTextFile(`${folder}/p/tb_data/inputs.dat`);
    // Mantissas of 16 bits with 10 behind the point: eighths are 128 each. Channels last: 0, 12, 1, 13, …
    const first = [0, 12, 1, 13].map((i) => 128 * (i - 16));
    assertStringIncludes(text.replace(/\s+/g, " "), first.join(" "));
  });
});

Deno.test("convert --data refuses data of another shape and writes nothing", async () => {
  await inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, formatNpy({ shape: [2, 5], data: new Float64Array(10) }));
    const run = await runCli(["convert", model, "-o", `${folder}/p`, "--data", `${folder}/x.npy`, "--json"]);
    assertEquals([run.code, run.stdout], [2, ""]);
    assertStringIncludes(run.stderr, "its samples have shape (2, 3, 4)");
    assertEquals(await Deno.stat(`${folder}/p`).then(() => true, () => false), false);
  });
});

Deno.test("simulate --json prints what was written, with and without a trace, and --explain its rows", async () => {
  await inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, samples(3));
    const args = ["simulate", model, "--data", `${folder}/x.npy`, "-o", `${folder}/y.npy`, "--json"];
    for (const trace of [null, `${folder}/layers`]) {
      const { code, stdout } = await runCli(trace === null ? args : [...args, "--trace", trace]);
      assertEquals([code, JSON.parse(stdout)], [
        0,
        { output: `${folder}/y.npy`, trace, outputs: [{ name: "y", shape: [3, 3, 6, 8] }], warnings: [] },
      ]);
    }
    const { stdout } = await runCli(["simulate", model, "--explain", "--json"]);
    const rows: readonly { readonly stage: string; readonly path: string }[] = JSON.parse(stdout);
    assertEquals(rows.map(({ stage }) => stage), ["up", "act"]);
  });
});
