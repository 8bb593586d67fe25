import { z } from "npm:zod@4.6.7";
import { memorySource } from "../../frontends/memory.ts";
import { relativePath } from "../../frontends/import/relative_path.ts";
import { isLayersModel, openLayersModel } from "../../frontends/tfjs/layers_model.ts";
import { parseModelJson } from "../../frontends/tfjs/model_json.ts";
import type { ModelSource, Port, SourceTensor } from "../../model/mod.ts";
import { attempt } from "../framework.ts";
import { runKerasInTfjs } from "../keras/keras.ts";
import { OracleRefusal } from "../refusal.ts";
import { innerTensors, type OracleRequest, type OracleRun } from "../request.ts";
import { layersNetwork } from "./tfjs_layers.ts";
import type { GraphModel, ModelArtifacts, ModelJson, Tensorflow } from "./tensorflow_api.ts";
import { type RenamedGraph, withoutColons } from "./tfjs_names.ts";
import { runNetwork, type TfjsNetwork } from "./tfjs_run.ts";

/**
 * Runs a TensorFlow.js model, of layers or a graph, in TensorFlow.js (its backend in plain JavaScript). Layers that it
 * refuses as they are written (Keras 3's configurations, names with blanks) are tried as it would write them, nodes of
 * graphs under names without colons.
 *
 * @throws {OracleRefusal} with the framework's own message, if it cannot load or run the model, and for a graph with
 * channels in front, which TensorFlow.js computes as if they were last.
 * @throws {OracleDisagreement} if it gives a tensor another shape than the imported model.
 */
export async function runTfjs(request: OracleRequest): Promise<OracleRun> {
  const artifacts = await attempt(() => storedArtifacts(request.source));
  const nodes = graphNodes(artifacts);
  const planar = nodes.find(({ attr }) => attr?.data_format?.s === btoa("NCHW"));
  if (planar !== undefined) {
    throw new OracleRefusal({
      reason: "it computes channels in front as if they were last",
      node: planar.name ?? null,
    });
  }
  try {
    const graph = withoutColons(artifacts) ?? { artifacts, called: (name) => name };
    return await runNetwork(request, (tf) => loadStored(tf, { graph, request }));
  } catch (error) {
    if (!(error instanceof OracleRefusal)) throw error;
    if (nodes.length === 0) return await runRewritten(request, error);
    const op = /'([^']+)'/.exec(error.reason)?.[1];
    const blamed = nodes.find((node) => node.op === op || node.name === op);
    throw new OracleRefusal({ reason: error.reason, node: blamed?.name ?? null }, { cause: error });
  }
}

/** Layers, written anew; a version of Keras beside them says how they count the calls of nested models. */
async function runRewritten(request: OracleRequest, refusal: OracleRefusal): Promise<OracleRun> {
  const { main, files } = request.source;
  return await attempt(async () => {
    const bytes = files.get(main) ?? new Uint8Array();
    const json = parseModelJson(bytes, main);
    if (!isLayersModel(json)) throw refusal;
    const archive = await openLayersModel(memorySource({ main, files }), { bytes, json });
    const version = kerasVersion.safeParse(json.modelTopology).data?.keras_version ?? "2";
    const run = await runKerasInTfjs(request, { ...archive, generation: version.startsWith("3") ? 3 : 2 });
    return { ...run, oracle: `${run.oracle} (layers written as it writes them)` };
  });
}

const kerasVersion = z.object({ keras_version: z.string() });

/** `model.json` and its weights as they are: TensorFlow.js itself reads and scales them. */
function storedArtifacts({ main, files }: ModelSource): ModelArtifacts {
  const json: ModelJson = JSON.parse(new TextDecoder().decode(files.get(main)));
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const shards = json.weightsManifest.flatMap(({ paths }) => paths)
    .map((path) => files.get(`${folder}${relativePath(path)}`) ?? new Uint8Array());
  return {
    format: json.format,
    modelTopology: json.modelTopology,
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
    // Several buffers it joins wrongly where a weight does not end with its buffer.
    weightData: joined(shards),
  };
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => {
    whole.set(part, offset);
    return offset + part.length;
  }, 0);
  return whole.buffer;
}

/** Nodes of a graph; none of a network of layers. */
function graphNodes({ modelTopology }: ModelArtifacts): z.infer<typeof graphSchema> {
  const nodes = modelTopology && "node" in modelTopology ? modelTopology.node : [];
  return graphSchema.safeParse(nodes).data ?? [];
}

const graphSchema = z.array(z.object({
  name: z.string().optional(),
  op: z.string().optional(),
  attr: z.object({ data_format: z.object({ s: z.unknown() }).optional() }).optional(),
}));

async function loadStored(
  tf: Tensorflow,
  { graph: { artifacts, called }, request }: {
    readonly graph: RenamedGraph;
    readonly request: OracleRequest;
  },
): Promise<TfjsNetwork> {
  // deno-lint-ignore require-await
  const handler = { load: async () => artifacts };
  if (!("node" in (artifacts.modelTopology ?? {}))) {
    return layersNetwork(tf, await tf.loadLayersModel(handler), { request, nameOf: (name) => name });
  }
  const tensors = innerTensors(request);
  const graph = await tf.loadGraphModel(handler);
  const call = graphCall(tf, graph, { request, tensors, called });
  return { tensors, call, dispose: () => graph.dispose() };
}

/** Names of inputs and outputs in a graph's signature are those of the ports, but for a `:0` behind them. */
function graphCall(
  tf: Tensorflow,
  graph: GraphModel,
  { request: { model }, tensors, called }: Pick<RenamedGraph, "called"> & {
    readonly request: OracleRequest;
    readonly tensors: readonly SourceTensor[];
  },
): TfjsNetwork["call"] {
  const signature: { inputs?: SignatureMap; outputs?: SignatureMap } = graph.modelSignature ?? {};
  const nodeOf = (port: Port, known: SignatureMap = {}) => {
    const entry = Object.entries(known).find(([key]) => key.replace(/:0$/, "") === port.name);
    return entry?.[1].name ?? called(port.name);
  };
  const names = model.inputs.map((port) => nodeOf(port, signature.inputs));
  const wanted = model.outputs.map((port) => nodeOf(port, signature.outputs));
  const bare = (name: string) => name.replace(/:0$/, "");
  // An input that no output depends on is none of the model's.
  const unread = graph.inputs.filter(({ name }) => !names.some((known) => bare(known) === bare(name)));
  const all = [...wanted, ...tensors.map(({ name }) => called(name))];
  return (inputs, inner) => {
    const feeds = Object.fromEntries([
      ...names.map((name, i) => [name, inputs[i]]),
      ...unread.map(({ name, shape, dtype }) => [
        name,
        tf.zeros((shape ?? []).map((size) => size > 0 ? size : 1), dtype),
      ]),
    ]);
    const results = graph.execute(feeds, inner ? all : wanted);
    return Array.isArray(results) ? results : [results];
  };
}

type SignatureMap = Readonly<Record<string, { readonly name: string }>>;
