import { readJson } from "../../../base/text/json.ts";
import type { Model } from "../../../model/mod.ts";
import { isZip } from "../../../tensor/zip_directory.ts";
import type { FileSource, ImportOptions } from "../../frontend.ts";
import { archiveProblem, type KerasArchive, TRAINING_NOTE } from "./archive.ts";
import { KerasConfig } from "../config.ts";
import { groupVariables } from "../group_weights.ts";
import { Hdf5File } from "../hdf5/mod.ts";
import { importKerasNetwork } from "../network.ts";
import { openWeights } from "./weights_file.ts";
import { ENTRIES, readArchiveEntries } from "./zip_entries.ts";

/**
 * Reads a `.keras` archive: configuration and HDF5 weights.
 *
 * @throws {InterlaceError} if the archive is damaged, declares more than a gigabyte or is not whole, or with
 * everything that is not supported in its details.
 */
export async function importKerasZip(files: FileSource, options: ImportOptions): Promise<Model> {
  return importKerasNetwork(await openKerasZip(files), options);
}

/**
 * Opens a `.keras` archive.
 * @throws {InterlaceError} if it is damaged, declares more than a gigabyte or is not whole.
 * @throws {Refusal} if what it says of training is none.
 */
export async function openKerasZip(files: FileSource): Promise<KerasArchive> {
  const { main } = files;
  const bytes = await files.read(main);
  if (!isZip(bytes)) {
    throw archiveProblem(
      main,
      "it is no zip archive, as .keras files are",
      "Save the model or copy the file again.",
    );
  }
  const entries = await readArchiveEntries(bytes, main);
  const config = entries.get(ENTRIES.config);
  if (config === undefined) throw archiveProblem(main, `it holds no ${ENTRIES.config}: it is no Keras model`);
  const parsed = readJson(config, `${main}, entry ${ENTRIES.config}`, { python: true });
  const foreign = await openWeights(files, parsed);
  const metadata = entries.get(ENTRIES.metadata);
  const version = metadata === undefined
    ? ""
    : new KerasConfig(readJson(metadata, `${main}, entry ${ENTRIES.metadata}`)).any("keras_version");
  return {
    format: "keras",
    file: main,
    generation: /^[12]\./.test(String(version)) ? 2 : 3,
    config: parsed,
    weights: foreign?.weights ?? await ownWeights(entries, main),
    weightsFile: foreign?.file,
    notes: new KerasConfig(parsed).object("compile_config").has("optimizer") ? [TRAINING_NOTE] : [],
    files: new Map([[main, bytes]]),
  };
}

/** The weights in the archive itself. */
async function ownWeights(
  entries: ReadonlyMap<string, Uint8Array>,
  main: string,
): Promise<KerasArchive["weights"]> {
  const weights = entries.get(ENTRIES.weights);
  if (weights === undefined) {
    const pickled = [...entries.keys()].some((name) => name.endsWith(".npz"));
    throw archiveProblem(
      main,
      pickled
        ? "its weights are Python objects in an .npz file, which only Python can read"
        : `it holds an architecture but no weights (${ENTRIES.weights})`,
      "Save the model with model.save, which writes HDF5 weights, or name a file of weights with --weights.",
    );
  }
  const file = await Hdf5File.open(`${main}, entry ${ENTRIES.weights}`, weights);
  return (layer) => groupVariables(file, layer);
}
