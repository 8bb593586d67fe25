import { exhaustive } from "../../base/mod.ts";
import { type FixedType, fractionBits, intervalOf, MAX_WIDTH, printFixedType } from "../../fixed/mod.ts";
import { hasTypes, type Layer, type Primitive } from "../../layers/mod.ts";
import { isPooled, PRIMITIVE_FACTS } from "../../layers/primitives/primitive_facts.ts";
import { type Model, primitiveOf } from "../../model/mod.ts";
import { holdsAll } from "./exact.ts";
import { beforeAffine, finerOf, type Resolution, resolutionOf, unbounded } from "./resolution.ts";
import type { SettingsReader } from "../options/settings.ts";

/** How a layer of a quantised model gets the type of its result, where nobody has set one for it. */
export interface ResultRule {
  /**
   * The type of all quantisers that read the layer: its exact result is cast to that at once, and they have nothing
   * left to do. Null: the result stays exact.
   */
  readonly type: FixedType | null;
  /** What the quantisers tell apart that the result reaches; null if it reaches none in a way that says so. */
  readonly resolution: Resolution | null;
  /** Whether nothing else reads the result: no output, and no layer that does more than to pass numbers on. */
  readonly isComplete: boolean;
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

/** What is read of a tensor beyond it. */
type Reading = Omit<ResultRule, "type">;

const UNKNOWN: Reading = { resolution: null, isComplete: false };

/** Who reads the tensors of a model, views looked through. */
class Readers {
  readonly #model: Model;
  readonly #asked: SettingsReader;
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #readers = new Map<string, Layer[]>();
  readonly #outputs: ReadonlySet<string>;
  readonly #readings = new Map<string, Reading>();

  constructor(model: Model, asked: SettingsReader) {
    this.#model = model;
    this.#asked = asked;
    this.#layers = new Map(model.layers.map((layer) => [layer.name, layer]));
    this.#outputs = new Set(model.outputs.map((port) => port.layer));
    for (const layer of model.layers) {
      for (const input of layer.inputs) {
        const readers = this.#readers.get(input);
        if (readers) readers.push(layer);
        else this.#readers.set(input, [layer]);
      }
    }
    // From the outputs on, so that every layer finds those behind it known and a long graph needs no deep recursion.
    for (const layer of [...model.layers].reverse()) this.#readings.set(layer.name, this.#read(layer));
  }

  ruleOf(layer: Layer): ResultRule {
    const primitive = this.#primitiveOf(layer);
    const { readers, isOutput } = this.#readersOf(layer.name);
    const types = isOutput
      ? []
      : readers.map((reader) =>
        reader.kind === "quantize" && !this.#asked(reader).ownResult ? reader.type : null
      );
    const [type = null] = types;
    const alike = type !== null && types.every((other) => other !== null && sameType(other, type));
    return { type: alike && takesType(primitive, type) ? type : null, ...this.#readings.get(layer.name)! };
  }

  #primitiveOf(layer: Layer): Primitive | null {
    return layer.kind === "input" ? null : primitiveOf(this.#model, layer);
  }

  /** The layers that compute with a tensor, and whether it is an output of the model, as it is or as a view. */
  #readersOf(name: string): { readonly readers: readonly Layer[]; readonly isOutput: boolean } {
    const readers: Layer[] = [];
    const tensors = [name];
    for (const tensor of tensors) {
      for (const reader of this.#readers.get(tensor) ?? []) {
        const isView = this.#primitiveOf(reader)?.kind === "view" && !this.#asked(reader).ownResult;
        if (isView) tensors.push(reader.name);
        else readers.push(reader);
      }
    }
    return { readers, isOutput: tensors.some((tensor) => this.#outputs.has(tensor)) };
  }

  #read({ name }: Layer): Reading {
    const { readers, isOutput } = this.#readersOf(name);
    let resolution: Resolution | null = null;
    let isComplete = !isOutput && readers.length > 0;
    for (const reader of readers) {
      const own = this.#readBy(reader, name);
      isComplete &&= own.isComplete;
      if (own.resolution === null) continue;
      resolution = resolution === null ? own.resolution : finerOf(resolution, own.resolution);
    }
    return { resolution, isComplete };
  }

  /** What one reader makes known of a tensor. */
  #readBy(reader: Layer, tensor: string): Reading {
    if (reader.kind === "quantize") {
      const { ownResult, result } = this.#asked(reader);
      const type = ownResult && result !== "auto" ? result : reader.type;
      return { resolution: resolutionOf(type), isComplete: true };
    }
    const primitive = this.#primitiveOf(reader);
    const behind = this.#readings.get(reader.name) ?? UNKNOWN;
    if (behind.resolution === null || primitive === null) return UNKNOWN;
    if (passesOn(primitive)) return behind;
    if (primitive.kind === "affine") {
      return { ...behind, resolution: beforeAffine(behind.resolution, primitive) };
    }
    const gain = primitive.kind === "merge" && primitive.operation === "multiply"
      ? this.#largestBeside(reader, tensor)
      : mixes(primitive)
      ? 1
      : null;
    return gain === null
      ? UNKNOWN
      : { resolution: unbounded(behind.resolution.step / gain), isComplete: false };
  }

  /** The largest magnitude of what a product multiplies a tensor with. */
  #largestBeside(product: Layer, tensor: string): number {
    const others = [...product.inputs];
    others.splice(others.findIndex((name) => this.#sourceOf(name) === tensor), 1);
    return others.map((name) => largestOf(this.#typeOf(this.#sourceOf(name)))).reduce((a, b) => a * b, 1);
  }

  /** The tensor that a view looks at. */
  #sourceOf(name: string): string {
    const layer = this.#layers.get(name)!;
    const isView = this.#primitiveOf(layer)?.kind === "view" && !this.#asked(layer).ownResult;
    return isView ? this.#sourceOf(layer.inputs[0]) : name;
  }

  /** A quantiser's type; of anything else the one that was asked for, as good a guess as there is. */
  #typeOf(name: string): FixedType {
    const layer = this.#layers.get(name)!;
    const { ownResult, result, modelResult } = this.#asked(layer);
    if (layer.kind === "quantize" && !ownResult) return layer.type;
    return result === "auto" ? modelResult : result;
  }
}

function largestOf(type: FixedType): number {
  const { lo, hi } = intervalOf(type);
  return Math.max(Number(-lo), Number(hi)) * 2 ** -fractionBits(type);
}

/** Whether two types are the same in everything. */
export function sameType(a: FixedType, b: FixedType): boolean {
  return printFixedType(a) === printFixedType(b);
}

/** Whether every element of a layer's result is an element of its input, or a constant. */
function passesOn(primitive: Primitive): boolean {
  if (isPooled(primitive)) return primitive.function === "max";
  return PRIMITIVE_FACTS[primitive.kind].result === "element";
}

/** Whether a result, of no product, is as far off as the elements that it is made of are at most. */
function mixes(primitive: Primitive): boolean {
  if (isPooled(primitive)) return primitive.function === "average";
  return PRIMITIVE_FACTS[primitive.kind].result === "mixture";
}

/** Whether a stage casts its exact result to the type once, so that a cast behind it would do nothing more. */
function takesType(primitive: Primitive | null, type: FixedType): boolean {
  if (primitive === null) return true;
  switch (primitive.kind) {
    case "view":
    case "quantize":
      return false;
    // Table entries round to nearest and saturate, whatever the modes of the type.
    case "table":
    case "softmax":
      return type.quantization === "AP_RND_CONV" && type.overflow === "AP_SAT";
    // The bounds get the fraction bits of the result.
    case "clip":
      return boundsFit(primitive, type);
    case "convolution":
    case "dense":
    case "affine":
    case "relu":
    case "rectifier":
    case "permute":
    case "merge":
    case "concatenate":
    case "select":
    case "shuffle":
    case "pool":
    case "global_pool":
    case "upsample":
    case "interpolate":
    case "hard_sigmoid":
      return true;
    // What is no element may have numbers of its own, which follow from the type.
    case "formula":
      return primitive.picks;
    default:
      return exhaustive(primitive);
  }
}

function boundsFit({ min, max }: { readonly min: number; readonly max: number }, type: FixedType): boolean {
  const wide: FixedType = {
    ...type,
    signed: true,
    width: MAX_WIDTH,
    integer: MAX_WIDTH - fractionBits(type),
    quantization: "AP_TRN",
  };
  return holdsAll(wide, Float64Array.from([min, max].filter(Number.isFinite)));
}
