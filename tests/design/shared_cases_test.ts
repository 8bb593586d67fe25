import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions } from "../../src/design/mod.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { decodeOutputs, encodeInputs, evaluateFloat, simulateTensors } from "../../src/simulate/mod.ts";
import { type NdArray, parseNpy } from "../../src/tensor/mod.ts";
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

Deno.test({ name: "An input before a quantiser of a scale of its own costs no code", ignore }, async () => {
  const read = async (name: string) => {
    const file = `14-qdq-input-type-too-coarse/${name}`;
    return parseNpy(await Deno.readFile(new URL(file, CASES)), file);
  };
  const [x, right] = [await read("q24711_conv_x.npy"), await read("q24711_conv_y0.npy")];
  for (const io of ["io_stream", "io_parallel"] as const) {
    const design = await designOf("14-qdq-input-type-too-coarse/q24711_conv.onnx", { io });
    const y = await outputOf(design, x);
    // The output's own scale.
    const codes = (array: NdArray) => Array.from(array.data, (value) => Math.round(Number(value) * 1e4));
    assertEquals(codes(y), codes(right));
    assertEquals(design.notes, []);
  }
});

Deno.test({
  name: "A softsign in a wide type is off by less than a hundredth, with 65,536 entries by far less",
  ignore,
}, async () => {
  const read = async (name: string) => {
    const file = `06-softsign-useless-in-wide-types/${name}`;
    return parseNpy(await Deno.readFile(new URL(file, CASES)), file);
  };
  const [x, right] = [await read("act_softsign_x.npy"), await read("act_softsign_y0.npy")];
  const worst = async (options: DesignOptions) => {
    const design = await designOf("06-softsign-useless-in-wide-types/act_softsign.onnx", options);
    const y = await outputOf(design, x);
    assertEquals(y.shape, right.shape);
    const error = y.data.reduce(
      (most: number, value, i) => Math.max(most, Math.abs(Number(value) - Number(right.data[i]))),
      0,
    );
    return { error, warned: design.notes.filter((note) => note.includes("TableSize")).length };
  };
  const wide = await worst({ precision: "ap_fixed<34,12,AP_RND,AP_SAT>" });
  assert(wide.error < 0.01, `${wide.error}`);
  assertEquals(wide.warned, 1);
  const most = await worst(await configurationOf("05-tablesize-65536-crash/ts.yml", () => {}));
  assert(most.error < 1e-4, `${most.error}`);
});

Deno.test({ name: "A sigmoid between scales that are no powers of two costs no code", ignore }, async () => {
  const folder = "13-qdq-verify-false-alarm";
  const read = async (name: string) =>
    parseNpy(await Deno.readFile(new URL(`${folder}/${name}`, CASES)), name);
  const [x, right] = [await read("x.npy"), await read("u8u8_dedicated_y64.npy")];
  const y = await outputOf(await designOf(`${folder}/u8u8_dedicated.onnx`), x);
  assertEquals(y.shape, right.shape);
  // Codes are 1/255 apart; the scale behind them is itself rounded.
  const wrong = [...y.data].filter((value, i) => Math.abs(Number(value) - Number(right.data[i])) > 1e-4);
  assertEquals(wrong, []);
});
