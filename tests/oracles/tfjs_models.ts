/**
 * Makes the TensorFlow.js layers models under `tests/goldens/tfjs` and what TensorFlow.js makes of some data. Run by
 * hand: `deno run -A tests/oracles/tfjs_models.ts` (TensorFlow.js 4.22.0, its backend in plain JavaScript).
 *
 * @module
 */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { formatNpy, halfToNumber } from "../../src/tensor/mod.ts";
import { testNumbers } from "../support/onnx.ts";

const TARGET = new URL("../goldens/tfjs/", import.meta.url);

type Quantisation = "uint8" | "uint16" | "float16";

/** How a model is stored, besides as float32 in one file. */
interface Storage {
  readonly quantised?: Quantisation;
  /** Bytes of the first of two files. */
  readonly splitAt?: number;
}

function decoder(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2dTranspose({
        inputShape: [4, 3, 2],
        filters: 4,
        kernelSize: [3, 2],
        strides: [2, 1],
        padding: "same",
        activation: "relu",
      }),
      tf.layers.batchNormalization({ scale: false, epsilon: 0.01 }),
      tf.layers.conv2dTranspose({
        filters: 2,
        kernelSize: [2, 5],
        strides: [1, 3],
        padding: "valid",
        useBias: false,
      }),
      tf.layers.leakyReLU({ alpha: 0.1 }),
    ],
  });
}

function skip(): tf.LayersModel {
  const x = tf.input({ shape: [8, 6, 1], name: "image" });
  const a = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", activation: "tanh" }).apply(x);
  const b = tf.layers.maxPooling2d({ poolSize: 2 }).apply(a);
  const c = tf.layers.separableConv2d({ filters: 4, kernelSize: [3, 1], padding: "same" }).apply(b);
  const d = tf.layers.prelu({ sharedAxes: [1, 2] }).apply(c);
  const e = tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }).apply(d);
  const f = tf.layers.concatenate().apply([symbolic(a), symbolic(e)]);
  const y = tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: "sigmoid" }).apply(f);
  return tf.model({ inputs: x, outputs: symbolic(y), name: "skip" });
}

function channelsFirst(): tf.LayersModel {
  const dataFormat = "channelsFirst";
  return tf.sequential({
    layers: [
      tf.layers.conv2dTranspose({
        inputShape: [2, 3, 4],
        filters: 3,
        kernelSize: [2, 3],
        strides: 2,
        dataFormat,
      }),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: [1, 2], padding: "same", dataFormat }),
      tf.layers.zeroPadding2d({ padding: [[1, 0], [0, 2]], dataFormat }),
    ],
  });
}

/** TensorFlow.js has no transposed convolution in one axis: height 1 stands for it. */
function sequence(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv1d({ inputShape: [7, 2], filters: 3, kernelSize: 3, padding: "same", activation: "elu" }),
      tf.layers.reshape({ targetShape: [1, 7, 3] }),
      tf.layers.conv2dTranspose({ filters: 2, kernelSize: [1, 4], strides: [1, 2], padding: "same" }),
      tf.layers.reshape({ targetShape: [14, 2] }),
    ],
  });
}

/** A model as a layer of another. */
function nested(): tf.LayersModel {
  const inner = tf.sequential({
    name: "inner",
    layers: [
      tf.layers.conv2dTranspose({ inputShape: [3, 2, 4], filters: 2, kernelSize: 2, strides: 2, name: "up" }),
      tf.layers.batchNormalization({ name: "norm" }),
    ],
  });
  return tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [5], units: 24, activation: "softsign" }),
      tf.layers.reshape({ targetShape: [3, 2, 4] }),
      inner,
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: "softmax" }),
    ],
  });
}

function symbolic(
  value: tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
  if (value instanceof tf.SymbolicTensor) return value;
  throw new Error("a layer was not applied to a symbolic tensor");
}

/** Numbers as they are stored: the codes, and what says how to read them. */
function quantise(
  values: Float32Array,
  type: Quantisation,
): { readonly bytes: Uint8Array; readonly quantization: tf.io.WeightsManifestEntry["quantization"] } {
  if (type === "float16") {
    const codes = Uint16Array.from(values, toHalf);
    return { bytes: new Uint8Array(codes.buffer), quantization: { dtype: type } };
  }
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const codeCount = type === "uint8" ? 255 : 65535;
  const scale = max > min ? (max - min) / codeCount : 1;
  const codes = Array.from(values, (value) => Math.round((value - min) / scale));
  const bytes = type === "uint8" ? Uint8Array.from(codes) : new Uint8Array(Uint16Array.from(codes).buffer);
  return { bytes, quantization: { min, scale, dtype: type } };
}

/** The nearest float16, found by halving the codes of positive numbers. */
function toHalf(value: number): number {
  let [low, high] = [0, 0x7bff];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (halfToNumber(middle) < Math.abs(value)) low = middle + 1;
    else high = middle;
  }
  return value < 0 ? low | 0x8000 : low;
}

async function save(
  name: string,
  model: tf.LayersModel,
  { quantised, splitAt }: Storage = {},
): Promise<void> {
  const folder = new URL(`${name}/`, TARGET);
  await Deno.mkdir(folder, { recursive: true });
  model.setWeights(
    model.getWeights().map((weight, i) => {
      const numbers = testNumbers(weight.size, 7 * i + 3).map((value) => value / 4);
      // A variance is positive; others do no harm if they are here.
      const isVariance = model.weights[i].originalName.includes("variance");
      return tf.tensor(isVariance ? numbers.map((value) => Math.abs(value) + 0.5) : numbers, weight.shape);
    }),
  );
  const parts: Uint8Array[] = [];
  const entries: tf.io.WeightsManifestEntry[] = [];
  let topology: unknown;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    topology = artifacts.modelTopology;
    const data = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
    let offset = 0;
    for (const spec of artifacts.weightSpecs ?? []) {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      const values = new Float32Array(data.slice(offset, offset + 4 * count).buffer);
      offset += 4 * count;
      const { bytes, quantization } = quantised === undefined
        ? { bytes: new Uint8Array(values.buffer), quantization: undefined }
        : quantise(values, quantised);
      parts.push(bytes);
      entries.push(quantization === undefined ? spec : { ...spec, quantization });
    }
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const },
    });
  }));
  const all = Uint8Array.from(parts.flatMap((part) => [...part]));
  const cuts = splitAt === undefined ? [all] : [all.subarray(0, splitAt), all.subarray(splitAt)];
  const paths = cuts.map((_, i) => `group1-shard${i + 1}of${cuts.length}.bin`);
  const json = {
    format: "layers-model",
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version.tfjs}`,
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths, weights: entries }],
  };
  await Deno.writeTextFile(new URL("model.json", folder), JSON.stringify(json));
  for (const [i, cut] of cuts.entries()) await Deno.writeFile(new URL(paths[i], folder), cut);

  // What was stored is read back, so that the outputs are those of the quantised weights.
  const again = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: JSON.parse(JSON.stringify(topology)),
        weightSpecs: entries,
        weightData: all.slice().buffer,
      }),
  });
  const shape = [2, ...again.inputs[0].shape.slice(1).map(Number)];
  const x = Float32Array.from(testNumbers(shape.reduce((product, size) => product * size, 1), 5));
  const y = again.predict(tf.tensor(x, shape));
  if (!(y instanceof tf.Tensor)) throw new Error("one output is expected");
  await saveArray(new URL("x.npy", folder), { shape, data: x });
  await saveArray(new URL("y.npy", folder), { shape: y.shape, data: await y.data() });
}

async function saveArray(
  url: URL,
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
): Promise<void> {
  await Deno.writeFile(url, formatNpy({ shape, data: Float64Array.from(data) }, { dtype: "<f4" }));
}

await tf.setBackend("cpu");
await save("layers_decoder", decoder());
await save("layers_skip", skip(), { splitAt: 57 });
await save("layers_channels_first", channelsFirst());
await save("layers_sequence", sequence());
await save("layers_nested", nested());
await save("layers_float16", decoder(), { quantised: "float16" });
await save("layers_uint8", decoder(), { quantised: "uint8" });
await save("layers_uint16", skip(), { quantised: "uint16" });
