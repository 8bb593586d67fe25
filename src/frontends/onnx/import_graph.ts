import { InterlaceError } from "../../base/errors.ts";
import type { Layer } from "../../layers/mod.ts";
import type { Port, SourceTensor } from "../../model/mod.ts";
import type { ImportOptions } from "../frontend.ts";
import { LayerBuilder } from "../import/builder.ts";
import { Refusal, Unavailable } from "../import/refusal.ts";
import { portOf } from "../import/signal.ts";
import { fuseFunctions } from "./fuse_functions.ts";
import { inputNames, nodeLabel, type OnnxGraph, outputNames, resolveGraph } from "./graph.ts";
import { GraphValues } from "./graph_values.ts";
import { GraphInputs, type InputRank } from "./inputs.ts";
import { type NodeContext, OnnxNode } from "./node.ts";
import { passingScale, scaledBy, unscaled } from "./operators/homogeneous.ts";
import type { Fold, Operator } from "./operators/operator.ts";
import { isQuantiserDomain, MOVING_FOLDS, QUANTISER_FOLDS, QUANTISERS } from "./operators/quantiser_table.ts";
import { FOLDS, OPERATORS, unsupportedReason } from "./operators/table.ts";
import type { ModelProto, NodeProto } from "./proto.ts";
import type { ConstantTensor, TensorOrigin } from "./tensor.ts";
import { isComputed, type Value } from "./value.ts";

/** Versions of ONNX's own operator set whose definitions the importer follows. */
const OPSETS = { oldest: 6, newest: 22 };

/** Another format whose graphs, written as ONNX's, keep operators of their own. */
export interface Dialect {
  /** The operators' domain. */
  readonly domain: string;
  /** By operator type. Where all inputs are constants they are asked just the same. */
  readonly operators: ReadonlyMap<string, Operator>;
  /** The order in which the axes of a graph input (the sample axis left out) lie in its layer. */
  readonly inputAxes: (input: InputRank) => readonly number[];
}

/** What a graph becomes; `createModel` checks it and computes shapes. */
export interface ImportedGraph {
  readonly layers: readonly Layer[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** What `ModelSource.tensors` is to be. */
  readonly tensors: readonly SourceTensor[];
}

/**
 * Turns a decoded ONNX model into layers: channels last, weights in this project's layouts, constants folded.
 *
 * @param origin The model's name for messages, and the contents of its external data files.
 * @param dialect Operators besides ONNX's own.
 * @throws {InterlaceError} with everything that is not supported, one line a node, or with the graph inputs whose
 * shape is open.
 */
export function importGraph(
  model: ModelProto,
  origin: TensorOrigin,
  options: ImportOptions = {},
  dialect?: Dialect,
): ImportedGraph {
  return new GraphImport(model, origin, options, dialect).run();
}

class GraphImport {
  readonly #graph: OnnxGraph;
  readonly #inputs: GraphInputs;
  readonly #origin: TensorOrigin;
  readonly #warn: (message: string) => void;
  readonly #opset: number;
  readonly #dialect: Dialect | undefined;
  readonly #functions: ReadonlySet<string>;
  readonly #builder = new LayerBuilder();
  readonly #values: GraphValues;
  readonly #refusals: string[] = [];

  constructor(
    model: ModelProto,
    origin: TensorOrigin,
    options: ImportOptions,
    dialect: Dialect | undefined,
  ) {
    this.#dialect = dialect;
    this.#origin = origin;
    this.#warn = options.warn ?? (() => {});
    this.#opset = this.#checkedOpset(model);
    this.#functions = new Set(
      (model.functions ?? []).map(({ domain, name }) => `${domain ?? ""}:${name ?? ""}`),
    );
    this.#graph = fuseFunctions(resolveGraph(model.graph ?? {}, origin.file), origin);
    this.#inputs = new GraphInputs(this.#graph, origin.file, options, dialect?.inputAxes);
    this.#values = new GraphValues({
      graph: this.#graph,
      inputs: this.#inputs,
      origin,
      builder: this.#builder,
    });
  }

  run(): ImportedGraph {
    const { nodes, unused } = this.#graph;
    if (unused.length > 0) {
      this.#warn(`Left out nodes that no output depends on: ${unused.map(nodeLabel).join(", ")}`);
    }
    const counts = new Map<string, number>();
    for (const { name = "" } of nodes) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const node of nodes) {
      const unique = node.name && counts.get(node.name) === 1;
      this.#visit(node, unique ? nodeLabel(node) : outputNames(node)[0]);
    }
    const outputs = this.#graph.outputs.flatMap((name) => this.#outputPort(name));
    this.#throwProblems();
    for (const name of this.#inputs.unread) {
      this.#warn(`Left out graph input "${name}", which no output depends on`);
    }
    return {
      layers: this.#builder.layers,
      inputs: this.#inputs.ports,
      outputs,
      tensors: this.#values.tensors(),
    };
  }

  #checkedOpset(model: ModelProto): number {
    const { file } = this.#origin;
    const own = (model.opsetImport ?? []).find(({ domain = "" }) => domain === "" || domain === "ai.onnx");
    const version = own?.version;
    if (version === undefined || !(version >= 1)) {
      throw new InterlaceError(`Cannot import ${file}: it names no version of ONNX's own operator set`, {
        place: { file },
      });
    }
    if (version > OPSETS.newest) {
      this.#warn(
        `${file} uses version ${version} of ONNX's operator set; ${OPSETS.newest} is the newest one known`,
      );
    }
    return version;
  }

  /** Imports one node; what is wrong with it goes to the list of refusals. */
  #visit(node: NodeProto, name: string): void {
    // The shape of what could not be imported would still be a constant.
    const computed = node.opType !== "Shape" &&
      inputNames(node).some((input) => isComputed(this.#values.lookup(input)));
    const unknown: Value = { kind: "unknown", computed };
    let values: readonly Value[] = [unknown];
    try {
      values = this.#convert(node, name);
    } catch (error) {
      if (error instanceof Refusal) {
        this.#refusals.push(`${nodeLabel(node)} (${node.opType}): ${error.message}`);
      } else if (!(error instanceof Unavailable)) throw error;
    }
    node.output?.forEach((output, i) => {
      if (output !== "") this.#values.define(output, values[i] ?? unknown);
    });
    if (values[0].kind !== "unknown") this.#refuseFurtherOutputs(node, values.length);
  }

  /** What the first outputs of a node stand for. */
  #convert(node: NodeProto, name: string): readonly Value[] {
    const type = node.opType ?? "";
    const domain = node.domain === "ai.onnx" ? "" : node.domain ?? "";
    if (this.#functions.has(`${domain}:${type}`)) {
      throw new Refusal(
        "it is a function that the model defines; export the model with its functions inlined",
      );
    }
    const fold = foldsOf(domain)?.get(type);
    const operator = this.#operators(domain)?.get(type);
    if (fold === undefined && operator === undefined) {
      const foreign = domain === this.#dialect?.domain;
      throw new Refusal(foreign ? "the operator is not supported" : unsupportedReason({ type, domain }));
    }
    const inputs = inputNames(node).map((input) => this.#values.lookup(input));
    const reader = new OnnxNode(node, name, this.#context());
    if (fold !== undefined && inputs.every((input) => input.kind === "constant")) {
      const tensor = { name: outputNames(node)[0], ...fold(reader) };
      return [{ kind: "constant", tensor: withCodes(tensor, { node: reader, fold }) }];
    }
    if (operator === undefined) {
      if (!inputs.some(isComputed)) throw new Unavailable();
      throw new Refusal(unsupportedReason({ type, domain }));
    }
    if (this.#opset < (operator.since ?? OPSETS.oldest)) {
      throw new Refusal(
        `version ${this.#opset} of the operator set is too old; ${OPSETS.oldest} is the oldest one`,
      );
    }
    operator.check?.(reader);
    const scale = domain === "" ? passingScale(reader) : null;
    const inner = scale === null ? reader : new OnnxNode(node, name, this.#context(unscaled));
    const converted = operator.convert(inner);
    const values = "kind" in converted ? [converted] : converted;
    return scale === null ? values : values.map((value) => scaledBy(value, scale));
  }

  #operators(domain: string): ReadonlyMap<string, Operator> | undefined {
    if (domain === "") return OPERATORS;
    if (isQuantiserDomain(domain)) return QUANTISERS;
    return domain === this.#dialect?.domain ? this.#dialect.operators : undefined;
  }

  /** @param seen What nodes see of a value. */
  #context(seen: (value: Value) => Value = (value) => value): NodeContext {
    return {
      opset: this.#opset,
      origin: this.#origin,
      builder: this.#builder,
      lookup: (name) => seen(this.#values.lookup(name)),
      openInput: (name) => this.#values.openInput(name),
      settle: (name, signal) => this.#values.settle(name, signal),
      hasOneReader: (name) => this.#values.hasOneReader(name),
    };
  }

  /** Further outputs than those that were converted exist in training only; none of them may be read. */
  #refuseFurtherOutputs(node: NodeProto, converted: number): void {
    for (const output of node.output?.slice(converted) ?? []) {
      if (output === "") continue;
      const read = this.#graph.consumers.has(output) || this.#graph.outputs.includes(output);
      if (read) {
        this.#refusals.push(
          `${nodeLabel(node)} (${node.opType}): its output "${output}" is read, supported is the first`,
        );
      } else {this.#warn(
          `Ignored output "${output}" of node ${nodeLabel(node)} (${node.opType}), which nothing reads`,
        );}
    }
  }

  #outputPort(name: string): Port[] {
    const value = this.#values.lookup(name);
    try {
      if (value.kind === "constant") throw new Refusal("its value is a constant");
      const signal = value.kind === "signal"
        ? this.#values.settle(name, value.signal)
        : value.kind === "input"
        ? this.#values.openInput(name)
        : null;
      if (signal === null) return [];
      const isInput = this.#inputs.ports.some((port) => port.layer === signal.layer);
      if (!isInput) return [portOf(name, signal)];
      return [portOf(name, this.#builder.emit({ kind: "identity" }, signal, { name }))];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refusals.push(`output "${name}": ${error.message}`);
      return [];
    }
  }

  #throwProblems(): void {
    const { file } = this.#origin;
    const open = this.#inputs.openShapes;
    if (this.#refusals.length > 0) {
      const count = this.#refusals.length;
      const what = count === 1 ? "one thing in it is" : `${count} things in it are`;
      throw new InterlaceError(`Cannot import ${file}: ${what} not supported`, {
        place: { file },
        details: [...this.#refusals, ...open],
      });
    }
    if (open.length > 0) {
      throw new InterlaceError(`Cannot import ${file}: it leaves sizes of its inputs open`, {
        place: { file },
        details: open,
        hint: "Fix them with --input-shape; the first size is the number of samples in a call.",
      });
    }
  }
}

/** Folds of a domain. */
function foldsOf(domain: string): ReadonlyMap<string, Fold> | undefined {
  if (domain === "") return FOLDS;
  return isQuantiserDomain(domain) ? QUANTISER_FOLDS : undefined;
}

/** Codes and scales of a quantised constant move as its numbers do. */
function withCodes(
  tensor: ConstantTensor,
  { node, fold }: { readonly node: OnnxNode; readonly fold: Fold },
): ConstantTensor {
  if (!MOVING_FOLDS.includes(node.op)) return tensor;
  const source = node.constant(0);
  const { quantised } = source;
  if (quantised === undefined) return tensor;
  const moved = (data: Float64Array) =>
    fold(node.with(0, { kind: "constant", tensor: { ...source, data, quantised: undefined } })).data;
  return {
    ...tensor,
    quantised: { ...quantised, codes: moved(quantised.codes), scales: moved(quantised.scales) },
  };
}
