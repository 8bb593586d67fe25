import type { ConvTransposeLayer, Layer } from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import { type ElementOrder, orderOf, rearrangeLayer } from "./elements.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Lets a transposed convolution crop its output itself, so that what is cut off is never computed. Layers that work on
 * every element by itself may lie between: they get fewer elements. Cropping that a user gave a type stays: it is a cast
 * too.
 */
export const foldCrop: Pass = {
  name: "fold_crop",
  summary: "folds cropping and slicing of a map into the transposed convolution that makes it",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) foldInto(graph, name);
    return graph.toModel();
  },
};

/** What is cut off both ends of an axis. */
interface Crop {
  readonly before: number;
  readonly after: number;
}

function foldInto(graph: Graph, name: string): void {
  const cropping = graph.layer(name)!;
  const [input] = cropping.inputs;
  const mayFold = cropping.inputs.length === 1 && !graph.castsResult(name);
  const crops = mayFold ? cropsOf(cropping, graph.shape(input)) : null;
  if (crops === null) return;
  const resized: Layer[] = [];
  const tensor = {
    from: graph.shape(input),
    to: graph.shape(name),
    order: croppedOrder(graph.shape(input), crops),
  };
  let layer = graph.layer(input)!;
  for (; layer.kind !== "conv_transpose"; layer = graph.layer(layer.inputs[0])!) {
    if (layer.inputs.length !== 1 || !graph.onlyReader(layer.name)) return;
    const smaller = rearrangeLayer(layer, tensor);
    if (smaller === null) return;
    resized.unshift(smaller);
  }
  if (!graph.onlyReader(layer.name)) return;
  graph.replace(cropped(layer, crops));
  for (const smaller of resized) graph.replace(smaller);
  graph.bypass(name, `is folded into "${layer.name}"`);
}

/** What a layer cuts off each spatial axis of a tensor; null if it does anything else. */
function cropsOf(layer: Layer, shape: Shape): readonly Crop[] | null {
  let crops: readonly Crop[];
  if (layer.kind === "pad") {
    crops = layer.axes.map(({ before, after }) => ({ before: 0 - before, after: 0 - after }));
  } else if (layer.kind === "slice" && layer.axes.every(({ step, length }) => step === 1 || length === 1)) {
    crops = layer.axes.map(({ start, length }, axis) => ({
      before: start,
      after: shape[axis] - start - length,
    }));
  } else return null;
  const channels = crops[crops.length - 1];
  const cutsOnly = crops.every(({ before, after }) => before >= 0 && after >= 0);
  return cutsOnly && channels.before === 0 && channels.after === 0 ? crops.slice(0, -1) : null;
}

/** For every element that is left its index in the whole tensor. */
function croppedOrder(shape: Shape, crops: readonly Crop[]): ElementOrder {
  return orderOf(
    shape,
    shape.map((size, axis) => {
      const { before, after } = crops[axis] ?? { before: 0, after: 0 };
      return { axis, start: before, length: size - before - after };
    }),
  );
}

function cropped(layer: ConvTransposeLayer, crops: readonly Crop[]): ConvTransposeLayer {
  const axes = layer.axes.map((axis, i) => ({
    ...axis,
    cropBefore: axis.cropBefore + crops[i].before,
    cropAfter: axis.cropAfter + crops[i].after,
  }));
  return { ...layer, axes };
}
