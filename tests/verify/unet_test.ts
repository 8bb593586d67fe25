import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { verifyDesign } from "../../src/verify/mod.ts";

const file = new URL("../../../shared/data/models/sedgen-unet/unet.onnx", import.meta.url);
const ignore = !exists(file);

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}

/** The network of 224×224 pixels, or of another size. */
async function unet(inputShape?: readonly number[]): Promise<Model> {
  const files = new Map([["unet.onnx", await Deno.readFile(file)]]);
  const inputShapes = new Map(inputShape === undefined ? [] : [["", inputShape] as const]);
  return await importModelFiles({ main: "unet.onnx", files }, { inputShapes });
}

Deno.test({ name: "verifyDesign() passes a crop of a U-Net in io_parallel", ignore }, async () => {
  const design = createDesign(await unet([1, 1, 8, 8]), { io: "io_parallel" });
  const report = await verifyDesign(design, { samples: 1, seed: 1 });
  assert(report.passed);
  assertEquals(report.simulatorVsCsim?.mismatches, 0);
  // The framework runs the original file at the size of the crop.
  assert(report.import.oracle?.startsWith("onnxruntime"));
  assert(report.import.maxRelError! < 1e-5);
});

Deno.test(
  { name: "createDesign() refuses a whole U-Net in io_parallel at once, and says why", ignore },
  async () => {
    const model = await unet();
    const error = assertThrows(
      () => createDesign(model, { io: "io_parallel" }),
      InterlaceError,
      "keep every tensor in registers, 269.7 Mbit",
    );
    assert(error.hint!.includes("io_stream") && error.hint!.includes("--input-shape"));
  },
);
