import { checkAxisBounds } from "./geometry/axis_bounds.ts";
import { type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { UpsampleLayer } from "./window_layers.ts";

/** Nearest up-sampling by whole factors. */
export const upsample: LayerDefinition<UpsampleLayer> = {
  kind: "upsample",
  summary: "nearest up-sampling by whole factors, 1-D and 2-D",
  typeName: (layer) => `UpSampling${layer.factors.length}D`,
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { factors } = layer;
    if (factors.length < 1 || factors.length > 2 || shape.length !== factors.length + 1) {
      throw layerError(layer, `it reads a tensor of shape [${shape}] with ${factors.length} factors`);
    }
    if (!factors.every((factor) => Number.isSafeInteger(factor) && factor >= 1)) {
      throw layerError(layer, `its factors are [${factors}], expected whole numbers of at least 1`);
    }
    factors.forEach((factor, index) =>
      checkAxisBounds(layer, {
        index,
        sizes: { "a factor of": factor, "an output of": shape[index] * factor },
      })
    );
    return shape.map((size, axis) => size * (factors[axis] ?? 1));
  },
  primitive: (layer, [shape]) => ({
    kind: "upsample",
    axes: layer.factors.map((factor, i) => ({ input: shape[i], factor })),
    channels: shape[shape.length - 1],
  }),
};
