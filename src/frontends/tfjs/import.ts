import type { Model } from "../../model/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { importGraphModel } from "./graph_model.ts";
import { importLayersModel, isLayersModel } from "./layers_model.ts";
import { parseModelJson } from "./model_json.ts";

/**
 * Reads a TensorFlow.js model: layers as Keras has them, or a graph of TensorFlow's operators.
 *
 * @throws {InterlaceError} if a file is damaged or missing, or with everything that is not supported in its details.
 */
export async function importModelJson(source: FileSource, options: ImportOptions): Promise<Model> {
  const bytes = await source.read(source.main);
  const json = parseModelJson(bytes, source.main);
  const importAs = isLayersModel(json) ? importLayersModel : importGraphModel;
  return await importAs(source, { bytes, json }, options);
}
