import {
  type BatchNormLayer,
  type ConvLayer,
  type ConvTransposeLayer,
  type DenseLayer,
  hasTypes,
  type Layer,
} from "../layers/mod.ts";
import { sizeOf } from "../tensor/mod.ts";
import { withPeriod } from "./elements.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

type WeightedLayer = DenseLayer | ConvLayer | ConvTransposeLayer;

/**
 * Folds batch normalisation into weights and bias, in float64. It goes into the layer before it where that one computes
 * a weighted sum or is a batch normalisation itself, else into a dense layer or a convolution without padding behind
 * it; reshapes may lie between. A padded convolution would need another bias along its border, a transposed one has
 * border sums of its own: before those it stays. So it does beside weights that training has quantised: those whose types
 * are given, and in a model with quantisers those that are integers, the codes that an exporter left of them. And so it
 * does where a user gave types to it, to the tensors between, or to what would hold other numbers than those types were
 * chosen for.
 */
export const foldBatchNorm: Pass = {
  name: "fold_batch_norm",
  summary: "folds batch normalisation into the weights and bias of a neighbour",
  run(model, context) {
    const graph = new Graph(model, context);
    const hasQuantisers = model.layers.some(({ kind }) => kind === "quantize");
    const isFixed = (layer: Layer) => hasTypes(layer) || hasQuantisers && holdsCodes(layer);
    for (const norm of batchNorms(graph)) foldBackwards(graph, norm, isFixed);
    for (const norm of batchNorms(graph)) foldForwards(graph, norm, isFixed);
    return graph.toModel();
  },
};

function* batchNorms(graph: Graph): Iterable<BatchNormLayer> {
  for (const name of graph.names()) {
    const layer = graph.layer(name);
    if (layer?.kind === "batch_norm") yield layer;
  }
}

function hasUserTypes(graph: Graph, name: string): boolean {
  return graph.castsResult(name) || graph.keepsParameters(name);
}

/** Whether all weights are integers. */
function holdsCodes(layer: Layer): boolean {
  return "weights" in layer && layer.weights.data.every(Number.isInteger);
}

function foldBackwards(graph: Graph, norm: BatchNormLayer, isFixed: (layer: Layer) => boolean): void {
  let producer = graph.layer(norm.inputs[0])!;
  while (
    producer.kind === "reshape" && graph.onlyReader(producer.name) && !graph.castsResult(producer.name)
  ) {
    producer = graph.layer(producer.inputs[0])!;
  }
  if (!graph.onlyReader(producer.name) || isFixed(producer)) return;
  if (hasUserTypes(graph, norm.name) || hasUserTypes(graph, producer.name)) return;
  const affine = affineOf(graph, norm, producer.name);
  const folded = affine && affineAfter(producer, affine);
  if (!folded) return;
  graph.replace(folded);
  graph.bypass(norm.name, `is folded into "${folded.name}"`);
}

function foldForwards(graph: Graph, norm: BatchNormLayer, isFixed: (layer: Layer) => boolean): void {
  let consumer = graph.onlyReader(norm.name);
  while (consumer?.kind === "reshape" && !graph.castsResult(consumer.name)) {
    consumer = graph.onlyReader(consumer.name);
  }
  if (consumer !== undefined && (isFixed(consumer) || graph.keepsParameters(consumer.name))) return;
  if (hasUserTypes(graph, norm.name)) return;
  const affine = consumer && affineOf(graph, norm, consumer.inputs[0]);
  const folded = affine && affineBefore(consumer!, affine);
  if (!folded) return;
  graph.bypass(norm.name, `is folded into "${folded.name}"`);
  graph.replace({ ...folded, inputs: graph.layer(folded.name)!.inputs });
}

/** y = scale[c]·x + shift[c] over the channels of some tensor. */
interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** What a batch normalisation does to another shape of its tensor, if that is the same in all pixels. */
function affineOf(graph: Graph, norm: BatchNormLayer, tensor: string): Affine | null {
  const shape = graph.shape(tensor);
  const layout = { size: sizeOf(shape), period: shape[shape.length - 1] };
  const scale = withPeriod(norm.scale, layout);
  const shift = withPeriod(norm.shift, layout);
  return scale && shift && { scale, shift };
}

/** The layer with an affine map of its output folded in; null if it cannot hold it. */
function affineAfter(layer: Layer, { scale, shift }: Affine): Layer | null {
  switch (layer.kind) {
    case "dense":
    case "conv":
    case "conv_transpose": {
      const { weights, bias } = layer;
      return {
        ...layer,
        weights: { shape: weights.shape, data: weights.data.map((w, i) => w * scale[i % scale.length]) },
        bias: shift.map((value, output) => (bias?.[output] ?? 0) * scale[output] + value),
      };
    }
    case "batch_norm":
      return {
        ...layer,
        scale: layer.scale.map((value, channel) => value * scale[channel]),
        shift: layer.shift.map((value, channel) => value * scale[channel] + shift[channel]),
      };
    default:
      return null;
  }
}

/** The layer with an affine map of its input folded in; null if it cannot hold it. */
function affineBefore(layer: Layer, affine: Affine): WeightedLayer | null {
  switch (layer.kind) {
    case "dense":
      return weightedBefore(layer, affine, 1);
    case "conv": {
      const padded = layer.axes.some((axis) => axis.padBefore > 0 || axis.padAfter > 0);
      return padded ? null : weightedBefore(layer, affine, layer.groups);
    }
    default:
      return null;
  }
}

function weightedBefore(
  layer: DenseLayer | ConvLayer,
  { scale, shift }: Affine,
  groups: number,
): WeightedLayer {
  const { weights } = layer;
  const [groupInputs, outputs] = weights.shape.slice(-2);
  const bias = Float64Array.from({ length: outputs }, (_, output) => layer.bias?.[output] ?? 0);
  const data = weights.data.map((weight, i) => {
    const output = i % outputs;
    const group = Math.floor(output / (outputs / groups));
    const channel = group * groupInputs + Math.floor(i / outputs) % groupInputs;
    bias[output] += shift[channel] * weight;
    return weight * scale[channel];
  });
  return { ...layer, weights: { shape: weights.shape, data }, bias };
}
