import { InterlaceError } from "../../../base/errors.ts";
import { readJson } from "../../../base/text/json.ts";
import type { Model } from "../../../model/mod.ts";
import type { FileSource, ImportOptions } from "../../frontend.ts";
import { type KerasArchive, TRAINING_NOTE } from "./archive.ts";
import { hasGroupWeights } from "../group_weights.ts";
import { Hdf5File } from "../hdf5/mod.ts";
import { LegacyWeights } from "../legacy_weights.ts";
import { importKerasNetwork } from "../network.ts";
import { openWeights, WEIGHTS_GROUP } from "./weights_file.ts";

/**
 * Reads a `.h5` model of Keras 2, tf.keras, or Keras 3 in its older format.
 *
 * @throws {InterlaceError} if the file is damaged or holds no whole model, or with everything that is not supported in
 * its details.
 */
export async function importKerasH5(files: FileSource, options: ImportOptions): Promise<Model> {
  return importKerasNetwork(await openKerasH5(files), options);
}

/**
 * Opens a `.h5` model.
 * @throws {InterlaceError} if the file is damaged or holds no whole model.
 */
export async function openKerasH5(files: FileSource): Promise<KerasArchive> {
  const { main } = files;
  const bytes = await files.read(main);
  const file = await Hdf5File.open(main, bytes);
  const [text] = file.texts("", "model_config") ?? [];
  if (text === undefined) throw noModel(file);
  const config = readJson(new TextEncoder().encode(text), `${main}, attribute model_config`, {
    python: true,
  });
  const foreign = await openWeights(files, config);
  if (foreign === null && !file.has(WEIGHTS_GROUP)) {
    throw new InterlaceError(`Cannot import ${main}: it holds an architecture but no weights`, {
      code: "model-unsupported",
      place: { file: main },
      hint: "Name the file of its weights with --weights, or save the whole model with model.save.",
    });
  }
  const [version = "1"] = file.texts("", "keras_version") ?? file.texts(WEIGHTS_GROUP, "keras_version") ?? [];
  const own = new LegacyWeights({ file, root: WEIGHTS_GROUP }, config);
  return {
    format: "keras_h5",
    file: main,
    generation: /^[12](\.|$)/.test(version) ? 2 : 3,
    config,
    weights: foreign?.weights ?? ((layer) => own.of(layer)),
    weightsFile: foreign?.file,
    notes: file.texts("", "training_config") !== null ? [TRAINING_NOTE] : [],
    files: new Map([[main, bytes]]),
  };
}

function noModel(file: Hdf5File): InterlaceError {
  const { name } = file;
  const weightsOnly = file.texts("", "layer_names") !== null || hasGroupWeights(file) ||
    name.endsWith(".weights.h5");
  if (!weightsOnly) {
    return new InterlaceError(
      `Cannot import ${name}: it is an HDF5 file, but no Keras model: it has no attribute model_config`,
      {
        code: "file-damaged",
        place: { file: name },
        hint: 'Save the whole model: model.save("model.keras").',
      },
    );
  }
  return new InterlaceError(
    `Cannot import ${name}: it holds weights only, not the layers that they belong to`,
    {
      code: "model-unsupported",
      place: { file: name },
      hint:
        `Write the architecture with model.to_json() to a file and name both, architecture.json --weights ${name}; ` +
        'or save the whole model: model.save("model.keras").',
    },
  );
}
