import { InterlaceError } from "../../base/errors.ts";
import { readJson } from "../../base/json.ts";
import type { Model } from "../../model/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";
import { loadDecompressor } from "../../tensor/zip_contents.ts";
import { isZip, listZip } from "../../tensor/zip_directory.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { type KerasArchive, type KerasLayerRef, snakeCase, TRAINING_NOTE } from "./archive.ts";
import { KerasConfig } from "./config.ts";
import { Hdf5File } from "./hdf5/mod.ts";
import { importKerasNetwork } from "./network.ts";

/** Files of an archive. */
const ENTRY = { config: "config.json", metadata: "metadata.json", weights: "model.weights.h5" };

/** Bytes that all files of an archive may declare together. */
const MAX_BYTES = 2 ** 30;

/** Names that the layers of a model have had in the weights of Keras 3 and of its forerunners. */
const LAYER_GROUPS = ["layers", "_layer_checkpoint_dependencies"];

/** Whether bytes are a zip archive that holds a model's configuration. */
export function isKerasZip(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false;
  try {
    return listZip(bytes, "").some(({ name }) => name === ENTRY.config);
  } catch (error) {
    if (error instanceof InterlaceError) return false;
    throw error;
  }
}

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
 */
export async function openKerasZip(files: FileSource): Promise<KerasArchive> {
  const { main } = files;
  const bytes = await files.read(main);
  if (!isZip(bytes)) {
    throw problem(
      main,
      "it is no zip archive, as .keras files are",
      "Save the model or copy the file again.",
    );
  }
  const entries = await readEntries(bytes, main);
  const config = entries.get(ENTRY.config);
  if (config === undefined) throw problem(main, `it holds no ${ENTRY.config}: it is no Keras model`);
  const weights = entries.get(ENTRY.weights);
  if (weights === undefined) {
    const pickled = [...entries.keys()].some((name) => name.endsWith(".npz"));
    throw problem(
      main,
      pickled
        ? "its weights are Python objects in an .npz file, which only Python can read"
        : `it holds no weights (${ENTRY.weights})`,
      "Save the model with model.save, which writes HDF5 weights.",
    );
  }
  const file = new Hdf5File(`${main}, entry ${ENTRY.weights}`, weights);
  const parsed = readJson(config, `${main}, entry ${ENTRY.config}`, { python: true });
  const metadata = entries.get(ENTRY.metadata);
  const version = metadata === undefined
    ? ""
    : new KerasConfig(readJson(metadata, `${main}, entry ${ENTRY.metadata}`)).any("keras_version");
  return {
    format: "keras",
    file: main,
    generation: /^[12]\./.test(String(version)) ? 2 : 3,
    config: parsed,
    weights: (layer) => readVariables(file, layer),
    notes: new KerasConfig(parsed).object("compile_config").has("optimizer") ? [TRAINING_NOTE] : [],
    files: new Map([[main, bytes]]),
  };
}

async function readEntries(bytes: Uint8Array, name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const listed = listZip(bytes, name);
  const declared = listed.reduce((sum, entry) => sum + entry.size, 0);
  if (declared > MAX_BYTES) {
    throw problem(name, `it holds ${declared} bytes uncompressed, more than the limit of ${MAX_BYTES}`);
  }
  const decompress = await loadDecompressor();
  const wanted: readonly string[] = Object.values(ENTRY);
  return new Map(
    listed.map((entry) => [
      entry.name,
      wanted.includes(entry.name) ? decompress(entry, name) : new Uint8Array(0),
    ]),
  );
}

/** Variables lie in groups named by class and occurrence, `layers/conv2d_1/vars/0`; a wrapper's layer is `layer`. */
function readVariables(file: Hdf5File, { steps, variables }: KerasLayerRef): readonly RealTensor[] {
  for (const group of LAYER_GROUPS) {
    const path = steps.map(({ className, occurrence, wrapped, attribute = "layer" }) =>
      wrapped ? attribute : `${group}/${snakeCase(className)}${occurrence === 0 ? "" : `_${occurrence}`}`
    ).join("/");
    const held = Map.groupBy(variables, (name) => name.slice(0, name.lastIndexOf("/") + 1));
    const found = [...held.keys()].flatMap((holder) => {
      // One more than there should be, to notice that they are not as many.
      const count = held.get(holder)!.length + 1;
      const tensors = Array.from({ length: count }, (_, i) => file.tensor(`${path}/${holder}vars/${i}`));
      return tensors.flatMap((tensor, i) =>
        tensor === null ? [] : [{ tensor, name: held.get(holder)![i] ?? null }]
      );
    });
    if (found.length === 0) continue;
    const order = (name: string | null) => name === null ? variables.length : variables.indexOf(name);
    return found.toSorted((a, b) => order(a.name) - order(b.name)).map(({ tensor }) => tensor);
  }
  return [];
}

function problem(file: string, what: string, hint?: string): InterlaceError {
  return new InterlaceError(`Cannot import ${file}: ${what}`, { place: { file }, hint });
}
