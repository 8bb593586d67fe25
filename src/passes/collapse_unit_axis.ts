import type { ConvLayer, ConvTransposeLayer, Layer, ReshapeLayer } from "../layers/mod.ts";
import { type RealTensor, sizeOf } from "../tensor/mod.ts";
import { rearrangeLayer, transposedOrder } from "./elements.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Makes convolutions one-dimensional that were written in two dimensions because their framework has no other: where a
 * reshape introduces a height or width of 1 that stays 1 through all layers up to the next reshapes, the axis is taken
 * out of all of them. Reshapes that have nothing left to do are for `drop_identity`.
 */
export const collapseUnitAxis: Pass = {
  name: "collapse_unit_axis",
  summary: "makes two-dimensional convolutions over one row or column one-dimensional",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      const layer = graph.layer(name)!;
      if (layer.kind !== "reshape" || layer.shape.length !== 3) continue;
      const collapsed = collapse(graph, layer, 0) ?? collapse(graph, layer, 1);
      collapsed?.forEach((changed) => graph.replace(changed));
    }
    return graph.toModel();
  },
};

/**
 * The reshape and everything behind it, up to the next reshapes, without one spatial axis; null if the axis is not of
 * length 1 everywhere, if a tensor on the way is an output, or if nothing would become one-dimensional.
 */
function collapse(graph: Graph, reshape: ReshapeLayer, axis: number): readonly Layer[] | null {
  if (reshape.shape[axis] !== 1) return null;
  const changed: Layer[] = [{ ...reshape, shape: reshape.shape.filter((_, i) => i !== axis) }];
  const tensors: string[] = [reshape.name];
  for (const tensor of tensors) {
    if (graph.isOutput(tensor)) return null;
    for (const reader of graph.readers(tensor)) {
      if (reader.kind === "reshape") continue;
      const flat = withoutAxis(graph, reader, axis);
      if (!flat) return null;
      changed.push(flat);
      tensors.push(reader.name);
    }
  }
  return changed.some((layer) => layer.kind === "conv" || layer.kind === "conv_transpose") ? changed : null;
}

/** A layer for tensors that lack a spatial axis of length 1; null if it needs that axis. */
function withoutAxis(graph: Graph, layer: Layer, axis: number): Layer | null {
  switch (layer.kind) {
    case "conv":
    case "conv_transpose":
      return convolutionWithoutAxis(graph, layer, axis);
    case "dense":
      return layer;
    default:
      return elementwiseWithoutAxis(graph, layer, axis);
  }
}

/** The only kernel element that meets the one input element of an axis is the one at `before / dilation`. */
function convolutionWithoutAxis(
  graph: Graph,
  layer: ConvLayer | ConvTransposeLayer,
  axis: number,
): ConvLayer | ConvTransposeLayer | null {
  const primitive = graph.primitive(layer);
  if (primitive.kind !== "convolution") return null;
  const { input, output, before, dilation, kernel: taps } = primitive.axes[axis];
  const tap = before / dilation;
  if (input !== 1 || output !== 1 || !Number.isInteger(tap) || tap >= taps) return null;
  const weights = sliceAt(layer.weights, { axis, index: tap });
  // A branch a kind, as the types of their axes differ.
  return layer.kind === "conv"
    ? { ...layer, weights, axes: layer.axes.filter((_, i) => i !== axis) }
    : { ...layer, weights, axes: layer.axes.filter((_, i) => i !== axis) };
}

/** A layer that works on each element by itself, for the same elements in a tensor without the axis. */
function elementwiseWithoutAxis(graph: Graph, layer: Layer, axis: number): Layer | null {
  if (layer.inputs.length !== 1) return null;
  const from = graph.shape(layer.inputs[0]);
  const order = transposedOrder(from, from.map((_, i) => i));
  return rearrangeLayer(layer, { from, to: from.filter((_, i) => i !== axis), order });
}

/** The part of a tensor at one index of an axis, without that axis. */
function sliceAt(tensor: RealTensor, at: { readonly axis: number; readonly index: number }): RealTensor {
  const { shape, data } = tensor;
  const inner = sizeOf(shape.slice(at.axis + 1));
  const outer = sizeOf(shape.slice(0, at.axis));
  const kept = new Float64Array(outer * inner);
  for (let i = 0; i < outer; i++) {
    const from = (i * shape[at.axis] + at.index) * inner;
    kept.set(data.subarray(from, from + inner), i * inner);
  }
  return { shape: shape.filter((_, i) => i !== at.axis), data: kept };
}
