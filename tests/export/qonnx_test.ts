/**
 * Exported designs, executed by the `qonnx` package: every number is that of the simulator. Ignored where Python or the
 * package is missing.
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type Design, type DesignOptions } from "../../src/design/mod.ts";
import { exportQonnx } from "../../src/export/mod.ts";
import { QUANTIZATION_MODES } from "../../src/fixed/type.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { buildModel, type Model, type ModelBuilder } from "../../src/model/mod.ts";
import { simulate } from "../../src/simulate/mod.ts";
import { formatNpz, type NdArray, type RealTensor, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { inFolder, runCli } from "../cli/harness.ts";
import { runs } from "../support/programs.ts";
import { randomBits } from "../fixed/random.ts";

const SCRIPT = new URL("run_qonnx.py", import.meta.url).pathname;
const EXAMPLE = new URL("../../examples/autoencoder/autoencoder.onnx", import.meta.url).pathname;
const SHARED = new URL("../../../shared/data/models/qonnx/", import.meta.url);

const ignore = !(await runs("python3", "-c", "import qonnx"));
const hasShared = await Deno.stat(SHARED).then(() => true, () => false);

const bits = randomBits(20n);

/** Numbers in eighths, with ties and with what lies beyond any of the types here. */
function samplesOf({ sourceShape }: { readonly sourceShape: Shape }, samples: number): NdArray {
  const shape = [samples, ...sourceShape];
  return {
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => Number(bits() % 161n - 80n) / 16),
  };
}

function weights(...shape: number[]): RealTensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, () => Number(bits() % 64n - 32n) / 32);
  return { shape, data };
}

/** A folder with two samples, and what the simulator makes of them. */
async function writeCase(folder: string, name: string, design: Design): Promise<void> {
  const inputs = new Map(design.simplified.inputs.map((port) => [port.name, samplesOf(port, 2)]));
  const outputs = await simulate(design, inputs);
  await Deno.mkdir(`${folder}/${name}`);
  await Deno.writeFile(`${folder}/${name}/model.onnx`, await exportQonnx(design));
  const named = (prefix: string, arrays: ReadonlyMap<string, NdArray>) =>
    [...arrays].map(([key, array]) => [`${prefix}:${key}`, array] as const);
  const data = await formatNpz(new Map([...named("in", inputs), ...named("out", outputs)]));
  await Deno.writeFile(`${folder}/${name}/data.npz`, data);
}

/** What the package made of a case, beside what was expected. */
interface Outcome {
  readonly compared: number;
  readonly differing: number;
}

/** Runs designs under the package: how many numbers of each were compared, and how many differ. */
async function execute(designs: ReadonlyMap<string, Design>): Promise<ReadonlyMap<string, Outcome>> {
  const results = new Map<string, Outcome>();
  await inFolder(async (folder) => {
    for (const [name, design] of designs) await writeCase(folder, name, design);
    const { success, stdout, stderr } = await new Deno.Command("python3", { args: [SCRIPT, folder] })
      .output();
    assert(success, new TextDecoder().decode(stderr));
    const told: Record<string, Outcome> = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(Object.keys(told).sort(), [...designs.keys()].sort());
    for (const [name, outcome] of Object.entries(told)) results.set(name, outcome);
  });
  return results;
}

/** Every kernel but softmax. Two inputs, several outputs, views between layouts. */
function kernels(): Model {
  return buildModel("kernels", (b) => {
    const image = b.input({ name: "image", height: 4, width: 5, channels: 2 });
    const down = b.conv2d(image, {
      weights: weights(3, 3, 2, 3),
      bias: weights(3).data,
      strides: 2,
      padding: "same",
    });
    const up = b.convTranspose2d(b.leakyRelu(down, { slope: 0.125 }), {
      weights: weights(3, 2, 3, 4),
      bias: weights(4).data,
      strides: 2,
      padding: "same",
    });
    const scaled = b.batchNorm(b.relu(up), { scale: weights(4).data, shift: weights(4).data });
    const turned = b.transpose(scaled, { permutation: [2, 0, 1] });
    const code = b.dense(b.flatten(b.tanh(turned)), { weights: weights(96, 6), bias: weights(6).data });
    const sequence = b.reshape(b.clip(code, { min: -1 }), { shape: [3, 2] });
    const longer = b.convTranspose1d(sequence, { weights: weights(3, 2, 2), strides: 2 });
    const mixed = b.conv1d(b.prelu(longer, { slopes: weights(2).data }), { weights: weights(2, 2, 3) });
    const view = b.reshape(b.sigmoid(mixed), { name: "view", shape: [9, 2] });
    const pooled = b.averagePool(b.maxPool(image, { size: 2, strides: 1 }), {
      size: [3, 2],
      strides: 1,
      padding: "same",
    });
    const grown = b.add([b.upsample(pooled, { factors: [2, 1] }), b.interpolate(pooled, { sizes: [6, 4] })]);
    const joined = b.concatenate([b.pad(grown, { borders: [{ before: 1, after: 0 }] }), grown], { axis: 0 });
    const cropped = b.crop(joined, { borders: [{ before: 0, after: 1 }, { before: 0, after: 0 }] });
    const shuffled = b.spaceToDepth(cropped, { block: 2 });
    const activated = b.elu(b.apply(b.hardSigmoid(shuffled), { function: "gelu" }));
    const gate = b.globalMaxPool(activated, { keepsAxes: true });
    const mean = b.globalAveragePool(activated, { keepsAxes: true });
    return [
      view,
      pooled,
      b.depthToSpace(b.multiply([activated, gate]), { block: 2 }),
      b.average([mean, gate, gate]),
      b.argmax(activated),
    ];
  });
}

/** Kernels of {@linkcode kernels}, in both ways to round that ties tell apart. */
function kernelDesigns(): ReadonlyMap<string, Design> {
  const design = (quantization: string) =>
    createDesign(kernels(), { precision: `ap_fixed<7,3,${quantization},AP_SAT>` });
  return new Map([["to even", design("AP_RND_CONV")], ["ties up", design("AP_RND")]]);
}

/** Convolutions of odd geometry, in every rounding mode. */
function geometryDesigns(): ReadonlyMap<string, Design> {
  const designs = new Map<string, Design>();
  for (
    const [index, quantization] of [...QUANTIZATION_MODES, ...QUANTIZATION_MODES, ...QUANTIZATION_MODES]
      .entries()
  ) {
    const pick = (...of: readonly number[]) => of[Number(bits() % BigInt(of.length))];
    const groups = pick(1, 1, 2);
    const [input, output] = [groups * pick(1, 2), groups * pick(1, 3)];
    const kernel = [pick(1, 2, 3, 4), pick(1, 2, 3, 5)] as const;
    const strides = [pick(1, 2, 3), pick(1, 2, 4)] as const;
    const isTransposed = index % 2 === 0;
    const padding = isTransposed ? pick(0, 1) === 0 ? "same" as const : "valid" as const : "same" as const;
    const dilations = isTransposed || Math.max(...strides) > 1
      ? [1, 1] as const
      : [pick(1, 2), pick(1, 2)] as const;
    const model = buildModel(`geometry_${index}`, (b) => {
      const x = b.input({ name: "x", height: pick(3, 4), width: pick(5, 6), channels: input });
      const options = {
        weights: weights(...kernel, input / groups, output),
        bias: weights(output).data,
        strides,
        dilations,
        groups,
        padding,
      };
      return isTransposed ? b.convTranspose2d(x, options) : b.conv2d(x, options);
    });
    designs.set(model.name, createDesign(model, { precision: `ap_fixed<6,3,${quantization},AP_SAT_SYM>` }));
  }
  return designs;
}

/** Precision of networks that bring their own types or none. */
const PRECISION = "ap_fixed<8,3,AP_RND_CONV,AP_SAT>";

/** Quantised networks, which are written again. */
const QUANTISED = {
  skip: new URL("../goldens/qonnx/skip.onnx", import.meta.url),
  transposed: new URL("../goldens/qonnx/conv_transpose_1d.onnx", import.meta.url),
  qdq: new URL("../goldens/qonnx/qdq_exact.onnx", import.meta.url),
};

/** The same of others. */
const SHARED_QUANTISED = {
  mnist: new URL("mnist-conv/model.onnx", SHARED),
  residual: new URL("residual_block_clean.onnx", SHARED),
};

async function designsOf(files: Readonly<Record<string, URL>>): Promise<ReadonlyMap<string, Design>> {
  const designs = new Map<string, Design>();
  for (const [name, { pathname }] of Object.entries(files)) {
    designs.set(name, createDesign(await importModel(pathname), { precision: PRECISION }));
  }
  return designs;
}

Deno.test({
  name: "exported networks give the codes of the simulator in QONNX",
  ignore,
  async fn(test) {
    const [kernels, geometries] = [kernelDesigns(), geometryDesigns()];
    const model = await importModel(EXAMPLE);
    const example = new Map([["example", createDesign(model, { precision: PRECISION })]]);
    const quantised = await designsOf(QUANTISED);
    const shared = await designsOf(hasShared ? SHARED_QUANTISED : {});
    // Python and the package are started once for all of them.
    const results = await execute(new Map([...kernels, ...geometries, ...example, ...quantised, ...shared]));
    const equal = (designs: ReadonlyMap<string, Design>) =>
      [...designs.keys()].map((name) => {
        const { compared, differing } = results.get(name)!;
        assertEquals(differing, 0, `${name}: ${differing} of ${compared} differ`);
        return compared;
      });
    await test.step("every kernel", () => {
      for (const compared of equal(kernels)) assert(compared > 200, `${compared} numbers`);
    });
    await test.step("convolutions of odd geometry, in every rounding mode", () => {
      assertEquals(equal(geometries).length, 3 * QUANTIZATION_MODES.length);
    });
    await test.step("the example", () => {
      assertEquals(equal(example), [2 * sizeOf(model.outputs[0].sourceShape)]);
    });
    await test.step("quantised networks that are written again", () => {
      assertEquals(equal(quantised).length, 3);
    });
    await test.step({
      name: "quantised networks of others that are written again",
      ignore: !hasShared,
      fn() {
        assertEquals(equal(shared).length, 2);
      },
    });
  },
});

/** A network of one layer, which `export` refuses. */
async function refusal(build: Parameters<typeof buildModel>[1], options: DesignOptions): Promise<string> {
  const design = createDesign(buildModel("refused", build), options);
  return (await assertRejects(() => exportQonnx(design), InterlaceError)).message;
}

Deno.test("what QONNX cannot say bit for bit is refused by name", async () => {
  const saturating = "ap_fixed<8,3,AP_RND_CONV,AP_SAT>";
  const dense = (inputs: number) => (b: ModelBuilder) =>
    b.dense(b.input({ features: inputs }), { name: "code", weights: weights(inputs, 3) });
  const cases: readonly (readonly [string, Parameters<typeof buildModel>[1], DesignOptions])[] = [
    ["a softmax", (b) => b.softmax(b.input({ features: 3 })), { precision: saturating }],
    ["saturate", dense(4), { precision: "ap_fixed<8,3>" }],
    ["24", dense(60), { precision: "ap_fixed<18,3,AP_RND_CONV,AP_SAT>" }],
    ["accumulator", dense(4), {
      precision: saturating,
      layers: { code: { precision: { accum: "ap_fixed<8,4>" } } },
    }],
    ["one bit", (b) => b.relu(b.input({ features: 3 })), { precision: "ap_fixed<1,1,AP_TRN,AP_SAT>" }],
  ];
  for (const [part, build, options] of cases) {
    const message = await refusal(build, options);
    assertStringIncludes(message, part);
    assertStringIncludes(message, "Cannot export");
  }
});

Deno.test("export writes the file of a model or of a project, and nothing where it is refused", async () => {
  await inFolder(async (folder) => {
    const [file, project] = [`${folder}/example.onnx`, `${folder}/project`];
    const precision = "--precision=ap_fixed<8,3,AP_RND_CONV,AP_SAT>";
    const written = await runCli(["export", EXAMPLE, precision, "-o", file]);
    assertEquals(written.code, 0, written.stderr);
    assertStringIncludes(written.stdout, "wrote");
    assertEquals((await runCli(["convert", EXAMPLE, precision, "-o", project])).code, 0);
    const again = await runCli(["export", project, "-o", `${folder}/again.onnx`]);
    assertEquals(again.code, 0, again.stderr);
    assertEquals(await Deno.readFile(`${folder}/again.onnx`), await Deno.readFile(file));
    const refused = await runCli(["export", EXAMPLE, "-o", `${folder}/none.onnx`]);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "Cannot export");
    await assertRejects(() => Deno.stat(`${folder}/none.onnx`), Deno.errors.NotFound);
  });
});
