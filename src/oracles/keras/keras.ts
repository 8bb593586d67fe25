import { memorySource } from "../../frontends/memory.ts";
import type { KerasArchive, KerasLayerStep } from "../../frontends/keras/archives/archive.ts";
import type { FileSource } from "../../frontends/frontend.ts";
import { openKerasH5, openKerasJson, openKerasZip } from "../../frontends/keras/mod.ts";
import { attempt } from "../framework.ts";
import { type LayerNames, type TfjsLayer, tfjsTopology } from "./keras_topology.ts";
import { OracleRefusal } from "../refusal.ts";
import type { OracleRequest, OracleRun } from "../request.ts";
import type { LayersModel, Tensorflow } from "../tfjs/tensorflow_api.ts";
import { layersNetwork } from "../tfjs/tfjs_layers.ts";
import { runNetwork } from "../tfjs/tfjs_run.ts";

/** How the files of each format of Keras are opened. */
const OPENERS: ReadonlyMap<string, (files: FileSource) => Promise<KerasArchive>> = new Map([
  ["keras", openKerasZip],
  ["keras_h5", openKerasH5],
  ["keras_json", openKerasJson],
]);

/**
 * Runs a Keras model, of any kind of file, in TensorFlow.js.
 *
 * @throws {OracleRefusal} as {@linkcode runKerasInTfjs} does.
 */
export async function runKeras(request: OracleRequest): Promise<OracleRun> {
  const open = OPENERS.get(request.source.format)!;
  return await runKerasInTfjs(request, await attempt(() => open(memorySource(request.source))));
}

/**
 * Runs a Keras network in TensorFlow.js, which has many of Keras's layers: the configuration is rewritten as far as
 * the versions differ, and the weights are put into the layers that TensorFlow.js makes of it.
 *
 * @param archive The opened file of the model.
 * @throws {OracleRefusal} where TensorFlow.js lacks a layer of the network, computes it otherwise, or cannot load it.
 */
export async function runKerasInTfjs(request: OracleRequest, archive: KerasArchive): Promise<OracleRun> {
  const { root, names } = tfjsTopology(archive.config, archive.generation);
  return await runNetwork(request, async (tf) => {
    // TensorFlow.js changes what it is given; without weights it draws some.
    // deno-lint-ignore require-await
    const load = async () => ({ modelTopology: structuredClone(root) });
    const model = await tf.loadLayersModel({ load });
    setWeights(tf, { model, layers: root.config.layers ?? [], outer: [], names }, archive);
    return layersNetwork(tf, model, { request, nameOf: (name) => names.given(name) });
  });
}

interface Nested {
  readonly names: LayerNames;
  readonly model: LayersModel;
  /** The layers of that model as the configuration has them. */
  readonly layers: readonly TfjsLayer[];
  /** The models that this one is nested in. */
  readonly outer: readonly KerasLayerStep[];
}

function setWeights(tf: Tensorflow, { model, layers, outer, names }: Nested, archive: KerasArchive): void {
  const counts = new Map<string, number>();
  for (const { class_name: className, config } of layers) {
    const occurrence = counts.get(className) ?? 0;
    counts.set(className, occurrence + 1);
    const stored = names.stored(config.name);
    const steps = [...outer, { name: stored, className, occurrence, wrapped: false }];
    if (className === "InputLayer") continue;
    const layer = model.getLayer(config.name);
    if (layer instanceof tf.LayersModel) {
      setWeights(tf, { model: layer, layers: config.layers ?? [], outer: steps, names }, archive);
      continue;
    }
    const variables = layer.weights.map(({ originalName }) => originalName.replace(/^.*\//, ""));
    if (variables.length === 0) continue;
    const values = archive.weights({ steps, variables });
    if (values.length !== variables.length) {
      const reason = `the file has ${values.length} variables of a layer, it expects ${variables}`;
      throw new OracleRefusal({ reason, node: stored });
    }
    layer.setWeights(
      values.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape], "float32")),
    );
  }
}
