import { sizeOf } from "../../tensor/mod.ts";
import { checkParameter, type LayerDefinition, layerError, onlyInput } from "../definition.ts";
import type { ClipLayer, LeakyReluLayer, PReluLayer, ReluLayer } from "../layer.ts";

/** y = max(x, 0) */
export const relu: LayerDefinition<ReluLayer> = {
  kind: "relu",
  summary: "rectified linear unit",
  typeName: () => "ReLU",
  outputShape: onlyInput,
  primitive: () => ({ kind: "relu" }),
};

/** y = x for x ≥ 0, slope·x below. */
export const leakyRelu: LayerDefinition<LeakyReluLayer> = {
  kind: "leaky_relu",
  summary: "rectified linear unit with one constant slope below zero",
  typeName: () => "LeakyReLU",
  outputShape(layer, inputs) {
    checkParameter(layer, { field: "slope", values: [layer.slope], lengths: [1] });
    return onlyInput(layer, inputs);
  },
  primitive: (layer) => ({ kind: "rectifier", slopes: Float64Array.of(layer.slope) }),
};

/** Leaky ReLU with trained slopes. */
export const prelu: LayerDefinition<PReluLayer> = {
  kind: "prelu",
  summary: "rectified linear unit with trained slopes: one, one a channel or one an element",
  typeName: () => "PReLU",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const lengths = [1, shape[shape.length - 1], sizeOf(shape)];
    checkParameter(layer, { field: "slopes", values: layer.slopes, lengths });
    return shape;
  },
  primitive: (layer) => ({ kind: "rectifier", slopes: layer.slopes }),
};

/** y = min(max(x, min), max) */
export const clip: LayerDefinition<ClipLayer> = {
  kind: "clip",
  summary: "clip to a range; ReLU6 is one",
  typeName: () => "Clip",
  outputShape(layer, inputs) {
    if (!(layer.min <= layer.max)) throw layerError(layer, `its range ${layer.min} to ${layer.max} is empty`);
    return onlyInput(layer, inputs);
  },
  primitive: (layer) => ({ kind: "clip", min: layer.min, max: layer.max }),
};
