import { InterlaceError } from "../../../base/errors.ts";
import { isZip } from "../../../tensor/zip_directory.ts";
import type { FileSource, NamedFile } from "../../frontend.ts";
import type { KerasArchive } from "./archive.ts";
import { groupVariables, hasGroupWeights } from "../group_weights.ts";
import { Hdf5File, isHdf5 } from "../hdf5/mod.ts";
import { LegacyWeights } from "../legacy_weights.ts";
import { readArchiveEntries, WEIGHTS_ENTRY } from "./zip_entries.ts";

/** Where whole `.h5` models keep their weights. */
export const WEIGHTS_GROUP = "model_weights";

const HINT = 'Write it with model.save_weights("model.weights.h5").';

/** Weights of a model from a file that the user named. */
export interface ForeignWeights extends Pick<KerasArchive, "weights"> {
  readonly file: NamedFile;
}

/**
 * Opens the file of weights that the user named.
 *
 * @param config Of the outermost model.
 * @returns Null if none was named.
 * @throws {InterlaceError} if it cannot be read or holds no weights of Keras.
 */
export async function openWeights(files: FileSource, config: unknown): Promise<ForeignWeights | null> {
  const file = await files.weights?.();
  if (file === undefined) return null;
  const hdf5 = await hdf5Of(file);
  if (hasGroupWeights(hdf5)) return { file, weights: (layer) => groupVariables(hdf5, layer) };
  const root = hdf5.has(WEIGHTS_GROUP) ? WEIGHTS_GROUP : "";
  if (root === "" && hdf5.texts("", "layer_names") === null && hdf5.texts("", "layer_names0") === null) {
    throw problem(file.name, "it is an HDF5 file, but holds no weights of Keras");
  }
  const legacy = new LegacyWeights({ file: hdf5, root }, config);
  return { file, weights: (layer) => legacy.of(layer) };
}

/** The HDF5 file that a file of weights is, or that the archive of a whole model holds. */
async function hdf5Of({ name, bytes }: NamedFile): Promise<Hdf5File> {
  if (isHdf5(bytes)) return await Hdf5File.open(name, bytes);
  if (isZip(bytes)) {
    const weights = (await readArchiveEntries(bytes, name)).get(WEIGHTS_ENTRY);
    if (weights !== undefined) return await Hdf5File.open(`${name}, entry ${WEIGHTS_ENTRY}`, weights);
    throw problem(name, `it is an archive without ${WEIGHTS_ENTRY}`);
  }
  if (/\.(ckpt|index|data-\d+-of-\d+)$/.test(name)) {
    throw problem(name, "it is a checkpoint of TensorFlow, which only TensorFlow can read");
  }
  if (/\.json$/.test(name)) throw problem(name, "it is JSON, perhaps the list of parts of weights");
  throw problem(name, "it is no HDF5 file, as Keras's weights are");
}

function problem(file: string, what: string): InterlaceError {
  return new InterlaceError(`Cannot read weights from ${file}: ${what}`, {
    code: "option-invalid",
    place: { file, field: "--weights" },
    hint: HINT,
  });
}
