import type { RealTensor } from "../../tensor/mod.ts";
import { Refusal, Unavailable } from "../import/refusal.ts";
import type { KerasLayerRef } from "./archives/archive.ts";
import type { Hdf5File } from "./hdf5/mod.ts";
import { canonicalClass, operatorOf } from "./layers/table.ts";
import { isModel, type KerasEntry, parseEntry, parseGraph } from "./topology.ts";
import { variablesOf } from "./variables.ts";

/** Lists of names that are too long for an attribute are cut in parts, fewer than these. */
const MAX_PARTS = 1024;

/** The weights of a `.h5` file: a group a layer, with a list of the names of its weights. */
export class LegacyWeights {
  readonly #file: Hdf5File;
  readonly #root: string;
  readonly #nested: NestedWeights;
  readonly #config: unknown;
  #groups: ReadonlyMap<string, string> | undefined;

  /**
   * @param place The file, and the group that the layers' groups lie in (`""` for the file itself).
   * @param config Of the outermost model.
   */
  constructor({ file, root }: { readonly file: Hdf5File; readonly root: string }, config: unknown) {
    this.#file = file;
    this.#root = root === "" ? "" : `${root}/`;
    this.#config = config;
    this.#nested = new NestedWeights(config);
  }

  /** Variables of a layer, which lie in the group of the outermost layer or model around it. */
  of({ steps, variables }: KerasLayerRef): readonly RealTensor[] {
    // Only archives keep what a layer holds besides variables of its own and a wrapped layer.
    if (steps.some(({ attribute }) => attribute !== undefined)) return [];
    this.#groups ??= this.#groupsByLayer();
    const group = `${this.#root}${this.#groups.get(steps[0].name) ?? steps[0].name}`;
    const names = listOf(this.#file, group, "weight_names");
    const alone = steps.length === 1 || steps.length === 2 && steps[1].wrapped;
    const places = alone
      ? names.map((_, i) => i)
      : this.#nested.places(steps.map(({ name }) => name), { wanted: variables.length, there: names.length });
    return places.flatMap((place) => this.#file.tensor(`${group}/${names[place]}`) ?? []);
  }

  /**
   * Groups by the layers of the outermost model. Keras goes by the order of the layers that have weights, for it counts
   * names up from model to model.
   */
  #groupsByLayer(): ReadonlyMap<string, string> {
    const all = listOf(this.#file, this.#root.slice(0, -1), "layer_names");
    const groups = all.filter((name) =>
      listOf(this.#file, `${this.#root}${name}`, "weight_names").length > 0
    );
    const layers = weightedLayers(this.#config);
    return new Map(layers?.length === groups.length ? layers.map((name, i) => [name, groups[i]]) : []);
  }
}

/** Names of the layers of the outermost model that make variables; null if nobody can say. */
function weightedLayers(config: unknown): readonly string[] | null {
  try {
    return layersOf(parseEntry(config)).filter((layer) => slotsOf(layer, []).length > 0).map(({ name }) =>
      name
    );
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unavailable) return null;
    throw error;
  }
}

/** A list of names in an attribute, in order. */
function listOf(file: Hdf5File, group: string, attribute: string): readonly string[] {
  const whole = file.texts(group, attribute);
  if (whole !== null) return whole;
  const parts: string[] = [];
  for (let i = 0; i < MAX_PARTS; i++) {
    const part = file.texts(group, `${attribute}${i}`);
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
