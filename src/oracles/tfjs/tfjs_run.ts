import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";
import type { SourceTensor } from "../../model/mod.ts";
import { attempt, type BatchResult, loadFramework, runBatches } from "../framework.ts";
import type { OracleRequest, OracleRun } from "../request.ts";
import { collectSamples, type Samples, takeBatch } from "../samples.ts";
import type { Tensor, Tensorflow } from "./tensorflow_api.ts";

/** A network that TensorFlow.js has loaded. */
export interface TfjsNetwork {
  /** Tensors between inputs and outputs that it can give. */
  readonly tensors: readonly SourceTensor[];
  /** Outputs for inputs, both in the order of the model's ports, and if asked for its inner tensors behind them. */
  readonly call: (inputs: readonly Tensor[], inner: boolean) => readonly Tensor[];
  /** Gives its weights back. */
  readonly dispose: () => void;
}

/**
 * Runs a network in TensorFlow.js (its backend in plain JavaScript).
 *
 * @param load Makes the network; what it throws is taken for TensorFlow.js's refusal.
 * @throws {OracleRefusal} with the framework's own message, if it cannot load or run the network.
 * @throws {OracleDisagreement} if it gives a tensor another shape than the imported model.
 */
export async function runNetwork(
  request: OracleRequest,
  load: (tf: Tensorflow) => Promise<TfjsNetwork>,
): Promise<OracleRun> {
  const { model, data, innerSamples } = request;
  const samples = collectSamples(model, data);
  const tf = await loadFramework(LATE_PACKAGES.tensorflow, loadTensorflow);
  const network = await attempt(() => load(tf));
  try {
    const { tensors } = network;
    const results = await runBatches(
      samples,
      { outputs: model.outputs, inner: { tensors, samples: innerSamples } },
      (first, inner) =>
        attempt(() => callNetwork(tf, network, { request, samples, first, inner: inner.length > 0 })),
    );
    return {
      kind: "run",
      oracle: `TensorFlow.js ${tf.version.tfjs}`,
      outputs: new Map(model.outputs.map(({ name }, i) => [name, results.outputs[i]])),
      tensors: tensors.flatMap((tensor, i) => {
        const array = results.inner[i];
        return array === null ? [] : [{ tensor, array }];
      }),
      precision: { name: "float32", epsilon: 2 ** -23 },
    };
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

/** Numbers and shapes of the outputs of one call, and of inner tensors. */
function callNetwork(
  tf: Tensorflow,
  network: TfjsNetwork,
  { request, samples, first, inner }: {
    readonly request: OracleRequest;
    readonly samples: Samples;
    readonly first: number;
    readonly inner: boolean;
  },
): readonly BatchResult[] {
  const results: BatchResult[] = [];
  tf.tidy(() => {
    const inputs = request.model.inputs.map(({ name }) => {
      const { shape, data } = takeBatch(samples.arrays.get(name)!, { first, size: samples.batch });
      return tf.tensor(Float32Array.from(data), [...shape], "float32");
    });
    for (const tensor of network.call(inputs, inner)) {
      results.push({ shape: tensor.shape, numbers: Float64Array.from(tensor.dataSync()) });
    }
  });
  return results;
}
