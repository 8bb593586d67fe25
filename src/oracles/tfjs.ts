import { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../base/mod.ts";
import { relativePath } from "../frontends/relative_path.ts";
import type { ModelSource, Port } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { collectSamples, type Samples, takeBatch } from "./samples.ts";

type Tensorflow = typeof import("npm:@tensorflow/tfjs@4.22.0");
type Tensor = ReturnType<Tensorflow["tensor"]>;
type GraphModel = Awaited<ReturnType<Tensorflow["loadGraphModel"]>>;
/** What TensorFlow.js loads a model from: topology, weights and what is known of them. */
export type TfjsArtifacts = import("npm:@tensorflow/tfjs@4.22.0").io.ModelArtifacts;
/** `model.json`. */
type ModelJson = import("npm:@tensorflow/tfjs@4.22.0").io.ModelJSON;

/** Tensors of one call, in the order of the model's ports. */
type Call = (inputs: readonly Tensor[]) => readonly Tensor[];

/** A network that TensorFlow.js has loaded. */
interface Network {
  readonly call: Call;
  readonly dispose: () => void;
}

/**
 * Runs a TensorFlow.js model, of layers or a graph, in TensorFlow.js (its backend in plain JavaScript).
 *
 * @returns Null for a graph with channels in front, which TensorFlow.js computes as if they were last.
 * @throws {InterlaceError} of kind `"failure"`, with the framework's own message, if it cannot load or run the model.
 */
export async function runTfjs(request: OracleRequest): Promise<OracleRun | null> {
  const artifacts = await attempt(request.source, () => storedArtifacts(request.source));
  return hasChannelsFirst(artifacts) ? null : await runTfjsArtifacts(request, artifacts);
}

/**
 * Runs a model in TensorFlow.js that is given as artifacts of it: a topology in the manner of Keras 2 or a graph, and
 * weights.
 *
 * @throws {InterlaceError} as {@linkcode runTfjs} does.
 */
export async function runTfjsArtifacts(request: OracleRequest, artifacts: TfjsArtifacts): Promise<OracleRun> {
  const { model, source, data } = request;
  const samples = collectSamples(model, data);
  const tf = await loadTensorflow(source);
  const network = await attempt(source, () => loadNetwork(tf, request, artifacts));
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

/** `model.json` and its weights as they are: TensorFlow.js itself reads and scales them. */
function storedArtifacts({ main, files }: ModelSource): TfjsArtifacts {
  const json: ModelJson = JSON.parse(new TextDecoder().decode(files.get(main)));
  const folder = main.replace(/[^/]*$/, "");
  const shards = json.weightsManifest.flatMap(({ paths }) => paths)
    .map((path) => files.get(`${folder}${relativePath(path)}`) ?? new Uint8Array());
  return {
    format: json.format,
    modelTopology: json.modelTopology,
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
    weightData: shards.map((shard) => shard.slice().buffer),
  };
}

/** Whether a node of a graph has `data_format` NCHW: bias, normalisation and pooling ignore it, whatever they read. */
function hasChannelsFirst({ modelTopology }: TfjsArtifacts): boolean {
  const nodes = modelTopology && "node" in modelTopology ? modelTopology.node : [];
  const parsed = graphLayouts.safeParse(nodes);
  return parsed.success && parsed.data.some(({ attr }) => attr?.data_format?.s === btoa("NCHW"));
}

const graphLayouts = z.array(z.object({
  attr: z.object({ data_format: z.object({ s: z.unknown() }).optional() }).optional(),
}));

async function loadNetwork(
  tf: Tensorflow,
  { model, data }: OracleRequest,
  artifacts: TfjsArtifacts,
): Promise<Network> {
  const { modelTopology = {} } = artifacts;
  // deno-lint-ignore require-await
  const handler = { load: async () => artifacts };
  if ("node" in modelTopology) {
    const graph = await tf.loadGraphModel(handler);
    return { call: graphCall(tf, graph, { model, data }), dispose: () => graph.dispose() };
  }
  const layers = await tf.loadLayersModel(handler);
  return {
    call(inputs) {
      const results = layers.predictOnBatch([...inputs]);
      return Array.isArray(results) ? results : [results];
    },
    dispose: () => void layers.dispose(),
  };
}

/** Names of inputs and outputs in a graph's signature are those of the ports, but for a `:0` behind them. */
function graphCall(
  tf: Tensorflow,
  graph: GraphModel,
  { model }: Pick<OracleRequest, "model" | "data">,
): Call {
  const signature: { inputs?: SignatureMap; outputs?: SignatureMap } = graph.modelSignature ?? {};
  const nodeOf = (port: Port, known: SignatureMap = {}) => {
    const entry = Object.entries(known).find(([key]) => key.replace(/:0$/, "") === port.name);
    return entry?.[1].name ?? port.name;
  };
  const names = model.inputs.map((port) => nodeOf(port, signature.inputs));
  const wanted = model.outputs.map((port) => nodeOf(port, signature.outputs));
  const bare = (name: string) => name.replace(/:0$/, "");
  // An input that no output depends on is none of the model's.
  const unread = graph.inputs.filter(({ name }) => !names.some((known) => bare(known) === bare(name)));
  return (inputs) => {
    const feeds = Object.fromEntries([
      ...names.map((name, i) => [name, inputs[i]]),
      ...unread.map(({ name, shape, dtype }) => [
        name,
        tf.zeros((shape ?? []).map((size) => size > 0 ? size : 1), dtype),
      ]),
    ]);
    const results = graph.execute(feeds, wanted);
    return Array.isArray(results) ? results : [results];
  };
}

type SignatureMap = Readonly<Record<string, { readonly name: string }>>;

/** Turns what TensorFlow.js throws into a negative answer. */
async function attempt<T>({ main }: ModelSource, action: () => T | Promise<T>): Promise<T> {
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
  network: Network,
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
