import { InterlaceError } from "../../base/errors.ts";
import { type Layer, outputShapeOf } from "../../layers/mod.ts";
import type { SourceTensor } from "../../model/mod.ts";
import { ElementBudget, MAX_TENSOR_ELEMENTS } from "../../tensor/bounds.ts";
import { Refusal } from "./refusal.ts";
import { layerShape, type Signal, sourceTensor } from "./signal.ts";

/** A layer without what the builder adds. */
export type LayerSpec = Layer extends infer L ? L extends Layer ? Omit<L, "name" | "inputs"> : never : never;

/** Collects the layers of a model under import. */
export class LayerBuilder {
  readonly #layers = new Map<string, Layer>();
  readonly #names = new Set<string>();
  readonly #tensors: SourceTensor[] = [];
  /** The first number that may be free behind a name that was wanted before. */
  readonly #counts = new Map<string, number>();
  readonly #parameters = new ElementBudget();

  /** The layers so far, in order. */
  get layers(): readonly Layer[] {
    return [...this.#layers.values()];
  }

  /** What was remembered, but for names that stand for several tensors. */
  get tensors(): readonly SourceTensor[] {
    const byName = Map.groupBy(
      this.#tensors,
      ({ name, beforeActivation = false }) => `${beforeActivation} ${name}`,
    );
    return [...byName.values()].flatMap((found) => found.length === 1 ? found : []);
  }

  /** Notes which of the source's tensors a signal is, for `ModelSource.tensors`. */
  remember(
    signal: Signal,
    { name, beforeActivation }: Pick<SourceTensor, "name" | "beforeActivation">,
  ): void {
    this.#tensors.push({ ...sourceTensor(name, signal), ...(beforeActivation && { beforeActivation }) });
  }

  /** A layer as it is by now: its bias may still grow. */
  layer(name: string): Layer | undefined {
    return this.#layers.get(name);
  }

  /** A name that no other layer has: `wanted`, or `wanted` with the first free number. */
  claim(wanted: string): string {
    let name = wanted;
    // No name is given back, so that the search goes on where it ended.
    let count = this.#counts.get(wanted) ?? 2;
    while (this.#names.has(name)) name = `${wanted}_${count++}`;
    this.#counts.set(wanted, count);
    this.#names.add(name);
    return name;
  }

  /**
   * Accounts for numbers that are about to be allocated, so that a small file cannot ask for all memory.
   * @throws {Refusal} if the model would have too many.
   */
  reserve(count: number): void {
    if (!this.#parameters.take(count)) {
      throw new Refusal(`the model's parameters exceed ${MAX_TENSOR_ELEMENTS} numbers`);
    }
  }

  /** Numbers that were accounted for. */
  get reserved(): number {
    return this.#parameters.taken;
  }

  /** Adds a graph input. */
  input(signal: Omit<Signal, "layer">, name: string): Signal {
    const entry = { ...signal, layer: this.claim(name) };
    const layer: Layer = { kind: "input", name: entry.layer, inputs: [], shape: layerShape(entry) };
    checkedShape(layer, []);
    this.#layers.set(layer.name, layer);
    return entry;
  }

  /**
   * Adds a layer that reads one tensor or several.
   *
   * @param options `axes`: those of the result, default those of the first source.
   * @throws {Refusal} if the layer does not fit what it reads.
   */
  emit(
    spec: LayerSpec,
    source: Signal | readonly Signal[],
    options: { readonly name: string; readonly axes?: readonly number[] },
  ): Signal {
    const sources = "layer" in source ? [source] : source;
    const [first] = sources;
    const { name, axes = first.axes } = options;
    const layer: Layer = { ...spec, name: this.claim(name), inputs: sources.map((each) => each.layer) };
    const sizes = checkedShape(layer, sources.map(layerShape));
    this.#layers.set(layer.name, layer);
    const shape = sizes.map((_, axis) => sizes[axes.indexOf(axis)]);
    return { layer: layer.name, shape, axes, batch: first.batch };
  }

  /**
   * Adds to the bias of the layer that made a signal; false if the layer has none to add to, or one of a type that
   * training has chosen.
   */
  addBias(signal: Signal, values: Float64Array): boolean {
    const layer = this.#layers.get(signal.layer);
    if (layer === undefined || !("bias" in layer) || layer.types?.bias !== undefined) return false;
    const { bias } = layer;
    const sum = bias === null ? values : values.map((value, i) => value + bias[i]);
    this.#layers.set(layer.name, { ...layer, bias: sum });
    return true;
  }
}

/** Output shape of a layer by its definition; its complaint becomes a refusal of what it is made for. */
function checkedShape(layer: Layer, inputs: readonly (readonly number[])[]): readonly number[] {
  try {
    return outputShapeOf(layer, inputs);
  } catch (error) {
    if (error instanceof InterlaceError) throw new Refusal(error.summary);
    throw error;
  }
}
