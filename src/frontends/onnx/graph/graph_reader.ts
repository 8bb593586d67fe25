import type { Layer } from "../../../layers/mod.ts";
import type { Port, SourceTensor } from "../../../model/mod.ts";
import { InterlaceError } from "../../../base/errors.ts";
import { ElementBudget, shapeDefect } from "../../../tensor/bounds.ts";
import type { ImportOptions } from "../../frontend.ts";
import { LayerBuilder } from "../../import/builder.ts";
import { refusedError } from "../../import/cut.ts";
import { Refusal, Unavailable } from "../../import/refusal.ts";
import { portOf } from "../../import/signal.ts";
import { fuseFunctions } from "./fuse_functions.ts";
import { inputNames, nodeLabel, type OnnxGraph, outputNames, resolveGraph } from "./graph.ts";
import { GraphValues } from "./graph_values.ts";
import { GraphInputs, type InputRank } from "./inputs.ts";
import { type NodeContext, OnnxNode } from "../node.ts";
import { operatorSet } from "../operators/rules/domains.ts";
import { passingScale, scaledBy, unscaled } from "../operators/rules/homogeneous.ts";
import { withCodes } from "../operators/rules/moved_codes.ts";
import type { Operator } from "../operators/operator.ts";
import { schemaProblem } from "../operators/rules/schema_check.ts";
import { unsupportedReason } from "../operators/table.ts";
import { OLDEST_OPSET, operatorSetVersion } from "../opset.ts";
import type { ModelProto, NodeProto } from "../file/proto.ts";
import type { TensorOrigin } from "../file/tensor.ts";
import { isComputed, type Value } from "../file/value.ts";

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

/** Imports the nodes of a graph, one after the other. */
export class GraphReader {
  readonly #graph: OnnxGraph;
  readonly #inputs: GraphInputs;
  readonly #origin: TensorOrigin;
  readonly #budget = new ElementBudget();
  readonly #warn: (message: string) => void;
  /** Kept back until the graph is known to stay as it is. */
  readonly #warnings: string[] = [];
  /** `If` nodes whose condition is a constant. */
  readonly #decided = new Map<NodeProto, boolean>();
  readonly #opset: number;
  readonly #dialect: Dialect | undefined;
  readonly #functions: ReadonlySet<string>;
  /** Whether the outputs are the user's choice, who knows what they leave out. */
  readonly #isCut: boolean;
  readonly #builder = new LayerBuilder();
  readonly #values: GraphValues;
  readonly #refusals: string[] = [];
  readonly #refusedNodes = new Set<NodeProto>();

  constructor(
    model: ModelProto,
    origin: TensorOrigin,
    options: ImportOptions,
    dialect: Dialect | undefined,
  ) {
    this.#dialect = dialect;
    this.#origin = { ...origin, budget: this.#budget };
    this.#warn = options.warn ?? (() => {});
    this.#isCut = (options.outputs ?? []).length > 0;
    this.#opset = operatorSetVersion(model, {
      file: origin.file,
      warn: (note) => this.#warnings.push(note),
    });
    this.#functions = new Set(
      (model.functions ?? []).map(({ domain, name }) => `${domain ?? ""}:${name ?? ""}`),
    );
    const graph = resolveGraph(model.graph ?? {}, origin.file);
    this.#checkSchemas(graph.nodes);
    this.#graph = fuseFunctions(graph, origin);
    this.#inputs = new GraphInputs(this.#graph, origin.file, options, dialect?.inputAxes);
    this.#values = new GraphValues({
      graph: this.#graph,
      inputs: this.#inputs,
      origin: this.#origin,
      builder: this.#builder,
    });
  }

  /**
   * Imports every node; returns the `If` nodes whose condition turned out to be known, with what they are.
   *
   * @param isFirst Whether the graph is as the file has it: of nodes that fall away with a branch nobody needs to hear.
   */
  visit(isFirst: boolean): ReadonlyMap<NodeProto, boolean> {
    const { nodes, unused } = this.#graph;
    if (unused.length > 0 && !this.#isCut && isFirst) {
      this.#warnings.push(`Left out nodes that no output depends on: ${unused.map(nodeLabel).join(", ")}`);
    }
    const counts = new Map<string, number>();
    for (const { name = "" } of nodes) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const node of nodes) {
      const unique = node.name && counts.get(node.name) === 1;
      this.#visit(node, unique ? nodeLabel(node) : outputNames(node)[0]);
    }
    return this.#decided;
  }

  /** Numbers that were decoded or computed. */
  get numbers(): number {
    return this.#budget.taken + this.#builder.reserved;
  }

  result(): ImportedGraph {
    const outputs = this.#graph.outputs.flatMap((name) => this.#outputPort(name));
    this.#throwProblems();
    for (const name of this.#isCut ? [] : this.#inputs.unread) {
      this.#warnings.push(`Left out graph input "${name}", which no output depends on`);
    }
    this.#warnings.forEach(this.#warn);
    const { layers } = this.#builder;
    return { layers, inputs: this.#inputs.ports, outputs, tensors: this.#values.tensors() };
  }

  /** Refuses nodes that are none of what their operators allow. */
  #checkSchemas(nodes: readonly NodeProto[]): void {
    for (const node of nodes) {
      const set = operatorSet(domainOf(node));
      const problem = set && schemaProblem(node, set.schemas(), set.version ?? this.#opset);
      if (problem) this.#refuse(node, problem);
    }
  }

  #refuse(node: NodeProto, reason: string): void {
    this.#refusals.push(`${nodeLabel(node)} (${node.opType}): ${reason}`);
    this.#refusedNodes.add(node);
  }

  /** The tensors that nodes which could not be imported read, as far as layers make them. */
  #cuts(): readonly string[] {
    const names = new Set([...this.#refusedNodes].flatMap(inputNames));
    const inputs = new Set(this.#inputs.ports.map(({ layer }) => layer));
    return [...names].filter((name) => {
      const value = this.#values.known(name);
      return value?.kind === "signal" && !inputs.has(value.signal.layer);
    });
  }

  /** Imports one node; what is wrong with it goes to the list of refusals. */
  #visit(node: NodeProto, name: string): void {
    // The shape of what could not be imported would still be a constant.
    const computed = node.opType !== "Shape" &&
      inputNames(node).some((input) => isComputed(this.#values.lookup(input)));
    const unknown: Value = { kind: "unknown", computed };
    let values: readonly Value[] = [unknown];
    try {
      if (this.#refusedNodes.has(node)) throw new Unavailable();
      values = this.#convert(node, name);
    } catch (error) {
      if (error instanceof Refusal) this.#refuse(node, error.message);
      else if (!(error instanceof Unavailable)) throw error;
    }
    node.output?.forEach((output, i) => {
      if (output !== "") this.#values.define(output, values[i] ?? unknown);
    });
    if (values[0].kind !== "unknown") this.#refuseFurtherOutputs(node, values.length);
  }

  /** What the first outputs of a node stand for. */
  #convert(node: NodeProto, name: string): readonly Value[] {
    const type = node.opType ?? "";
    const domain = domainOf(node);
    if (this.#functions.has(`${domain}:${type}`)) {
      throw new Refusal(
        "it is a function that the model defines; export the model with its functions inlined",
      );
    }
    if (type === "If" && domain === "") return this.#branch(node);
    const fold = operatorSet(domain)?.folds.get(type);
    const operator = this.#operators(domain)?.get(type);
    if (fold === undefined && operator === undefined) {
      const foreign = domain === this.#dialect?.domain;
      throw new Refusal(foreign ? "the operator is not supported" : unsupportedReason({ type, domain }));
    }
    const inputs = inputNames(node).map((input) => this.#values.lookup(input));
    const reader = new OnnxNode(node, name, this.#context());
    if (fold !== undefined && inputs.every((input) => input.kind === "constant")) {
      const tensor = { name: outputNames(node)[0], ...fold(reader) };
      const defect = shapeDefect(tensor.shape, 0);
      if (defect !== null) throw new Refusal(`its result ${defect}`);
      return [{ kind: "constant", tensor: withCodes(tensor, { node: reader, fold }) }];
    }
    if (operator === undefined) {
      if (!inputs.some(isComputed)) throw new Unavailable();
      throw new Refusal(unsupportedReason({ type, domain }));
    }
    if (this.#opset < (operator.since ?? OLDEST_OPSET)) {
      throw new Refusal(
        `version ${this.#opset} of the operator set is too old; ${OLDEST_OPSET} is the oldest one`,
      );
    }
    operator.check?.(reader);
    const scale = operatorSet(domain)?.isOwn ? passingScale(reader) : null;
    const inner = scale === null ? reader : new OnnxNode(node, name, this.#context(unscaled));
    const converted = operator.convert(inner);
    const values = "kind" in converted ? [converted] : converted;
    return scale === null ? values : values.map((value) => scaledBy(value, scale));
  }

  /** Notes which branch a node takes; what it makes is not known before the graph is read anew. */
  #branch(node: NodeProto): never {
    const condition = this.#values.lookup(node.input?.[0] ?? "");
    if (condition.kind === "constant") this.#decided.set(node, condition.tensor.data[0] !== 0);
    else if (isComputed(condition)) {
      throw new Refusal(
        "its condition depends on the data, and so does what is computed; supported are conditions that follow " +
          "from shapes and constants",
      );
    }
    throw new Unavailable();
  }

  #operators(domain: string): ReadonlyMap<string, Operator> | undefined {
    return domain === this.#dialect?.domain ? this.#dialect.operators : operatorSet(domain)?.operators;
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
      } else {this.#warnings.push(
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
      throw refusedError(file, { refusals: this.#refusals, cuts: this.#cuts() }, open);
    }
    if (open.length > 0) {
      throw new InterlaceError(`Cannot import ${file}: it leaves sizes of its inputs open`, {
        code: "model-unsupported",
        place: { file },
        details: open,
        hint: "Fix them with --input-shape; the first size is the number of samples in a call.",
      });
    }
  }
}

/** A node's domain; ONNX's own is `""`. */
function domainOf({ domain = "" }: NodeProto): string {
  return domain === "ai.onnx" ? "" : domain;
}
