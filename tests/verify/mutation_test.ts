import { assert, assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import type { OracleAnswer } from "../../src/oracles/mod.ts";
import { randomInputs } from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import {
  agrees,
  askFramework,
  compareWithAnswer,
  evaluateOutputs,
  type ImportComparison,
} from "../../src/verify/import.ts";
import { verifyDesign } from "../../src/verify/mod.ts";
import { chooseSamples } from "../../src/verify/samples/samples.ts";
import { type Mutant, mutantsOf, MUTATIONS } from "./mutants.ts";

const ROOT = new URL("../../", import.meta.url);

/** Networks whose framework runs here, of every format that has one. */
const NETWORKS: readonly string[] = [
  "examples/autoencoder/autoencoder.onnx",
  ...[
    "arbitrary_scales",
    "bipolar",
    "conv_transpose_1d",
    "conv_transpose_2d",
    "dense_decoder",
    "qdq",
    "qdq_exact",
    "skip",
  ].map((name) => `tests/goldens/qonnx/${name}.onnx`),
  ...[
    "autoencoder_valid",
    "k2_autoencoder_same",
    "k2_autoencoder_valid",
    "k2_nested",
    "k2_trained",
    "k2_unet",
    "nested",
    "trained",
    "unet",
  ].map((name) => `tests/goldens/keras/${name}.keras`),
  ...[
    "graph_float16",
    "graph_generator",
    "graph_padded",
    "graph_sequence",
    "graph_skip",
    "graph_uint8",
    "layers_channels_first",
    "layers_decoder",
    "layers_float16",
    "layers_nested",
    "layers_sequence",
    "layers_skip",
    "layers_uint16",
    "layers_uint8",
  ].map((name) => `tests/goldens/tfjs/${name}/model.json`),
];

/**
 * Mutants that compute what the network computes, whatever it reads: scales that are the same for all channels, shifts
 * that are 0, slopes behind a rectifier. They may be a twentieth of all.
 */
const NEUTRAL: readonly string[] = [
  "arbitrary_scales: outputs swapped in Quant_4/scale",
  "arbitrary_scales: bias dropped in Quant_4/scale",
  "arbitrary_scales: outputs swapped in Quant_28/scale",
  "arbitrary_scales: outputs swapped in Quant_28/scale_2",
  "arbitrary_scales: outputs swapped in Quant_38/scale",
  "arbitrary_scales: bias dropped in Quant_38/scale",
  "arbitrary_scales: outputs swapped in t38/scale",
  "arbitrary_scales: bias dropped in t38/scale",
  "bipolar: outputs swapped in BipolarQuant_2/scale",
  "bipolar: outputs swapped in Trunc_15/scale",
  "bipolar: bias dropped in Trunc_15/scale",
  "bipolar: outputs swapped in BipolarQuant_20/scale",
  "qdq: outputs swapped in QuantizeLinear_3/scale",
  "qdq: bias dropped in QuantizeLinear_3/scale",
  "qdq: outputs swapped in QuantizeLinear_26/scale",
  "qdq: bias dropped in QuantizeLinear_26/scale",
  "qdq: outputs swapped in t27/scale",
  "qdq: bias dropped in t27/scale",
  "graph_float16: bias dropped in StatefulPartitionedCall/sequential_2/batch_normalization_2/FusedBatchNormV3/Mul",
  "graph_generator: bias dropped in StatefulPartitionedCall/sequential/batch_normalization/FusedBatchNormV3/Mul",
  "graph_uint8: bias dropped in StatefulPartitionedCall/sequential_1/batch_normalization_1/FusedBatchNormV3/Mul",
  // Its slopes are those of numbers below 0, and it reads what a ReLU6 makes.
  "graph_skip: scaled in StatefulPartitionedCall/model/p_re_lu/Relu",
];

/** A network with what its framework makes of the samples of a verification. */
interface Subject {
  readonly name: string;
  readonly model: Model;
  readonly data: ReadonlyMap<string, NdArray>;
  readonly answer: OracleAnswer;
}

async function subjectOf(path: string): Promise<Subject> {
  const model = await importModel(new URL(path, ROOT).pathname);
  const data = chooseSamples(createDesign(model), {}).float;
  const name = path.replace(/\/model\.json$/, "").replace(/^.*\//, "").replace(/\.\w+$/, "");
  return { name, model, data, answer: await askFramework(model, data) };
}

function compared({ data, answer }: Subject, model: Model): ImportComparison {
  return compareWithAnswer(model, { data, outputs: evaluateOutputs(model, data).outputs, answer });
}

function nameOf({ name }: Subject, { mutation, layer }: Mutant): string {
  return `${name}: ${mutation} in ${layer}`;
}

/** Whether two models compute the same, on unit-range samples and over the whole range of the inputs' types. */
function isNeutral({ model, data }: Subject, mutant: Mutant): boolean {
  const whole = randomInputs(createDesign(model), { samples: 4, seed: 5 });
  return [data, whole].every((each) => {
    const [a, b] = [model, mutant.model].map((one) => [...evaluateOutputs(one, each).outputs.values()]);
    return a.every(({ data }, i) => data.every((value, k) => Object.is(value, b[i].data[k])));
  });
}

Deno.test("a comparison with the framework fails on every wrong import but what is known to change nothing", async (t) => {
  const counts = new Map(MUTATIONS.map((mutation) => [mutation, { tried: 0, caught: 0 }]));
  const survivors: string[] = [];
  for (const path of NETWORKS) {
    await t.step(path, async () => {
      const subject = await subjectOf(path);
      assertEquals(agrees(compared(subject, subject.model)), true);
      for (const mutant of mutantsOf(subject.model)) {
        const count = counts.get(mutant.mutation)!;
        count.tried++;
        if (agrees(compared(subject, mutant.model)) === false) {
          count.caught++;
          continue;
        }
        survivors.push(nameOf(subject, mutant));
        assert(isNeutral(subject, mutant), `${nameOf(subject, mutant)} changes what is computed`);
      }
    });
  }
  assertEquals(survivors.toSorted(), NEUTRAL.toSorted());
  const tried = [...counts.values()].reduce((sum, each) => sum + each.tried, 0);
  assert(NETWORKS.length >= 20 && tried >= 500, `${NETWORKS.length} networks, ${tried} mutants`);
  assert(survivors.length <= tried / 20, `${survivors.length} of ${tried}`);
  for (const [mutation, { tried, caught }] of counts) {
    assert(caught >= 0.9 * tried && caught >= 70, `${mutation}: ${caught} of ${tried}`);
  }
});

for (
  const [path, mutation] of [
    [NETWORKS[0], "shifted"],
    ["tests/goldens/keras/k2_trained.keras", "scaled"],
    ["tests/goldens/qonnx/qdq.onnx", "outputs swapped"],
  ] as const
) {
  Deno.test(`verifyDesign() fails on a layer that is ${mutation} in the import of ${path}`, async () => {
    const model = await importModel(new URL(path, ROOT).pathname);
    const isConvolution = ({ layer }: Mutant) =>
      /conv/.test(model.layers.find(({ name }) => name === layer)!.kind);
    const mutant = mutantsOf(model).find((each) => each.mutation === mutation && isConvolution(each))!;
    const report = await verifyDesign(createDesign(mutant.model, { io: "io_stream" }), { samples: 2 });
    assertEquals([report.checks.import, report.checks.bits, report.passed], ["failed", "passed", false]);
    assertEquals(report.import.layers?.wrong.map(({ layer }) => layer), [mutant.layer]);
  });
}
