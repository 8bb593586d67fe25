import { InterlaceError } from "../../../base/errors.ts";
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from "../file/proto.ts";

/** An ONNX graph whose names have been resolved. */
export interface OnnxGraph {
  /** Nodes that some output depends on, producers before consumers. */
  readonly nodes: readonly NodeProto[];
  /** Nodes that no output depends on. */
  readonly unused: readonly NodeProto[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Graph inputs that no initialiser gives a value, in order. */
  readonly inputs: ReadonlyMap<string, ValueInfoProto>;
  /** Names of the graph's outputs, in order. */
  readonly outputs: readonly string[];
  /** Nodes of `nodes` that read a value, by its name. */
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;
}

/** Names of the values that a node reads; absent optional inputs are left out. */
export function inputNames(node: NodeProto): string[] {
  return (node.input ?? []).filter((name) => name !== "");
}

/** Names of everything that a node depends on: its inputs, and what the graphs in its attributes read from outside. */
export function readNames(node: NodeProto): string[] {
  return [
    ...inputNames(node),
    ...(node.attribute ?? []).flatMap(({ g }) => g === undefined ? [] : outerNames(g)),
  ];
}

/** Names that a graph reads without defining them. */
function outerNames(graph: GraphProto): string[] {
  const own = new Set(definedNames(graph));
  const read = [
    ...(graph.node ?? []).flatMap(readNames),
    ...(graph.output ?? []).map(({ name = "" }) => name),
  ];
  return [...new Set(read)].filter((name) => !own.has(name));
}

/** Names that a graph gives to values: its initialisers, its inputs and the results of its nodes. */
export function definedNames({ node = [], initializer = [], input = [] }: GraphProto): readonly string[] {
  return [...initializer, ...input].map(({ name = "" }) => name).concat(node.flatMap(outputNames));
}

/** Names of the values that a node makes; outputs that are not wanted are left out. */
export function outputNames(node: NodeProto): string[] {
  return (node.output ?? []).filter((name) => name !== "");
}

/** What messages call a node: its name, else that of its first output. */
export function nodeLabel(node: NodeProto): string {
  return node.name || outputNames(node)[0] || "(unnamed)";
}

/**
 * Resolves the names of a graph, sorts its nodes and sets those apart that contribute to no output.
 *
 * @param file What error messages call the model.
 * @throws {InterlaceError} with every undefined or doubly defined name in its details, or the nodes of a cycle.
 */
export function resolveGraph(graph: GraphProto, file: string): OnnxGraph {
  const problems: string[] = [];
  const nodes = graph.node ?? [];
  const initializers = new Map<string, TensorProto>();
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? "";
    if (initializers.has(name)) problems.push(`two initialisers are called "${name}"`);
    initializers.set(name, tensor);
  }
  const inputs = new Map<string, ValueInfoProto>();
  for (const info of graph.input ?? []) {
    const name = info.name ?? "";
    if (inputs.has(name)) problems.push(`two inputs are called "${name}"`);
    if (!initializers.has(name)) inputs.set(name, info);
  }
  const producers = producersOf(nodes, {
    taken: new Set([...initializers.keys(), ...inputs.keys()]),
    problems,
  });
  const sparse = new Set((graph.sparseInitializer ?? []).map((tensor) => tensor.values?.name ?? ""));
  const outputs = (graph.output ?? []).map((info) => info.name ?? "");
  const defined = (name: string) => initializers.has(name) || inputs.has(name) || producers.has(name);
  const undefinedName = (reader: string, name: string) => {
    if (sparse.has(name)) problems.push(`${reader} "${name}", a sparse initialiser, which is not supported`);
    else if (!defined(name)) problems.push(`${reader} "${name}", which is not defined`);
  };
  for (const node of nodes) {
    for (const name of readNames(node)) undefinedName(`node "${nodeLabel(node)}" reads`, name);
  }
  for (const name of outputs) undefinedName("an output is", name);
  if (outputs.length === 0) problems.push("it has no output");
  if (problems.length > 0) {
    throw new InterlaceError(`Cannot import ${file}: its graph is not sound`, {
      code: "model-invalid",
      place: { file },
      details: problems,
    });
  }
  const live = liveNodes(outputs, producers);
  const sorted = sortNodes(nodes.filter((node) => live.has(node)), { producers, file });
  return {
    nodes: sorted,
    unused: nodes.filter((node) => !live.has(node)),
    initializers,
    inputs,
    outputs,
    consumers: consumersOf(sorted),
  };
}

type Producers = ReadonlyMap<string, NodeProto>;

function producersOf(
  nodes: readonly NodeProto[],
  { taken, problems }: { readonly taken: Set<string>; readonly problems: string[] },
): Producers {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) {
    for (const name of outputNames(node)) {
      if (taken.has(name)) {
        problems.push(`node "${nodeLabel(node)}" defines "${name}", which is defined already`);
      }
      taken.add(name);
      producers.set(name, node);
    }
  }
  return producers;
}

/** Nodes that the outputs depend on, found from the outputs upwards without recursion. */
function liveNodes(outputs: readonly string[], producers: Producers): Set<NodeProto> {
  const live = new Set<NodeProto>();
  const waiting = [...outputs];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    if (node === undefined || live.has(node)) continue;
    live.add(node);
    for (const input of readNames(node)) waiting.push(input);
  }
  return live;
}

/** Nodes that read a value, by its name. */
export function consumersOf(nodes: readonly NodeProto[]): Map<string, NodeProto[]> {
  const consumers = new Map<string, NodeProto[]>();
  for (const node of nodes) {
    for (const name of new Set(readNames(node))) {
      const list = consumers.get(name);
      if (list === undefined) consumers.set(name, [node]);
      else list.push(node);
    }
  }
  return consumers;
}

/** Depth-first, without recursion: a file that is sorted already keeps its order. */
function sortNodes(
  nodes: readonly NodeProto[],
  { producers, file }: { readonly producers: Producers; readonly file: string },
): NodeProto[] {
  const done = new Set<NodeProto>();
  const open = new Set<NodeProto>();
  for (const root of nodes) {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const missing = readNames(node).flatMap((name) => producers.get(name) ?? []).filter((made) =>
        !done.has(made)
      );
      if (missing.length === 0 || done.has(node)) {
        done.add(node);
        stack.pop();
        continue;
      }
      // What is open and not done lies below on the stack and waits for this very node.
      if (open.has(node)) {
        throw new InterlaceError(`Cannot import ${file}: its graph has a cycle`, {
          code: "model-invalid",
          place: { file },
          details: [`through node "${nodeLabel(node)}"`],
        });
      }
      open.add(node);
      for (const made of missing) stack.push(made);
    }
  }
  return [...done];
}
