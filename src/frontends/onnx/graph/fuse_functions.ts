import { InterlaceError } from "../../../base/errors.ts";
import { Refusal } from "../../import/refusal.ts";
import { consumersOf, inputNames, type OnnxGraph, outputNames } from "./graph.ts";
import type { NodeProto, TensorProto } from "../file/proto.ts";
import { decodeTensor, type TensorOrigin } from "../file/tensor.ts";

/** How far a constant that an exporter rounded to float32 (or float16) may be from the number that is meant. */
const TOLERANCE = 1e-3;

/**
 * Finds functions that exporters write as several nodes and makes one node of each: x·Sigmoid(x) is Swish, and
 * x·0.5·(1 + Erf(x / √2)), the factors in any order, is Gelu. Every value on the way must have one reader.
 *
 * @param origin Where the file's tensors come from.
 */
export function fuseFunctions(graph: OnnxGraph, origin: TensorOrigin): OnnxGraph {
  const patterns = new Patterns(graph, origin);
  const fused = new Map<NodeProto, NodeProto>();
  const gone = new Set<NodeProto>();
  // From the last node on, so that a product is met before the products that it consists of.
  for (const root of graph.nodes.toReversed()) {
    if (gone.has(root)) continue;
    const found = patterns.match(root);
    if (found === null) continue;
    const { name, output } = root;
    fused.set(root, { opType: found.opType, name, input: [found.x], output });
    found.parts.forEach((part) => gone.add(part));
  }
  if (fused.size === 0) return graph;
  const nodes = graph.nodes.filter((node) => fused.has(node) || !gone.has(node)).map((node) =>
    fused.get(node) ?? node
  );
  return { ...graph, nodes, consumers: consumersOf(nodes) };
}

interface Match {
  readonly opType: "Gelu" | "Swish";
  /** Name of the argument. */
  readonly x: string;
  /** The nodes that the function replaces, the root included. */
  readonly parts: readonly NodeProto[];
}

/** A product, taken apart. */
interface Product {
  readonly constant: number;
  readonly factors: readonly string[];
  readonly parts: readonly NodeProto[];
}

class Patterns {
  readonly #graph: OnnxGraph;
  readonly #origin: TensorOrigin;
  readonly #producers: ReadonlyMap<string, NodeProto>;

  constructor(graph: OnnxGraph, origin: TensorOrigin) {
    this.#graph = graph;
    this.#origin = origin;
    this.#producers = new Map(graph.nodes.flatMap((node) => outputNames(node).map((name) => [name, node])));
  }

  match(root: NodeProto): Match | null {
    if (!isOperator(root, "Mul")) return null;
    const { constant, factors, parts } = this.#product(root);
    if (factors.length !== 2) return null;
    for (const [x, other] of [factors, factors.toReversed()]) {
      const sigmoid = isNear(constant, 1) ? this.#inner(other, "Sigmoid") : null;
      if (sigmoid?.input?.[0] === x) return { opType: "Swish", x, parts: [...parts, sigmoid] };
      const erf = isNear(constant, 0.5) ? this.#onePlusErf(other, x) : null;
      if (erf !== null) return { opType: "Gelu", x, parts: [...parts, ...erf] };
    }
    return null;
  }

  /** The factors of a product and of the products among them. */
  #product(node: NodeProto): Product {
    let constant = 1;
    const factors: string[] = [];
    const parts = [node];
    for (const name of inputNames(node)) {
      const value = this.#scalar(name);
      const inner = this.#inner(name, "Mul");
      if (value !== null) constant *= value;
      else if (inner === null || factors.length > 2) factors.push(name);
      else {
        const product = this.#product(inner);
        constant *= product.constant;
        for (const factor of product.factors) factors.push(factor);
        for (const part of product.parts) parts.push(part);
      }
    }
    return { constant, factors, parts };
  }

  /** The nodes of 1 + Erf(x / √2), or null. */
  #onePlusErf(name: string, x: string): readonly NodeProto[] | null {
    const sum = this.#inner(name, "Add");
    const [a, b] = sum === null ? [] : inputNames(sum);
    if (sum === null || a === undefined || b === undefined) return null;
    const [one, erfName] = this.#scalar(a) === null ? [b, a] : [a, b];
    const erf = isNear(this.#scalar(one), 1) ? this.#inner(erfName, "Erf") : null;
    const argument = erf?.input?.[0];
    if (erf === null || argument === undefined) return null;
    const division = this.#inner(argument, "Div");
    const product = this.#inner(argument, "Mul");
    const scaled = division ?? product;
    if (scaled === null) return null;
    const [left, right] = inputNames(scaled);
    const [argumentName, factor] = division !== null || left === x ? [left, right] : [right, left];
    const wanted = division === null ? Math.SQRT1_2 : Math.SQRT2;
    return argumentName === x && isNear(this.#scalar(factor), wanted) ? [sum, erf, scaled] : null;
  }

  /** The node that makes a value which nobody else reads; null if it is of another type. */
  #inner(name: string, type: string): NodeProto | null {
    const node = this.#producers.get(name);
    if (node === undefined || !isOperator(node, type) || this.#graph.outputs.includes(name)) return null;
    const readers = this.#graph.consumers.get(name) ?? [];
    const reads = readers.flatMap((reader) => inputNames(reader).filter((input) => input === name));
    return reads.length === 1 ? node : null;
  }

  /** The value of a constant of one element. */
  #scalar(name: string): number | null {
    const initializer = this.#graph.initializers.get(name);
    if (initializer !== undefined) return this.#single(initializer);
    const node = this.#producers.get(name);
    if (node === undefined || !isOperator(node, "Constant")) return null;
    const [attribute] = node.attribute ?? [];
    if (attribute?.name === "value_float") return attribute.f ?? 0;
    return attribute?.name === "value" && attribute.t !== undefined ? this.#single(attribute.t) : null;
  }

  #single(tensor: TensorProto): number | null {
    if ((tensor.dims ?? []).some((size) => size !== 1)) return null;
    try {
      return decodeTensor(tensor, this.#origin).data[0];
    } catch (error) {
      // Whoever reads a damaged tensor complains of it.
      if (error instanceof Refusal || error instanceof InterlaceError) return null;
      throw error;
    }
  }
}

function isOperator(node: NodeProto, type: string): boolean {
  return node.opType === type && (node.domain === undefined || ["", "ai.onnx"].includes(node.domain));
}

function isNear(value: number | null, wanted: number): boolean {
  return value !== null && Math.abs(value - wanted) <= TOLERANCE * wanted;
}
