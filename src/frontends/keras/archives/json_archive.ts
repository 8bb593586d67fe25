import { readJson } from "../../../base/text/json.ts";
import type { Model } from "../../../model/mod.ts";
import type { FileSource, ImportOptions } from "../../frontend.ts";
import { archiveProblem, type KerasArchive } from "./archive.ts";
import { isObject, KerasConfig } from "../config.ts";
import { importKerasNetwork } from "../network.ts";
import { openWeights } from "./weights_file.ts";

/**
 * Reads an architecture as `model.to_json()` gives it, with weights from the file that the user named.
 *
 * @throws {InterlaceError} if it is none, no weights were named or they cannot be read, or with everything that is not
 * supported in its details.
 */
export async function importKerasJson(files: FileSource, options: ImportOptions): Promise<Model> {
  return importKerasNetwork(await openKerasJson(files), options);
}

/**
 * Opens an architecture with its weights.
 * @throws {InterlaceError} if it is none, no weights were named or they cannot be read.
 */
export async function openKerasJson(files: FileSource): Promise<KerasArchive> {
  const { main } = files;
  const bytes = await files.read(main);
  const config = readJson(bytes, main, { python: true });
  const entry = new KerasConfig(config);
  if (!isObject(config) || !entry.has("class_name")) {
    const parts = entry.has("weight_map") ? ": it lists the parts of weights" : "";
    throw archiveProblem(
      main,
      `it is JSON, but no architecture of Keras${parts}`,
      "Write it with model.to_json().",
    );
  }
  const weights = await openWeights(files, config);
  if (weights === null) {
    throw archiveProblem(
      main,
      "it holds an architecture only, not the weights",
      'Write them with model.save_weights("model.weights.h5") and name them with --weights, or save the whole model: ' +
        'model.save("model.keras").',
    );
  }
  return {
    format: "keras_json",
    file: main,
    // Keras 3 does not write its version, all before did.
    generation: /^[12]\./.test(String(entry.any("keras_version"))) ? 2 : 3,
    config,
    weights: weights.weights,
    weightsFile: weights.file,
    files: new Map([[main, bytes]]),
  };
}
