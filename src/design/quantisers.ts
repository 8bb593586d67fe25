import { type FixedType, fractionBits, printFixedType } from "../fixed/mod.ts";
import { definitionOf, hasTypes, type Kernel, type Layer } from "../layers/mod.ts";
import type { Model } from "../model/mod.ts";
import { holdsAll } from "./exact.ts";
import type { SettingsReader } from "./settings.ts";

/** How a layer of a quantised model gets the type of its result, where nobody has set one for it. */
export interface ResultRule {
  /**
   * The type of all quantisers that read the layer: its exact result is cast to that at once, and they have nothing
   * left to do. Null: the result stays exact.
   */
  readonly type: FixedType | null;
  /** Fraction bits of the finest quantiser that the result reaches unmixed; null if something else reads it too. */
  readonly fraction: number | null;
}

/**
 * What follows from the quantisers of a model for the results of its layers, by name; empty for a model that has none
 * and no parameters of given types: that one is quantised by the user's precision alone.
 */
export function resultRules(model: Model, asked: SettingsReader): ReadonlyMap<string, ResultRule> {
  const isQuantised = model.layers.some((layer) => layer.kind === "quantize" || hasTypes(layer));
  if (!isQuantised) return new Map();
  const readers = new Readers(model, asked);
  return new Map(model.layers.map((layer) => [layer.name, readers.ruleOf(layer)]));
}

/** Who reads the tensors of a model, views looked through. */
class Readers {
  readonly #model: Model;
  readonly #readers = new Map<string, Layer[]>();
  readonly #owned: ReadonlySet<string>;
  readonly #fractions = new Map<string, number | null>();

  constructor(model: Model, asked: SettingsReader) {
    this.#model = model;
    this.#owned = new Set(model.layers.filter((layer) => asked(layer).ownResult).map((layer) => layer.name));
    for (const layer of model.layers) {
      for (const input of layer.inputs) {
        const readers = this.#readers.get(input);
        if (readers) readers.push(layer);
        else this.#readers.set(input, [layer]);
      }
    }
  }

  ruleOf(layer: Layer): ResultRule {
    const kernel = this.#kernelOf(layer);
    const readers = this.#readersOf(layer.name);
    const types = readers?.map((reader) =>
      reader.kind === "quantize" && !this.#owned.has(reader.name) ? reader.type : null
    );
    const [type = null] = types ?? [];
    const alike = type !== null && types?.every((other) => other !== null && sameType(other, type));
    return { type: alike && takesType(kernel, type) ? type : null, fraction: this.#fractionOf(layer.name) };
  }

  #kernelOf(layer: Layer): Kernel | null {
    if (layer.kind === "input") return null;
    return definitionOf(layer).kernel(layer, layer.inputs.map((name) => this.#model.shapes.get(name)!));
  }

  /** The layers that compute with a tensor; null if it is an output of the model, as it is or as a view. */
  #readersOf(name: string): readonly Layer[] | null {
    if (this.#model.outputs.some((port) => port.layer === name)) return null;
    const found: Layer[] = [];
    for (const reader of this.#readers.get(name) ?? []) {
      if (this.#kernelOf(reader)?.kind !== "view" || this.#owned.has(reader.name)) found.push(reader);
      else {
        const behind = this.#readersOf(reader.name);
        if (behind === null) return null;
        for (const inner of behind) found.push(inner);
      }
    }
    return found;
  }

  /** See {@linkcode ResultRule}. Every layer is asked once, so that a long graph does not take long. */
  #fractionOf(name: string): number | null {
    const known = this.#fractions.get(name);
    if (known !== undefined) return known;
    const readers = this.#readersOf(name);
    let finest: number | null = readers === null || readers.length === 0 ? null : -Infinity;
    for (const reader of readers ?? []) {
      const fraction = reader.kind === "quantize"
        ? fractionBits(reader.type)
        : passesOn(this.#kernelOf(reader))
        ? this.#fractionOf(reader.name)
        : null;
      finest = fraction === null || finest === null ? null : Math.max(finest, fraction);
    }
    this.#fractions.set(name, finest);
    return finest;
  }
}

/** Whether two types are the same in everything. */
export function sameType(a: FixedType, b: FixedType): boolean {
  return printFixedType(a) === printFixedType(b);
}

/** Whether every element of a layer's result is an element of its input, or a constant. */
function passesOn(kernel: Kernel | null): boolean {
  switch (kernel?.kind) {
    case "relu":
    case "clip":
    case "permute":
    case "shuffle":
    case "select":
    case "upsample":
    case "concatenate":
      return true;
    case "pool":
    case "global_pool":
      return kernel.function === "max";
    default:
      return false;
  }
}

/** Whether a stage casts its exact result to the type once, so that a cast behind it would do nothing more. */
function takesType(kernel: Kernel | null, type: FixedType): boolean {
  switch (kernel?.kind) {
    case "view":
    case "quantize":
      return false;
    // Table entries round to nearest and saturate, whatever the modes of the type.
    case "table":
    case "softmax":
      return type.quantization === "AP_RND_CONV" && type.overflow === "AP_SAT";
    // The bounds get the fraction bits of the result.
    case "clip":
      return boundsFit(kernel, type);
    default:
      return true;
  }
}

function boundsFit({ min, max }: { readonly min: number; readonly max: number }, type: FixedType): boolean {
  const wide: FixedType = {
    ...type,
    signed: true,
    width: 64,
    integer: 64 - fractionBits(type),
    quantization: "AP_TRN",
  };
  return holdsAll(wide, Float64Array.from([min, max].filter(Number.isFinite)));
}
