/**
 * Trains the example and saves it with held-out data under `examples/autoencoder`, in about four minutes:
 *
 *     deno run -A examples/train_autoencoder.ts [STEPS]
 *
 * Everything is seeded; two runs give the same files. A trial of other than the usual number of steps saves nothing.
 */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { importModelFiles } from "../src/frontends/mod.ts";
import { encodeModel } from "../src/frontends/onnx/file/schema.ts";
import { formatNpy, type NdArray } from "../src/tensor/mod.ts";
import { CHAMBER, CHANNELS, type Events, generateEvents } from "./dataset.ts";
import { runFloat } from "./float.ts";
import { formatMetrics, measure } from "./metrics.ts";
import { buildNetwork, NETWORK } from "./network.ts";
import { exportNetwork } from "./onnx_export.ts";
import { useWasmForTraining } from "./wasm_training.ts";

const STEPS = 6000;
const BATCH = 32;
/** Shares of the steps, with Adam's learning rate. */
const PHASES = [
  { share: 0.6, learningRate: 4e-3 },
  { share: 0.25, learningRate: 1e-3 },
  { share: 0.15, learningRate: 2e-4 },
];
const HELD_OUT = { count: 64, seed: 1 };
/** Batch number n is drawn from this seed plus n, so no event is seen twice. */
const FIRST_TRAINING_SEED = 1000;
const MODEL = "autoencoder.onnx";
const FOLDER = new URL("autoencoder/", import.meta.url);

async function train(model: tf.Sequential, steps: number): Promise<void> {
  const start = performance.now();
  let step = 0;
  let until = 0;
  for (const { share, learningRate } of PHASES) {
    until += Math.round(share * steps);
    model.compile({ optimizer: tf.train.adam(learningRate), loss: "binaryCrossentropy" });
    for (let sum = 0, count = 0; step < until; step++) {
      const { x, y } = channelsLast(generateEvents({ count: BATCH, seed: FIRST_TRAINING_SEED + step }));
      sum += Number(await model.trainOnBatch(x, y));
      tf.dispose([x, y]);
      if (++count < 250 && step + 1 < until) continue;
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      console.log(`step ${step + 1} of ${steps}, loss ${(sum / count).toFixed(5)}, ${seconds} s`);
      sum = count = 0;
    }
  }
}

function channelsLast({ count, inputs, targets }: Events) {
  const convert = (data: Float32Array, channels: number) =>
    tf.tidy(() =>
      tf.transpose(tf.tensor4d(data, [count, channels, CHAMBER.layers, CHAMBER.cells]), [0, 2, 3, 1])
    );
  return { x: convert(inputs, CHANNELS), y: convert(targets, 1) };
}

function asArray(data: Float32Array, { channels }: { readonly channels: number }): NdArray {
  const shape = [HELD_OUT.count, channels, CHAMBER.layers, CHAMBER.cells];
  return { shape, data: Float64Array.from(data) };
}

/** Outputs of the TF.js model; one channel, so that channels last and channels first are the same order. */
function predict(model: tf.Sequential, events: Events): Float64Array {
  const values = tf.tidy(() => {
    const output = model.predict(channelsLast(events).x);
    return tf.concat(Array.isArray(output) ? output : [output]).dataSync();
  });
  return Float64Array.from(values);
}

function largestDifference(pair: { readonly left: Float64Array; readonly right: Float64Array }): number {
  return pair.left.reduce((largest, value, i) => Math.max(largest, Math.abs(value - pair.right[i])), 0);
}

const steps = Number(Deno.args[0] ?? STEPS);
if (!Number.isInteger(steps) || steps < 1) {
  throw new Error(`Cannot train: "${Deno.args[0]}" is no number of steps`);
}
await useWasmForTraining();
const network = buildNetwork({ seed: 1 });
console.log(`${NETWORK.length} blocks, ${network.countParams()} parameters`);
await train(network, steps);

const events = generateEvents(HELD_OUT);
const inputs = asArray(events.inputs, { channels: CHANNELS });
const targets = asArray(events.targets, { channels: 1 });
const file = await encodeModel(exportNetwork(network));
const imported = await importModelFiles({ main: MODEL, files: new Map([[MODEL, file]]) });
const outputs = await runFloat(imported, inputs);
const error = largestDifference({ left: predict(network, events), right: outputs.data });
console.log(`ONNX Runtime differs from TF.js by ${error.toExponential(1)} at most`);
if (!(error <= 1e-4)) throw new Error("Cannot save the network: ONNX Runtime disagrees with TF.js");

const measured = measure({ values: outputs.data, targets: targets.data, threshold: 0.5 });
console.log(formatMetrics(new Map([["network (p > 0.5)", measured]])));
if (steps === STEPS) {
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeFile(new URL(MODEL, FOLDER), file);
  await Deno.writeFile(new URL("test_inputs.npy", FOLDER), formatNpy(inputs, { dtype: "<f4" }));
  await Deno.writeFile(new URL("test_targets.npy", FOLDER), formatNpy(targets, { dtype: "<f4" }));
}
