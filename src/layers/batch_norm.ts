import { checkParameter, type LayerDefinition, onlyInput } from "./definition.ts";
import type { BatchNormLayer } from "./layer.ts";

/** y = scale·x + shift for each channel. */
export const batchNorm: LayerDefinition<BatchNormLayer> = {
  kind: "batch_norm",
  summary: "batch normalisation at inference, folded into its neighbour where that is exact",
  typeName: () => "BatchNormalization",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const channels = shape[shape.length - 1];
    checkParameter(layer, { field: "scale", values: layer.scale, lengths: [channels] });
    checkParameter(layer, { field: "shift", values: layer.shift, lengths: [channels] });
    return shape;
  },
  primitive: (layer) => ({ kind: "affine", scale: layer.scale, shift: layer.shift }),
};
