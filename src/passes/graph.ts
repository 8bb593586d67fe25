import { type Layer, outputShapeOf, type Primitive } from "../layers/mod.ts";
import { createModel, type Model, type Port, primitiveOf, shapeOf } from "../model/mod.ts";
import { type PassContext, UNTYPED } from "./pass.ts";
import type { Shape } from "../tensor/mod.ts";

/** A model's graph while a pass rewrites it. The model that it starts from stays as it is. */
export class Graph {
  readonly #model: Model;
  readonly #layers: Map<string, Layer>;
  readonly #shapes: Map<string, Shape>;
  /** Names of the layers that read a tensor, one entry a read. */
  readonly #readers = new Map<string, string[]>();
  readonly #context: PassContext;
  #outputs: readonly Port[];

  constructor(model: Model, context: PassContext = UNTYPED) {
    this.#model = model;
    this.#context = context;
    this.#layers = new Map(model.layers.map((layer) => [layer.name, layer]));
    this.#shapes = new Map(model.shapes);
    this.#outputs = model.outputs;
    for (const layer of model.layers) this.#addReads(layer);
  }

  /** Names of all layers as they are now, each behind what it reads. */
  names(): readonly string[] {
    return [...this.#layers.keys()];
  }

  /** A layer by name; undefined once it is folded away. */
  layer(name: string): Layer | undefined {
    return this.#layers.get(name);
  }

  /** Whether a user gave the layer's result a type, so that the layer is a cast too, whatever else it does. */
  castsResult(name: string): boolean {
    return this.#context.typesOf(name).result;
  }

  /** Whether a user gave the layer's weights, bias or sums a type, so that they must stay the numbers that they are. */
  keepsParameters(name: string): boolean {
    return this.#context.typesOf(name).parameters;
  }

  /** Shape of a layer's output tensor. */
  shape(name: string): Shape {
    return shapeOf({ name: this.#model.name, shapes: this.#shapes }, name);
  }

  /** The mathematics of a layer on what it reads now. */
  primitive(layer: Layer): Primitive {
    return primitiveOf({ name: this.#model.name, shapes: this.#shapes }, layer);
  }

  isOutput(name: string): boolean {
    return this.#outputs.some((port) => port.layer === name);
  }

  /** All reads of a tensor: a layer that reads it twice is there twice. */
  readers(name: string): readonly Layer[] {
    return (this.#readers.get(name) ?? []).map((reader) => this.#layers.get(reader)!);
  }

  /** The layer that alone sees a tensor; undefined if there are several, none, or if the tensor is an output. */
  onlyReader(name: string): Layer | undefined {
    const readers = this.readers(name);
    return readers.length === 1 && !this.isOutput(name) ? readers[0] : undefined;
  }

  /**
   * Puts a layer in the place of the one of that name, which keeps its readers. What it reads must have its final
   * shape already.
   *
   * @throws {InterlaceError} if the layer does not fit what it reads.
   */
  replace(layer: Layer): void {
    this.#dropReads(this.#layers.get(layer.name)!);
    this.#layers.set(layer.name, layer);
    this.#addReads(layer);
    const inputs = layer.inputs.map((name) => this.shape(name));
    this.#shapes.set(layer.name, outputShapeOf(layer, inputs));
  }

  /**
   * Removes a layer with one input: its readers, and the ports it stood for, take that input instead.
   *
   * @param how What became of it, the rest of a sentence that begins with its name: `is folded into "fc"`.
   */
  bypass(name: string, how: string): void {
    const layer = this.#layers.get(name)!;
    const [input] = layer.inputs;
    for (const reader of new Set(this.readers(name))) {
      this.#dropReads(reader);
      const inputs = reader.inputs.map((read) => read === name ? input : read);
      this.#layers.set(reader.name, { ...reader, inputs });
      this.#addReads({ ...reader, inputs });
    }
    this.#outputs = this.#outputs.map((port) => port.layer === name ? { ...port, layer: input } : port);
    this.remove(name, how);
  }

  /** Removes a layer that nobody reads; see {@linkcode bypass}. */
  remove(name: string, how: string): void {
    this.#context.removed(name, how);
    this.#dropReads(this.#layers.get(name)!);
    this.#layers.delete(name);
    this.#shapes.delete(name);
    this.#readers.delete(name);
  }

  /** The graph as a model, checked anew. */
  toModel(): Model {
    const { name, inputs, source } = this.#model;
    return createModel({ name, layers: [...this.#layers.values()], inputs, outputs: this.#outputs, source });
  }

  #addReads(layer: Layer): void {
    for (const input of layer.inputs) {
      const readers = this.#readers.get(input);
      if (readers) readers.push(layer.name);
      else this.#readers.set(input, [layer.name]);
    }
  }

  #dropReads(layer: Layer): void {
    for (const input of layer.inputs) {
      const left = this.#readers.get(input)!.filter((reader) => reader !== layer.name);
      this.#readers.set(input, left);
    }
  }
}
