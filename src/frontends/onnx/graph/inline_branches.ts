import { definedNames } from "./graph.ts";
import type { AttributeProto, GraphProto, NodeProto } from "../file/proto.ts";

/**
 * Puts in the place of each `If` node whose condition is known the nodes of the branch that it takes. What the branch
 * defines gets new names; what it makes bears those of the node's outputs.
 *
 * @param decided The conditions, by node of this graph.
 */
export function inlineBranches(graph: GraphProto, decided: ReadonlyMap<NodeProto, boolean>): GraphProto {
  const taken = new Set(definedNames(graph));
  const parts = (graph.node ?? []).map((node): Pick<GraphProto, "node" | "initializer"> => {
    const condition = decided.get(node);
    return condition === undefined ? { node: [node] } : inlined(node, { condition, taken });
  });
  return {
    ...graph,
    node: parts.flatMap((part) => part.node ?? []),
    initializer: [...graph.initializer ?? [], ...parts.flatMap((part) => part.initializer ?? [])],
  };
}

function inlined(
  node: NodeProto,
  { condition, taken }: { readonly condition: boolean; readonly taken: Set<string> },
): Pick<GraphProto, "node" | "initializer"> {
  const wanted = condition ? "then_branch" : "else_branch";
  const branch = node.attribute?.find(({ name }) => name === wanted)?.g ?? {};
  const inner = new Set(definedNames(branch));
  const renamed = new Map<string, string>();
  const identities: NodeProto[] = [];
  (node.output ?? []).forEach((output, i) => {
    const source = branch.output?.[i]?.name;
    if (output === "" || source === undefined) return;
    // A value of the graph outside, or one that is an output twice, needs a second name.
    if (inner.has(source) && !renamed.has(source)) renamed.set(source, output);
    else identities.push({ opType: "Identity", name: output, input: [source], output: [output] });
  });
  const scope = node.output?.[0] ?? "";
  for (const name of inner) {
    if (renamed.has(name)) continue;
    let free = `${scope}/${name}`;
    while (taken.has(free)) free += "_";
    taken.add(free);
    renamed.set(name, free);
  }
  const { node: nodes = [], initializer = [] } = rename(branch, renamed);
  return {
    node: [
      ...nodes,
      ...identities.map((identity) => renameNode(identity, { inputs: renamed, outputs: new Map() })),
    ],
    initializer,
  };
}

type Names = ReadonlyMap<string, string>;

/** A graph whose own values, and those of graphs in it that read them, bear other names. */
function rename(graph: GraphProto, names: Names): GraphProto {
  return {
    ...graph,
    node: graph.node?.map((node) => renameNode(node, { inputs: names, outputs: names })),
    initializer: graph.initializer?.map((tensor) => ({
      ...tensor,
      name: names.get(tensor.name ?? "") ?? tensor.name,
    })),
  };
}

function renameNode(
  node: NodeProto,
  { inputs, outputs }: { readonly inputs: Names; readonly outputs: Names },
): NodeProto {
  return {
    ...node,
    input: node.input?.map((name) => inputs.get(name) ?? name),
    output: node.output?.map((name) => outputs.get(name) ?? name),
    attribute: node.attribute?.map((attribute) => renameFree(attribute, inputs)),
  };
}

/** An attribute whose graph, if it has one, reads values of the graph around it under other names. */
function renameFree(attribute: AttributeProto, names: Names): AttributeProto {
  const { g } = attribute;
  if (g === undefined) return attribute;
  const own = new Set(definedNames(g));
  const free = new Map([...names].filter(([name]) => !own.has(name)));
  return {
    ...attribute,
    g: {
      ...g,
      node: g.node?.map((node) => renameNode(node, { inputs: free, outputs: new Map() })),
      output: g.output?.map((info) => ({ ...info, name: free.get(info.name ?? "") ?? info.name })),
    },
  };
}
