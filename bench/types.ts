/**
 * What `tune` finds: `deno run -A bench/types.ts [auc|hits|espcn|qkeras]…` prints a row in Markdown for each, all of them
 * without a name. Every search has the seed 0, so that figures are the same every time.
 *
 * - `auc`, `hits`: the example on 512 events of a seed that neither training nor test has; area under the curve (budget 0.001)
 *   and the share of hits that are found (0.005).
 * - `espcn`: super-resolution of `../shared/data` on 36 crops of 24 × 24 pixels of its own image; PSNR against its float output
 *   with noise of 30 dB (0.1 dB).
 * - `qkeras`: a model whose own types stay; signal to noise against float (40 dB).
 */
import { generateEvents } from "../examples/dataset.ts";
import {
  importModel,
  importModelFiles,
  METRICS,
  type PrecisionChoice,
  type TuneOptions,
  tunePrecision,
} from "../mod.ts";
import { metricFromModule } from "../src/explore/precision/metric_module.ts";
import { parseTensorFile } from "../src/frontends/onnx/mod.ts";
import type { Model } from "../src/model/mod.ts";
import { evaluateFloat, seededRandom, toModelLayout, toSourceLayout } from "../src/simulate/mod.ts";
import type { NdArray } from "../src/tensor/mod.ts";

/** A search, and what it has to keep. */
interface Task {
  readonly title: string;
  readonly model: Model;
  readonly data: NdArray;
  readonly options: TuneOptions;
}

/** Seed of events that neither training nor test has. */
const SEED = 4711;

const EVENTS = 512;

async function example(title: string, options: TuneOptions): Promise<Task> {
  const { inputs, targets } = generateEvents({ count: EVENTS, seed: SEED });
  return {
    title,
    model: await importModel("examples/autoencoder/autoencoder.onnx"),
    data: { shape: [EVENTS, 2, 16, 24], data: Float64Array.from(inputs) },
    options: { ...options, labels: { shape: [EVENTS, 1, 16, 24], data: Float64Array.from(targets) } },
  };
}

const CROP = 24;
const CROPS = 36;

async function superResolution(): Promise<Task> {
  const folder = "../shared/data/models/qonnx/bsd300x3-espcn";
  const model = await importModel(`${folder}/nn_resize/float_model.onnx`, {
    inputShapes: new Map([["", [1, 3, CROP, CROP]]]),
  });
  const image = await parseTensorFile(await Deno.readFile(`${folder}/test_data/input_0.pb`), "input_0.pb");
  const data = cropsOf(image);
  const [port] = model.outputs;
  const floats = toSourceLayout(
    port,
    evaluateFloat(model, [toModelLayout(model.inputs[0], data)]).get(port.layer)!,
  );
  return {
    title: `ESPCN on ${CROPS} crops of ${CROP} × ${CROP}, \`psnr\`, 0.1 dB`,
    model,
    data,
    options: { metric: METRICS.psnr, budget: 0.1, labels: withNoise(floats, 30) },
  };
}

/** Squares of an image `[1, channels, height, width]`, as far apart as they can be. */
function cropsOf({ shape: [, channels, height, width], data }: NdArray): NdArray {
  const across = Math.sqrt(CROPS);
  const crops = new Float64Array(CROPS * channels * CROP * CROP);
  let at = 0;
  for (let crop = 0; crop < CROPS; crop++) {
    const top = Math.floor(Math.floor(crop / across) * (height - CROP) / (across - 1));
    const left = Math.floor((crop % across) * (width - CROP) / (across - 1));
    for (let channel = 0; channel < channels; channel++) {
      for (let row = top; row < top + CROP; row++) {
        const start = (channel * height + row) * width + left;
        crops.set(data.subarray(start, start + CROP), at);
        at += CROP;
      }
    }
  }
  return { shape: [CROPS, channels, CROP, CROP], data: crops };
}

/** With normal noise of a peak signal-to-noise ratio (Box and Muller). */
function withNoise({ shape, data }: NdArray, decibels: number): NdArray {
  const random = seededRandom(1);
  const peak = data.reduce((most, value) => Math.max(most, value), -Infinity) -
    data.reduce((least, value) => Math.min(least, value), Infinity);
  const deviation = peak / 10 ** (decibels / 20);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return { shape, data: data.map((value) => value + deviation * normal()) };
}

async function trained(): Promise<Task> {
  const file = await Deno.open("tests/goldens/qkeras/scales.h5.gz");
  const stream = file.readable.pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const random = seededRandom(SEED);
  return {
    title: "a QKeras model, `snr`, 40 dB",
    model: await importModelFiles({ main: "scales.h5", files: new Map([["scales.h5", bytes]]) }),
    data: {
      shape: [256, 4, 4, 3],
      data: Float64Array.from({ length: 256 * 48 }, () => random.next() * 2 - 1),
    },
    options: { metric: METRICS.snr, budget: 40 },
  };
}

const TASKS: Readonly<Record<string, () => Promise<Task>>> = {
  auc: () => example("the example, `auc`, 0.001", { metric: METRICS.auc, budget: 0.001 }),
  hits: async () =>
    await example("the example, `examples/hit_efficiency.ts`, 0.005", {
      metric: await metricFromModule(new URL("../examples/hit_efficiency.ts", import.meta.url).href),
      budget: 0.005,
    }),
  espcn: superResolution,
  qkeras: trained,
};

function rowOf(title: string, choice: PrecisionChoice, seconds: number): string {
  const { tuned, single, given, float, tensors, candidates } = choice;
  const cost = (figure: { readonly cost: number } | null) =>
    figure === null ? "" : `${(100 * figure.cost).toPrecision(4)} %`;
  const cells = [
    title,
    tensors.length,
    tuned.averageBits.toFixed(1),
    cost(tuned),
    cost(given),
    `${cost(single)}${single === null ? "" : ` (\`${single.type}\`)`}`,
    float.heldOut.toPrecision(5),
    `${tuned.loss.toPrecision(2)} ± ${tuned.lossError.toPrecision(2)}`,
    candidates,
    seconds.toFixed(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

console.log(
  "| search | types | average bits | cost | 16 bits | one type | float | lost on samples kept back | tried | s |\n" +
    "|---|---|---|---|---|---|---|---|---|---|",
);
for (const name of Deno.args.length === 0 ? Object.keys(TASKS) : Deno.args) {
  const { title, model, data, options } = await TASKS[name]();
  const start = performance.now();
  const choice = await tunePrecision(model, new Map([["", data]]), options);
  console.log(rowOf(title, choice, (performance.now() - start) / 1000));
}
