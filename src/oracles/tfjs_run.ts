import { InterlaceError } from "../base/mod.ts";
import type { ModelSource, Port } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { collectSamples, type Samples, takeBatch } from "./samples.ts";

/** The framework, which is loaded by the first call. */
export type Tensorflow = typeof import("npm:@tensorflow/tfjs@4.22.0");
/** Numbers in its hands. */
export type Tensor = ReturnType<Tensorflow["tensor"]>;

/** A network that TensorFlow.js has loaded. */
export interface TfjsNetwork {
  /** Outputs for inputs, both in the order of the model's ports. */
  readonly call: (inputs: readonly Tensor[]) => readonly Tensor[];
  /** Gives its weights back. */
  readonly dispose: () => void;
}

/** A network of layers. */
export function layersNetwork(model: Awaited<ReturnType<Tensorflow["loadLayersModel"]>>): TfjsNetwork {
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
  const samples = collectSamples(model, data);
  const tf = await loadTensorflow(source);
  const network = await attempt(source, () => load(tf));
  try {
    const outputs = new Map(model.outputs.map((port) => [port.name, emptyOutput(port, samples.count)]));
    for (let first = 0; first < samples.count; first += samples.batch) {
      const results = await attempt(source, () => callNetwork(tf, network, { request, samples, first }));
      for (const [i, port] of model.outputs.entries()) {
        storeBatch(outputs.get(port.name)!, { port, source, samples, first, result: results[i] });
      }
    }
    return { oracle: `TensorFlow.js ${tf.version.tfjs}`, outputs };
  } finally {
    network.dispose();
  }
}

async function loadTensorflow({ main }: ModelSource): Promise<Tensorflow> {
  try {
    const tf = await import("npm:@tensorflow/tfjs@4.22.0");
    // Deno looks like Node.js to it, for which it recommends another package on the console.
    tf.env().set("IS_NODE", false);
    await tf.setBackend("cpu");
    return tf;
  } catch (cause) {
    throw new InterlaceError(`Cannot run ${main} in TensorFlow.js: it cannot be loaded`, {
      kind: "failure",
      details: [String(cause)],
      hint: "npm:@tensorflow/tfjs is fetched once; check the network and Deno's permissions.",
      cause,
    });
  }
}

/** Turns what TensorFlow.js throws into a negative answer. */
export async function attempt<T>({ main }: ModelSource, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InterlaceError(`Cannot run ${main} in TensorFlow.js: it refuses the model`, {
      kind: "failure",
      place: { file: main },
      details: [message],
      cause,
    });
  }
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
): readonly NdArray[] {
  const results: NdArray[] = [];
  tf.tidy(() => {
    const inputs = request.model.inputs.map(({ name }) => {
      const { shape, data } = takeBatch(samples.arrays.get(name)!, { first, size: samples.batch });
      return tf.tensor(Float32Array.from(data), [...shape], "float32");
    });
    for (const tensor of network.call(inputs)) {
      results.push({ shape: tensor.shape, data: Float64Array.from(tensor.dataSync()) });
    }
  });
  return results;
}

function emptyOutput({ sourceShape }: Port, count: number): NdArray {
  const shape = [count, ...sourceShape];
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Copies the results of one call into an output, without those of repeated samples. */
function storeBatch(
  output: NdArray,
  { port, source, samples, first, result }: {
    readonly port: Port;
    readonly source: ModelSource;
    readonly samples: Samples;
    readonly first: number;
    readonly result: NdArray;
  },
): void {
  const expected = [samples.batch, ...port.sourceShape];
  if (result.shape.join() !== expected.join()) {
    throw new InterlaceError(
      `Cannot run ${source.main} in TensorFlow.js: it gives output "${port.name}" the shape (${
        result.shape.join(", ")
      }), expected (${expected.join(", ")})`,
      { kind: "failure", place: { file: source.main } },
    );
  }
  const size = sizeOf(port.sourceShape);
  const kept = Math.min(samples.batch, samples.count - first);
  output.data.set(result.data.subarray(0, kept * size), first * size);
}
