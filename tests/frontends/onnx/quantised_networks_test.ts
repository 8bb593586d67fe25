import { assert, assertEquals } from "@std/assert";
import { createDesign, type DesignOptions } from "../../../src/design/mod.ts";
import { simplifyModel } from "../../../src/passes/mod.ts";
import { evaluateFloat, simulate, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import type { Model } from "../../../src/model/mod.ts";
import type { NdArray } from "../../../src/tensor/mod.ts";
import { verifyDesign } from "../../../src/verify/mod.ts";
import { findFlips, GOLDENS, readCropped, readGolden, readModel } from "./goldens.ts";

/** How far from a border, in codes, float32 sums of these networks may fall on its other side. */
const FLOAT32_ERROR = 1e-4;

/** Scales that are powers of two, so that float32 itself is exact. */
const EXACT = [
  "conv_transpose_2d",
  "conv_transpose_1d",
  "skip",
  "bipolar",
  "dense_decoder",
  "qdq_exact",
] as const;

const IO_TYPES = ["io_stream", "io_parallel"] as const;

function evaluate(model: Model, x: NdArray): NdArray {
  const [input] = model.inputs;
  const [output] = model.outputs;
  return toSourceLayout(output, evaluateFloat(model, [toModelLayout(input, x)]).get(output.layer)!);
}

for (const name of EXACT) {
  Deno.test(`importModelFiles() evaluates ${name} to the bits of qonnx`, async () => {
    const golden = await readGolden(name);
    const model = await readModel(new URL(`${name}.onnx`, GOLDENS));
    assertEquals(evaluate(model, golden.get("x")!), golden.get("y"));
    assertEquals(evaluate(simplifyModel(model), golden.get("x")!), golden.get("y"));
  });

  for (const io of IO_TYPES) {
    Deno.test(`createDesign() of ${name} in ${io} needs no precision and gives the bits of qonnx`, async () => {
      const golden = await readGolden(name);
      const design = createDesign(await readModel(new URL(`${name}.onnx`, GOLDENS)), { io });
      assertEquals(design.notes, []);
      const outputs = await simulate(design, golden.get("x")!);
      assertEquals([...outputs.values()], [golden.get("y")]);
      const report = await verifyDesign(design, { data: new Map([["x", golden.get("x")!]]) });
      assertEquals(report.simulatorVsCsim?.mismatches, 0);
      assertEquals(report.quantisation.maxAbsError, 0);
      assertEquals(report.checks.import, "passed");
      assertEquals(report.import.maxRelError, 0);
      assertEquals(report.import.codes?.differing ?? 0, 0);
      const rewritten = report.import.oracle!.includes("QONNX's quantisers written as standard operators");
      assertEquals(rewritten, name !== "qdq_exact");
      assertEquals(report.passed, true);
    });
  }
}

const SHARED = new URL("../../../../shared/data/models/qonnx/bsd300x3-espcn/", import.meta.url);

/** Scales that are no powers of two. */
const SCALED: readonly {
  readonly name: string;
  readonly url: URL;
  /** Where the golden output is that of a part of an image. */
  readonly crop?: readonly number[];
  /** A type that holds the input data exactly. */
  readonly inputType: string;
  readonly zeroPoints?: Readonly<Record<string, number>>;
  readonly options: DesignOptions;
}[] = [
  {
    name: "arbitrary_scales",
    url: new URL("arbitrary_scales.onnx", GOLDENS),
    inputType: "ap_fixed<24,8>",
    zeroPoints: { Quant_28: 7 },
    options: { io: "io_parallel" },
  },
  {
    name: "qdq",
    url: new URL("qdq.onnx", GOLDENS),
    inputType: "ap_fixed<24,8>",
    options: { io: "io_stream" },
  },
  {
    name: "espcn_subpixel",
    url: new URL("subpixel/quant_model.onnx", SHARED),
    crop: [1, 3, 8, 10],
    inputType: "ap_ufixed<32,1>",
    options: { io: "io_stream", strategy: "resource", reuseFactor: 576 },
  },
  {
    name: "espcn_nn_resize",
    url: new URL("nn_resize/quant_model.onnx", SHARED),
    crop: [1, 3, 8, 10],
    inputType: "ap_ufixed<32,1>",
    options: { io: "io_stream", strategy: "resource", reuseFactor: 576 },
  },
];

for (const { name, url, crop, inputType, zeroPoints, options } of SCALED) {
  const read = () => crop === undefined ? readModel(url) : readCropped(url, crop);
  const ignore = !isThere(url);

  Deno.test({
    name: `importModelFiles() quantises ${name} as qonnx does but where float32 reaches a border`,
    ignore,
  }, async () => {
    const golden = await readGolden(name);
    const model = await read();
    const quantisers = model.layers.filter((layer) => golden.has(layer.name)).length;
    // Input, output and nothing else have no quantiser of their name.
    assertEquals(quantisers, golden.size - (golden.has(model.inputs[0].layer) ? 1 : 2));
    const flips = findFlips(model, golden, zeroPoints);
    for (const flip of flips) {
      assertEquals(Math.abs(Math.round(flip.value) - flip.golden) <= 1, true, JSON.stringify(flip));
      assert(flip.distance < FLOAT32_ERROR, JSON.stringify(flip));
    }
    const values = [...golden].reduce(
      (sum, [key, { data }]) => sum + ("xy".includes(key) ? 0 : data.length),
      0,
    );
    assert(flips.length <= values / 100, `${flips.length} of ${values} values differ`);
  });

  Deno.test({ name: `verifyDesign() passes ${name}, every differing code listed`, ignore }, async () => {
    const golden = await readGolden(name);
    const design = createDesign(await read(), {
      ...options,
      layerTypes: { Input: { precision: inputType } },
    });
    const data = new Map([[design.model.inputs[0].name, golden.get("x")!]]);
    const report = await verifyDesign(design, { data });
    assertEquals(report.simulatorVsCsim?.mismatches, 0);
    const { codes } = report.import;
    assertEquals(codes!.values, golden.get("y")!.data.length);
    assertEquals(codes!.worst <= 1, true);
    assertEquals(codes!.listed.length, Math.min(codes!.differing, 200));
    assertEquals(report.passed, true);
    // The fixed-point design against the golden output, in codes.
    const outputs = await simulate(design, data);
    const step = Math.min(...new Set([...golden.get("y")!.data].map(Math.abs).filter((value) => value > 0)));
    const [y] = outputs.values();
    golden.get("y")!.data.forEach((value, i) => assert(Math.abs(value - y.data[i]) < 1.01 * step));
  });
}

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
