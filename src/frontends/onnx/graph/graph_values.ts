import type { Layer } from "../../../layers/mod.ts";
import type { SourceTensor } from "../../../model/mod.ts";
import type { LayerBuilder } from "../../import/builder.ts";
import { settle } from "../../import/scaling.ts";
import { type Signal, sourceTensor } from "../../import/signal.ts";
import type { OnnxGraph } from "./graph.ts";
import type { GraphInputs } from "./inputs.ts";
import { decodeTensor, type TensorOrigin } from "../file/tensor.ts";
import type { Value } from "../file/value.ts";

/** What a graph under import has to give besides the results of its nodes. */
interface Given {
  readonly graph: OnnxGraph;
  readonly inputs: GraphInputs;
  /** Where the file's tensors come from. */
  readonly origin: TensorOrigin;
  /** Where the layers of graph inputs and scalings go. */
  readonly builder: LayerBuilder;
}

/** What the names of a graph under import stand for: initialisers, graph inputs and results of nodes. */
export class GraphValues {
  readonly #given: Given;
  readonly #values = new Map<string, Value>();
  /** The first value that a layer's output was known as. */
  readonly #firstNames = new Map<string, string>();
  /** What names were found to stand for, each with the layer that makes it, as it was then. */
  readonly #found: { readonly name: string; readonly signal: Signal; readonly maker: Layer | undefined }[] =
    [];

  constructor(given: Given) {
    this.#given = given;
  }

  /**
   * What a name stands for; a node that makes it must have been visited before.
   * @throws {InterlaceError} if it is an initialiser that is damaged.
   */
  lookup(name: string): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const value = this.#unmade(name);
    this.define(name, value);
    return value;
  }

  /** What a name stands for as far as that has come up. */
  known(name: string): Value | undefined {
    return this.#values.get(name);
  }

  /** Says what a name stands for from now on. */
  define(name: string, value: Value): void {
    this.#values.set(name, value);
    if (value.kind !== "signal") return;
    const { layer } = value.signal;
    this.#found.push({ name, signal: value.signal, maker: this.#given.builder.layer(layer) });
    if (!this.#firstNames.has(layer)) this.#firstNames.set(layer, name);
  }

  /**
   * Makes a graph input a layer; null if its shape is open.
   * @throws {Refusal} if it is not a tensor of floating-point samples with one to three axes.
   */
  openInput(name: string): Signal | null {
    const { inputs, builder } = this.#given;
    const signal = inputs.open(name, builder);
    this.define(name, signal === null ? { kind: "unknown", computed: true } : { kind: "signal", signal });
    return signal;
  }

  /** Makes layers of a signal's scaling; whoever reads the value after this gets them too. */
  settle(name: string, signal: Signal): Signal {
    if (signal.scaling === undefined) return signal;
    const made = settle(signal, { builder: this.#given.builder, name: name || signal.layer });
    const value = this.#values.get(name);
    if (value?.kind === "signal" && value.signal === signal) {
      this.define(name, { kind: "signal", signal: made });
    }
    return made;
  }

  /** Values that nodes make and that layers stand for, but for those whose layer has got a bias since. */
  tensors(): readonly SourceTensor[] {
    const { graph, builder } = this.#given;
    return this.#found.flatMap(({ name, signal, maker }) =>
      graph.inputs.has(name) || builder.layer(signal.layer) !== maker ? [] : [sourceTensor(name, signal)]
    );
  }

  /** Whether one node alone reads the layer whose output a value is, under whatever name. */
  hasOneReader(name: string): boolean {
    const { consumers, outputs } = this.#given.graph;
    const value = this.#values.get(name);
    // Under a second name (of a Transpose, say) other nodes may read the same layer.
    if (value?.kind !== "signal" || this.#firstNames.get(value.signal.layer) !== name) return false;
    return consumers.get(name)?.length === 1 && !outputs.includes(name);
  }

  /** A value that no node makes: an initialiser or a graph input. */
  #unmade(name: string): Value {
    const { graph, inputs, origin } = this.#given;
    const tensor = graph.initializers.get(name);
    if (tensor !== undefined) return { kind: "constant", tensor: decodeTensor(tensor, origin) };
    const bound = inputs.bound.get(name);
    if (bound !== undefined) return { kind: "constant", tensor: bound };
    return { kind: "input", name, rank: inputs.rank(name) };
  }
}
