import { InterlaceError } from "../../base/errors.ts";
import { readJson } from "../../base/json.ts";
import type { Model } from "../../model/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { Refusal, Unavailable } from "../import/refusal.ts";
import { type KerasArchive, type KerasLayerRef, TRAINING_NOTE } from "./archive.ts";
import { Hdf5File } from "./hdf5/mod.ts";
import { canonicalClass, operatorOf } from "./layers/table.ts";
import { importKerasNetwork } from "./network.ts";
import { isModel, type KerasEntry, parseEntry, parseGraph } from "./topology.ts";
import { variablesOf } from "./variables.ts";

/** Where whole models keep their weights. */
const WEIGHTS = "model_weights";

/** Lists of names that are too long for an attribute are cut in parts, fewer than these. */
const MAX_PARTS = 1024;

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
  const file = new Hdf5File(main, bytes);
  const [text] = file.texts("", "model_config") ?? [];
  if (text === undefined) throw noModel(file);
  if (!file.has(WEIGHTS)) {
    throw new InterlaceError(`Cannot import ${main}: it holds a configuration but no weights`, {
      place: { file: main },
      hint: "Save the model with model.save.",
    });
  }
  const config = readJson(new TextEncoder().encode(text), `${main}, attribute model_config`, {
    python: true,
  });
  const [version = "1"] = file.texts("", "keras_version") ?? file.texts(WEIGHTS, "keras_version") ?? [];
  const nested = new NestedWeights(config);
  return {
    format: "keras_h5",
    file: main,
    generation: /^[12](\.|$)/.test(version) ? 2 : 3,
    config,
    weights: (layer) => readVariables(file, nested, layer),
    notes: file.texts("", "training_config") !== null ? [TRAINING_NOTE] : [],
    files: new Map([[main, bytes]]),
  };
}

function noModel(file: Hdf5File): InterlaceError {
  const weightsOnly = file.texts("", "layer_names") !== null || file.has("layers") ||
    file.has("_layer_checkpoint_dependencies") || file.name.endsWith(".weights.h5");
  const what = weightsOnly
    ? "it holds weights only, not the layers that they belong to"
    : "it is an HDF5 file, but no Keras model: it has no attribute model_config";
  return new InterlaceError(`Cannot import ${file.name}: ${what}`, {
    place: { file: file.name },
    hint: 'Save the whole model: model.save("model.keras").',
  });
}

/** Variables of a layer, which lie in the group of the outermost layer or model around it. */
function readVariables(
  file: Hdf5File,
  nested: NestedWeights,
  { steps, variables }: KerasLayerRef,
): readonly RealTensor[] {
  // Only archives keep what a layer holds besides variables of its own and a wrapped layer.
  if (steps.some(({ attribute }) => attribute !== undefined)) return [];
  const group = `${WEIGHTS}/${steps[0].name}`;
  const names = weightNames(file, group);
  const alone = steps.length === 1 || steps.length === 2 && steps[1].wrapped;
  const places = alone
    ? names.map((_, i) => i)
    : nested.places(steps.map(({ name }) => name), { wanted: variables.length, there: names.length });
  return places.flatMap((place) => file.tensor(`${group}/${names[place]}`) ?? []);
}

/** Names of the weights in a group, in order. */
function weightNames(file: Hdf5File, group: string): readonly string[] {
  const whole = file.texts(group, "weight_names");
  if (whole !== null) return whole;
  const parts: string[] = [];
  for (let i = 0; i < MAX_PARTS; i++) {
    const part = file.texts(group, `weight_names${i}`);
    if (part === null) break;
    for (const name of part) parts.push(name);
  }
  return parts;
}

/** Where a variable of a nested layer lies among those of the outermost model around it. */
interface Slot {
  /** Names of models and layers down to the layer. */
  readonly path: string;
  readonly trainable: boolean;
}

/**
 * The order of the weights of nested models: first all that training changes, layer by layer, then all others. Keras
 * too goes by this order alone, for the names in the file may be those of an earlier model.
 */
class NestedWeights {
  #models: ReadonlyMap<string, KerasEntry> | undefined;
  readonly #slots = new Map<string, readonly Slot[]>();

  /** @param config Of the outermost model. */
  constructor(readonly config: unknown) {}

  /** @throws {Unavailable} if a layer beside it is not supported, so that the order is not known. */
  places(
    path: readonly string[],
    count: { readonly wanted: number; readonly there: number },
  ): readonly number[] {
    this.#models ??= new Map(layersOf(parseEntry(this.config)).map((entry) => [entry.name, entry]));
    const model = this.#models.get(path[0]);
    if (model === undefined) return [];
    const slots = this.#slots.get(path[0]) ?? slotsOf(model, []);
    this.#slots.set(path[0], slots);
    // Of the layers beside it one has not the weights that it should.
    if (slots.length !== count.there) return [];
    const ordered = [
      ...slots.filter(({ trainable }) => trainable),
      ...slots.filter(({ trainable }) => !trainable),
    ];
    const key = path.join("\n");
    return ordered.flatMap((slot, place) => slot.path === key ? [place] : []).slice(0, count.wanted);
  }
}

/** Layers of a model; what is wrong with its structure is reported for the model itself. */
function layersOf(model: KerasEntry): readonly KerasEntry[] {
  try {
    return parseGraph(model).layers;
  } catch (error) {
    if (error instanceof Refusal) throw new Unavailable();
    throw error;
  }
}

function slotsOf(entry: KerasEntry, outer: readonly string[]): readonly Slot[] {
  const path = [...outer, entry.name];
  if (isModel(entry)) return layersOf(entry).flatMap((layer) => slotsOf(layer, path));
  const wrapped = entry.config.any("layer");
  if (wrapped !== null) return slotsOf(parseEntry(wrapped), path);
  if (entry.className === "InputLayer") return [];
  if (operatorOf(entry.className) === undefined) throw new Unavailable();
  const frozen = entry.config.any("trainable") === false;
  return variablesOf(canonicalClass(entry.className), entry.config)
    .map(({ trainable }) => ({ path: path.join("\n"), trainable: trainable && !frozen }));
}
