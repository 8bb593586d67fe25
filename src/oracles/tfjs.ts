import { z } from "npm:zod@4.6.7";
import { relativePath } from "../frontends/import/relative_path.ts";
import type { Model, ModelSource, Port } from "../model/mod.ts";
import { attempt } from "./framework.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import type { GraphModel, ModelArtifacts as Artifacts, ModelJson, Tensorflow } from "./tensorflow_api.ts";
import { layersNetwork, runNetwork, tensorflowFor, type TfjsNetwork } from "./tfjs_run.ts";

/**
 * Runs a TensorFlow.js model, of layers or a graph, in TensorFlow.js (its backend in plain JavaScript).
 *
 * @returns Null for a graph with channels in front, which TensorFlow.js computes as if they were last.
 * @throws {InterlaceError} of kind `"failure"`, with the framework's own message, if it cannot load or run the model.
 */
export async function runTfjs(request: OracleRequest): Promise<OracleRun | null> {
  const artifacts = await attempt(tensorflowFor(request.source), () => storedArtifacts(request.source));
  if (hasChannelsFirst(artifacts)) return null;
  return await runNetwork(request, (tf) => loadStored(tf, { artifacts, model: request.model }));
}

/** `model.json` and its weights as they are: TensorFlow.js itself reads and scales them. */
function storedArtifacts({ main, files }: ModelSource): Artifacts {
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

/** Whether a node of a graph has `data_format` NCHW: bias, normalisation and pooling ignore it, whatever they read. */
function hasChannelsFirst({ modelTopology }: Artifacts): boolean {
  const nodes = modelTopology && "node" in modelTopology ? modelTopology.node : [];
  const parsed = graphLayouts.safeParse(nodes);
  return parsed.success && parsed.data.some(({ attr }) => attr?.data_format?.s === btoa("NCHW"));
}

const graphLayouts = z.array(z.object({
  attr: z.object({ data_format: z.object({ s: z.unknown() }).optional() }).optional(),
}));

async function loadStored(
  tf: Tensorflow,
  { artifacts, model }: { readonly artifacts: Artifacts; readonly model: Model },
): Promise<TfjsNetwork> {
  // deno-lint-ignore require-await
  const handler = { load: async () => artifacts };
  if (!("node" in (artifacts.modelTopology ?? {}))) return layersNetwork(await tf.loadLayersModel(handler));
  const graph = await tf.loadGraphModel(handler);
  return { call: graphCall(tf, graph, model), dispose: () => graph.dispose() };
}

/** Names of inputs and outputs in a graph's signature are those of the ports, but for a `:0` behind them. */
function graphCall(tf: Tensorflow, graph: GraphModel, model: Model): TfjsNetwork["call"] {
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
