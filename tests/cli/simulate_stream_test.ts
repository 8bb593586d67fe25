import { assertEquals, assertMatch } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { decodeOutputs, encodeInputs, simulateScalar } from "../../src/simulate/mod.ts";
import { formatNpy, parseNpy } from "../../src/tensor/mod.ts";
import { formatNpyHeader } from "../../src/tensor/npy_header.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** More samples than a chunk has. */
const SAMPLES = 13_000;

const DATA = {
  shape: [SAMPLES, 2, 3, 4],
  data: Float64Array.from({ length: SAMPLES * 24 }, (_, i) => (i % 1009 - 500) / 64),
};

const ENDS = ["x.npy", "y.npy"];

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("simulate streams a data set in chunks, on any number of threads", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, formatNpy(DATA, { dtype: "<f4" }));
    const design = createDesign(await importModel(model));
    const inputs = encodeInputs(design, new Map([["", DATA]]));
    const [expected] = decodeOutputs(design, simulateScalar(design, inputs)).values();
    for (const threads of ["1", "2"]) {
      const args = [
        "simulate",
        model,
        "--data",
        `${folder}/x.npy`,
        "-o",
        `${folder}/y.npy`,
        "--threads",
        threads,
      ];
      const { code, stdout, stderr } = await runCli(args);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(stdout, /y \(13000, 3, 6, 8\)/);
      assertEquals(parseNpy(await Deno.readFile(`${folder}/y.npy`), "y.npy"), expected);
      assertEquals(await namesIn(folder), ["m.onnx", ...ENDS]);
    }
  }));

Deno.test("simulate leaves no file behind where a sample of a later chunk is no number", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const data = DATA.data.slice();
    data[data.length - 1] = NaN;
    await Deno.writeFile(`${folder}/x.npy`, formatNpy({ ...DATA, data }));
    const { code, stderr } = await runCli([
      "simulate",
      model,
      "--data",
      `${folder}/x.npy`,
      "-o",
      `${folder}/y.npy`,
    ]);
    assertEquals(code, 2);
    assertMatch(stderr, /counted from sample \d+ of the file/);
    assertEquals(await namesIn(folder), ["m.onnx", "x.npy"]);
  }));

Deno.test("simulate refuses a file that is cut off", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeFile(`${folder}/x.npy`, formatNpy(DATA).subarray(0, -1));
    const { code, stderr } = await runCli([
      "simulate",
      model,
      "--data",
      `${folder}/x.npy`,
      "-o",
      `${folder}/y.npy`,
    ]);
    assertEquals(code, 2);
    assertMatch(stderr, /its header announces 2496000 bytes of elements, 2495999 are there/);
  }));

Deno.test("simulate leaves a complete file or none when it is interrupted", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    // Sparse, and far more than can be simulated before the signal comes.
    const samples = 50_000_000;
    await Deno.writeFile(`${folder}/x.npy`, formatNpyHeader({ descr: "<f8", shape: [samples, 2, 3, 4] }));
    await Deno.truncate(`${folder}/x.npy`, 128 + samples * 24 * 8);
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "cli.ts",
        "simulate",
        model,
        "--data",
        `${folder}/x.npy`,
        "-o",
        `${folder}/y.npy`,
        "--threads",
        "1",
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const isWriting = async () => (await namesIn(folder)).some((name) => name.startsWith(".interlace-"));
    for (let tries = 0; tries < 200 && !await isWriting(); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertEquals(await isWriting(), true);
    process.kill("SIGINT");
    assertEquals((await process.status).code, 130);
    assertEquals(await namesIn(folder), ["m.onnx", "x.npy"]);
  }));

Deno.test("simulate --explain prints the path of every stage", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const { code, stdout } = await runCli(["simulate", model, "--explain"]);
    assertEquals(code, 0);
    assertMatch(stdout, /^up +convolution +dot i32 /m);
    assertMatch(stdout, /^act +relu +elements i32 /m);
  }));
