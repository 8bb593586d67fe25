import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";
import type { ModelSource } from "../model/mod.ts";
import { attempt, type BatchResult, type Framework, loadFramework, runBatches } from "./framework.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { collectSamples, type Samples, takeBatch } from "./samples.ts";
import type { LayersModel, Tensor, Tensorflow } from "./tensorflow_api.ts";

/** A network that TensorFlow.js has loaded. */
export interface TfjsNetwork {
  /** Outputs for inputs, both in the order of the model's ports. */
  readonly call: (inputs: readonly Tensor[]) => readonly Tensor[];
  /** Gives its weights back. */
  readonly dispose: () => void;
}

/** TensorFlow.js as errors over a model name it. */
export function tensorflowFor(source: ModelSource): Framework {
  return { name: "TensorFlow.js", npm: "@tensorflow/tfjs", source };
}

/** A network of layers. */
export function layersNetwork(model: LayersModel): TfjsNetwork {
  return {
    call(inputs) {
      const results = model.predictOnBatch([...inputs]);
      return Array.isArray(results) ? results : [results];
    },
    dispose: () => void model.dispose(),
  };
}

/**
 * Runs a network in TensorFlow.js (its backend in plain JavaScript).
 *
 * @param load Makes the network; what it throws is taken for TensorFlow.js's refusal.
 * @throws {InterlaceError} of kind `"failure"`, with the framework's own message, if it cannot load or run the network.
 */
export async function runNetwork(
  request: OracleRequest,
  load: (tf: Tensorflow) => Promise<TfjsNetwork>,
): Promise<OracleRun> {
  const { model, source, data } = request;
  const framework = tensorflowFor(source);
  const samples = collectSamples(model, data);
  const tf = await loadFramework(framework, loadTensorflow);
  const network = await attempt(framework, () => load(tf));
  try {
    const outputs = await runBatches(
      framework,
      { model, samples },
      (first) => attempt(framework, () => callNetwork(tf, network, { request, samples, first })),
    );
    return { oracle: `TensorFlow.js ${tf.version.tfjs}`, outputs };
  } finally {
    network.dispose();
  }
}

async function loadTensorflow(): Promise<Tensorflow> {
  const tf = await loadPackage<Tensorflow>(LATE_PACKAGES.tensorflow);
  // Deno looks like Node.js to it, for which it recommends another package on the console.
  tf.env().set("IS_NODE", false);
  await tf.setBackend("cpu");
  return tf;
}

/** Numbers and shapes of the outputs of one call. */
function callNetwork(
  tf: Tensorflow,
  network: TfjsNetwork,
  { request, samples, first }: {
    readonly request: OracleRequest;
    readonly samples: Samples;
    readonly first: number;
  },
): readonly BatchResult[] {
  const results: BatchResult[] = [];
  tf.tidy(() => {
    const inputs = request.model.inputs.map(({ name }) => {
      const { shape, data } = takeBatch(samples.arrays.get(name)!, { first, size: samples.batch });
      return tf.tensor(Float32Array.from(data), [...shape], "float32");
    });
    for (const tensor of network.call(inputs)) {
      const numbers = Float64Array.from(tensor.dataSync());
      results.push({ shape: tensor.shape, numbers: () => numbers });
    }
  });
  return results;
}
