import type { Model } from "../../model/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { importKerasNetwork, type KerasArchive } from "../keras/network.ts";
import { LayerWeights } from "./layer_weights.ts";
import type { ModelJson } from "./model_json.ts";
import { readWeights } from "./weights.ts";

/** Whether `model.json` holds layers as Keras has them, not a graph of operators. */
export function isLayersModel({ format, modelTopology }: ModelJson): boolean {
  return format === "layers-model" || Object.hasOwn(modelTopology, "model_config") ||
    Object.hasOwn(modelTopology, "class_name");
}

/**
 * Imports a layers model: Keras 2's configuration with weights under their names.
 *
 * @param file The contents of `model.json`, as they are and parsed.
 * @throws {InterlaceError} with everything that is not supported in its details.
 */
export async function importLayersModel(
  source: FileSource,
  file: LayersFile,
  options: ImportOptions,
): Promise<Model> {
  return importKerasNetwork(await openLayersModel(source, file), options);
}

/** `model.json`, as it is and parsed. */
export interface LayersFile {
  readonly bytes: Uint8Array;
  readonly json: ModelJson;
}

/** A layers model as an archive of Keras. */
export async function openLayersModel(
  source: FileSource,
  { bytes, json }: LayersFile,
): Promise<KerasArchive> {
  const { main } = source;
  const { tensors, files } = await readWeights(source, json.weightsManifest);
  const index = new LayerWeights(tensors, main);
  return {
    format: "tfjs",
    file: main,
    generation: 2,
    // What TensorFlow.js saves is the configuration itself; what Python saves has it beside the version of Keras.
    config: Object.hasOwn(json.modelTopology, "model_config")
      ? json.modelTopology.model_config
      : json.modelTopology,
    weights: (layer) => index.of(layer),
    files: new Map([[main, bytes], ...files]),
  };
}
