import { type LayerDefinition, layerError } from "./definition.ts";
import type { InputLayer } from "./layer.ts";

/** A graph input. */
export const input: LayerDefinition<InputLayer> = {
  kind: "input",
  summary: "a graph input",
  typeName: () => "Input",
  outputShape(layer, inputs) {
    if (inputs.length > 0) throw layerError(layer, "an input reads no tensor");
    const { shape } = layer;
    if (shape.length < 1 || shape.length > 3) {
      throw layerError(
        layer,
        `its shape [${shape}] has ${shape.length} axes besides the sample axis, expected 1 to 3`,
      );
    }
    return shape;
  },
  primitive: () => ({ kind: "view" }),
};
