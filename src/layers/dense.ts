import { checkParameter, checkTypes, type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { DenseLayer } from "./layer.ts";

/** y = x·weights + bias over the last axis; over more than one axis it is a 1×1 convolution. */
export const dense: LayerDefinition<DenseLayer> = {
  kind: "dense",
  summary: "fully connected, over the last axis",
  typeName: () => "Dense",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const [size, units] = layer.weights.shape;
    if (layer.weights.shape.length !== 2) throw layerError(layer, "its weights are not a matrix");
    if (shape.at(-1) !== size) {
      throw layerError(layer, `it reads ${shape.at(-1)} features, its weights take ${size}`);
    }
    checkParameter(layer, { field: "weights", values: layer.weights.data, lengths: [size * units] });
    if (layer.bias) checkParameter(layer, { field: "bias", values: layer.bias, lengths: [units] });
    checkTypes(layer, [layer.types?.weights, layer.types?.bias]);
    return [...shape.slice(0, -1), units];
  },
  primitive(layer, inputs) {
    const spatial = inputs[0].slice(0, -1);
    const [size, units] = layer.weights.shape;
    const { bias } = layer;
    const weights = layer.weights.data;
    if (spatial.length === 0) return { kind: "dense", inputs: size, outputs: units, weights, bias };
    return {
      kind: "convolution",
      transposed: false,
      axes: spatial.map((n) => ({ input: n, output: n, kernel: 1, stride: 1, dilation: 1, before: 0 })),
      groups: 1,
      channels: { input: size, output: units },
      weights,
      bias,
    };
  },
};
