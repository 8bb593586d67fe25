import type { Shape } from "../tensor/mod.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Removes layers that pass their input on as it is, and all but the last of reshapes in a row; but none that a user gave
 * a type, which is a cast.
 */
export const dropIdentity: Pass = {
  name: "drop_identity",
  summary: "removes identities and reshapes to the same shape, merges reshapes in a row",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      mergeReshape(graph, name);
      if (passesOn(graph, name) && !connectsPorts(graph, name)) {
        graph.bypass(name, "passes its input on as it is");
      }
    }
    return graph.toModel();
  },
};

/** Lets a reshape of a reshaped tensor read the tensor itself. */
function mergeReshape(graph: Graph, name: string): void {
  const layer = graph.layer(name)!;
  if (layer.kind !== "reshape") return;
  const before = graph.layer(layer.inputs[0])!;
  if (before.kind !== "reshape" || graph.castsResult(before.name)) return;
  graph.replace({ ...layer, inputs: before.inputs });
  if (graph.readers(before.name).length === 0 && !graph.isOutput(before.name)) {
    graph.remove(before.name, `is merged into "${name}"`);
  }
}

function passesOn(graph: Graph, name: string): boolean {
  const layer = graph.layer(name)!;
  if (graph.castsResult(name)) return false;
  if (layer.kind === "identity") return true;
  return layer.kind === "reshape" && sameShape(layer.shape, graph.shape(layer.inputs[0]));
}

/** Whether a layer is all there is between an input and an output of the model: then it is what the model does. */
function connectsPorts(graph: Graph, name: string): boolean {
  const [input] = graph.layer(name)!.inputs;
  return graph.isOutput(name) && graph.layer(input)!.kind === "input";
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
