import { assertEquals } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { createDesign, type Design, type DesignOptions, type LayerOptions } from "../../../src/design/mod.ts";
import { type InputSize, type Model, ModelBuilder, type Node } from "../../../src/model/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { fixedTensor, mantissasOf } from "../../simulate/support.ts";
import type { Choices } from "./choices.ts";
import { count, type Image } from "./definition/image.ts";
import { drawMantissas, textOf } from "./draw/types.ts";
import type { DrawnNetwork } from "./layer.ts";

/** The model of a network; what no layer reads is an output. */
export function modelOf({ inputs, layers }: DrawnNetwork): Model {
  const b = new ModelBuilder();
  const nodes = new Map<string, Node>();
  for (const { name, shape } of inputs) nodes.set(name, b.input(sizeOf(name, shape)));
  for (const { name, reads, build } of layers) {
    nodes.set(
      name,
      build(b, reads.map((read) => nodes.get(read)!)),
    );
  }
  const read = new Set(layers.flatMap(({ reads }) => reads));
  // An output that others read, too, is one tensor more to be cloned.
  const outputs = layers.filter(({ name }) => !read.has(name) || name === "y");
  return b.build("drawn", outputs.map(({ name }) => nodes.get(name)!));
}

function sizeOf(name: string, shape: readonly number[]): InputSize {
  if (shape.length === 1) return { name, features: shape[0] };
  if (shape.length === 2) return { name, length: shape[0], channels: shape[1] };
  return { name, height: shape[0], width: shape[1], channels: shape[2] };
}

/**
 * The design of a network, with the types that were drawn; null where types or shapes are refused.
 *
 * @throws {AssertionError} if a pass took a layer away or gave it something else to read: all have settings of their own.
 */
export function designOf(network: DrawnNetwork, options: DesignOptions): Design | null {
  const layers = new Map<string, LayerOptions>([
    ...network.inputs.map(({ name, type }) => [name, { precision: { result: textOf(type) } }] as const),
    ...network.layers.flatMap(({ name, type, precision }) =>
      precision === null ? [] : [[name, { precision: { ...precision, result: textOf(type) } }] as const]
    ),
  ]);
  const design = createIfAccepted(modelOf(network), { ...options, layers: Object.fromEntries(layers) });
  if (design === null) return null;
  const simplified = new Map(design.simplified.layers.map(({ name, inputs }) => [name, inputs]));
  for (const { name, reads } of network.layers) assertEquals(simplified.get(name), reads, `${name} reads`);
  return design;
}

function createIfAccepted(model: Model, options: DesignOptions): Design | null {
  try {
    return createDesign(model, options);
  } catch (error) {
    if (error instanceof InterlaceError) return null;
    throw error;
  }
}

/** Two samples for every input: an extreme one or one mostly of the ends of its type, and one of anything. */
export function drawSamples(choose: Choices, { inputs }: DrawnNetwork): readonly FixedTensor[] {
  return inputs.map(({ shape, type, extreme }) => {
    const draw = (ends: number) => drawMantissas(choose, count(shape), type, ends);
    return fixedTensor([2, ...shape], type, [...extreme ?? draw(80), ...draw(25)]);
  });
}

/** The samples of a tensor. */
export function imagesOf(tensor: FixedTensor): readonly Image[] {
  const { shape: [samples, ...shape], type } = tensor;
  const [values, size] = [mantissasOf(tensor), count(shape)];
  return Array.from(
    { length: samples },
    (_, sample) => ({ shape, type, data: values.slice(sample * size, (sample + 1) * size) }),
  );
}

/** Every layer's tensor by the definitions, sample by sample. */
export function define(
  { inputs, layers }: DrawnNetwork,
  { design, samples }: { readonly design: Design; readonly samples: readonly FixedTensor[] },
): ReadonlyMap<string, readonly Image[]> {
  const tensors = new Map(inputs.map(({ name }, i) => [name, imagesOf(samples[i])]));
  for (const { name, reads, define } of layers) {
    const read = reads.map((read) => tensors.get(read)!);
    tensors.set(name, read[0].map((_, sample) => define(read.map((images) => images[sample]), design)));
  }
  return tensors;
}
