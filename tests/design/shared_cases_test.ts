import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, parseConfiguration } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { decodeOutputs, encodeInputs, evaluateFloat, simulateTensors } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { randomNumbers } from "../passes/support.ts";

const CASES = new URL("../../../shared/data/cases/", import.meta.url);
const ignore = !exists(CASES);

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}

async function designOf(file: string, options: DesignOptions = {}): Promise<Design> {
  const files = new Map([["m.onnx", await Deno.readFile(new URL(file, CASES))]]);
  return createDesign(await importModelFiles({ main: "m.onnx", files }), options);
}

async function configurationOf(file: string, warn: (message: string) => void): Promise<DesignOptions> {
  return parseConfiguration(await Deno.readTextFile(new URL(file, CASES)), file, warn);
}

/** The first output for an array of the first input, as the hardware computes it. */
async function outputOf(design: Design, x: NdArray): Promise<NdArray> {
  const arrays = new Map([[design.model.inputs[0].name, x]]);
  const tensors = await simulateTensors(design, encodeInputs(design, arrays));
  return decodeOutputs(design, tensors).get(design.model.outputs[0].name)!;
}

Deno.test({
  name: "A batch normalisation beside types of its own keeps the precision they were chosen for",
  ignore,
}, async () => {
  const warnings: string[] = [];
  const options = await configurationOf("measured/05-folded-batchnorm.yml", (line) => warnings.push(line));
  const design = await designOf("measured/05-folded-batchnorm.onnx", options);
  assertEquals(warnings, []);
  assertEquals(design.notes, [
    'layer "bn" is built as it stands, since types were set for it or beside it; else it is folded into "up"',
  ]);
  const x = { shape: [1, 2, 3, 4], data: randomNumbers(24).map((value) => value * 32) };
  const y = await outputOf(design, x);
  // Channels last.
  const data = Float64Array.from({ length: 24 }, (_, i) => x.data[i % 2 * 12 + Math.floor(i / 2)]);
  const exact = evaluateFloat(design.model, [{ shape: [1, 3, 4, 2], data }]).get("bn")!;
  let worst = 0;
  exact.data.forEach((value, i) => {
    const [pixel, channel] = [Math.floor(i / 2), i % 2];
    worst = Math.max(worst, Math.abs(Number(y.data[channel * 63 + pixel]) - value));
  });
  assert(worst > 0 && worst < 0.08, `off by ${worst}`);
});
