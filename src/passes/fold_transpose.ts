import type { Layer, TransposeLayer } from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import {
  type ElementOrder,
  inverseOrder,
  rearrangeLayer,
  reorderColumns,
  reorderRows,
  transposedOrder,
} from "./elements.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Folds transpositions into the weights of dense layers, before (columns) or behind them (rows), and into each other.
 * Reshapes and element by element functions may lie between; their parameters are rearranged with the data. Every
 * tensor on the way must have one reader and be no output. One that moves only axes of length 1 becomes a reshape; one
 * that a user gave a type stays, since it is a cast too.
 */
export const foldTranspose: Pass = {
  name: "fold_transpose",
  summary: "folds transpositions into dense weights and into each other",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      const layer = graph.layer(name);
      if (layer?.kind !== "transpose" || becomesReshape(graph, layer) || graph.castsResult(name)) continue;
      foldBackwards(graph, layer);
    }
    // Only now: a transposition that met another one may have become a part of it.
    for (const name of graph.names()) {
      const layer = graph.layer(name);
      if (layer?.kind !== "transpose" || becomesReshape(graph, layer) || graph.castsResult(name)) continue;
      foldForwards(graph, layer);
    }
    return graph.toModel();
  },
};

function becomesReshape(graph: Graph, layer: TransposeLayer): boolean {
  const { name, inputs } = layer;
  if (graph.primitive(layer).kind !== "view") return false;
  graph.replace({ kind: "reshape", name, inputs, shape: graph.shape(name) });
  return true;
}

/** Moves a transposition up to what makes its data: a dense layer or another transposition. */
function foldBackwards(graph: Graph, transpose: TransposeLayer): void {
  const between: Layer[] = [];
  let source = graph.layer(transpose.inputs[0])!;
  while (graph.onlyReader(source.name) && source.kind !== "transpose" && !isFlatDense(graph, source)) {
    if (source.inputs.length !== 1) return;
    between.unshift(source);
    source = graph.layer(source.inputs[0])!;
  }
  if (!graph.onlyReader(source.name)) return;
  const lastReshape = between.findLastIndex((layer) => layer.kind === "reshape");
  if (source.kind === "transpose" && lastReshape >= 0) return;

  const shape = graph.shape(transpose.name);
  const order = transposedOrder(graph.shape(transpose.inputs[0]), transpose.permutation);
  const rearranged = rearrangeAll(graph, between, { order, shapeAt: (i) => i >= lastReshape ? shape : null });
  const changed = rearranged && moveInto(source, { transpose, order });
  if (!changed) return;
  for (const layer of [changed, ...rearranged]) graph.replace(layer);
  graph.bypass(transpose.name, `is folded into "${changed.name}"`);
  if (changed.kind === "transpose" && changed.permutation.every((axis, i) => axis === i)) {
    if (!graph.castsResult(changed.name)) graph.bypass(changed.name, `is undone by "${transpose.name}"`);
  }
}

/** The layer that makes its output in the order that the transposition would have given it. */
function moveInto(source: Layer, move: { readonly transpose: TransposeLayer; readonly order: ElementOrder }) {
  const { transpose, order } = move;
  if (source.kind === "transpose") {
    return { ...source, permutation: transpose.permutation.map((axis) => source.permutation[axis]) };
  }
  if (source.kind !== "dense") return null;
  const { weights, bias } = source;
  return {
    ...source,
    weights: { shape: weights.shape, data: reorderColumns(weights.data, order) },
    bias: bias && reorderColumns(bias, order),
  };
}

/** Moves a transposition down to the dense layer that flattens its data. */
function foldForwards(graph: Graph, transpose: TransposeLayer): void {
  const between: Layer[] = [];
  let target = graph.onlyReader(transpose.name);
  while (target && target.kind !== "dense") {
    if (target.inputs.length !== 1) return;
    between.push(target);
    target = graph.onlyReader(target.name);
  }
  if (!target || !isFlatDense(graph, target)) return;
  const firstReshape = between.findIndex((layer) => layer.kind === "reshape");
  if (firstReshape < 0) return;

  const shape = graph.shape(transpose.inputs[0]);
  const order = inverseOrder(transposedOrder(shape, transpose.permutation));
  const rearranged = rearrangeAll(graph, between, { order, shapeAt: (i) => i < firstReshape ? shape : null });
  if (!rearranged) return;
  graph.bypass(transpose.name, `is folded into "${target.name}"`);
  const data = reorderRows(target.weights.data, order);
  for (const layer of [...rearranged, { ...target, weights: { shape: target.weights.shape, data } }]) {
    graph.replace({ ...layer, inputs: graph.layer(layer.name)!.inputs });
  }
}

/** A dense layer over a flat tensor: each weight belongs to one element of its input and one of its output. */
function isFlatDense(graph: Graph, layer: Layer): boolean {
  return layer.kind === "dense" && graph.shape(layer.name).length === 1;
}

/**
 * The layers of a chain for rearranged data; null if one of them cannot work on those. `shapeAt` says which shape the
 * output of the i-th has then; null is the shape that it has now.
 */
function rearrangeAll(
  graph: Graph,
  chain: readonly Layer[],
  { order, shapeAt }: { readonly order: ElementOrder; readonly shapeAt: (index: number) => Shape | null },
): readonly Layer[] | null {
  const layers: Layer[] = [];
  for (const [i, layer] of chain.entries()) {
    const from = graph.shape(layer.name);
    const to = shapeAt(i) ?? from;
    const rearranged = layer.kind === "reshape"
      ? { ...layer, shape: to }
      : rearrangeLayer(layer, { from, to, order });
    if (!rearranged) return null;
    layers.push(rearranged);
  }
  return layers;
}
