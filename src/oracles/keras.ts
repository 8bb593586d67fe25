import { InterlaceError } from "../base/mod.ts";
import type { KerasArchive, KerasLayerStep } from "../frontends/keras/archive.ts";
import { openKerasH5, openKerasZip } from "../frontends/keras/mod.ts";
import { type TfjsLayer, tfjsTopology } from "./keras_topology.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import type { LayersModel, Tensorflow } from "./tensorflow_api.ts";
import { layersNetwork, runNetwork } from "./tfjs_run.ts";

/**
 * Runs a Keras model, of either kind of file, in TensorFlow.js.
 *
 * @returns Null as {@linkcode runKerasInTfjs} does.
 * @throws {InterlaceError} as {@linkcode runKerasInTfjs} does.
 */
export async function runKeras(request: OracleRequest): Promise<OracleRun | null> {
  const { format, main, files } = request.source;
  // deno-lint-ignore require-await
  const source = { main, read: async (path: string) => files.get(path) ?? new Uint8Array() };
  const archive = await (format === "keras" ? openKerasZip(source) : openKerasH5(source));
  return await runKerasInTfjs(request, archive);
}

/**
 * Runs a Keras network in TensorFlow.js, which has many of Keras's layers: the configuration is rewritten as far as
 * the versions differ, and the weights are put into the layers that TensorFlow.js makes of it.
 *
 * @param archive The opened file of the model.
 * @returns Null where TensorFlow.js lacks a layer of the network, or computes it otherwise.
 * @throws {InterlaceError} of kind `"failure"` if TensorFlow.js cannot load or run the network.
 */
export async function runKerasInTfjs(
  request: OracleRequest,
  archive: KerasArchive,
): Promise<OracleRun | null> {
  const topology = tfjsTopology(archive.config, archive.generation);
  if (topology === null) return null;
  return await runNetwork(request, async (tf) => {
    // TensorFlow.js changes what it is given; without weights it draws some.
    // deno-lint-ignore require-await
    const load = async () => ({ modelTopology: structuredClone(topology) });
    const model = await tf.loadLayersModel({ load });
    setWeights(tf, { model, layers: topology.config.layers ?? [], outer: [] }, archive);
    return layersNetwork(model);
  });
}

interface Nested {
  readonly model: LayersModel;
  /** The layers of that model as the configuration has them. */
  readonly layers: readonly TfjsLayer[];
  /** The models that this one is nested in. */
  readonly outer: readonly KerasLayerStep[];
}

function setWeights(tf: Tensorflow, { model, layers, outer }: Nested, archive: KerasArchive): void {
  const counts = new Map<string, number>();
  for (const { class_name: className, config } of layers) {
    const occurrence = counts.get(className) ?? 0;
    counts.set(className, occurrence + 1);
    const steps = [...outer, { name: config.name, className, occurrence, wrapped: false }];
    if (className === "InputLayer") continue;
    const layer = model.getLayer(config.name);
    if (layer instanceof tf.LayersModel) {
      setWeights(tf, { model: layer, layers: config.layers ?? [], outer: steps }, archive);
      continue;
    }
    const variables = layer.weights.map(({ originalName }) => originalName.replace(/^.*\//, ""));
    if (variables.length === 0) continue;
    const values = archive.weights({ steps, variables });
    if (values.length !== variables.length) {
      throw new InterlaceError(
        `Cannot read layer "${config.name}": it has ${values.length} variables, expected ${variables}`,
      );
    }
    layer.setWeights(
      values.map(({ shape, data }) => tf.tensor(Float32Array.from(data), [...shape], "float32")),
    );
  }
}
