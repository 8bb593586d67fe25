import { type LayerDefinition, layerError } from "./definition.ts";
import type { InputLayer } from "./layer.ts";

/** Most elements that one tensor may have; a larger shape comes from a damaged or hostile file. */
const MAX_ELEMENTS = 2 ** 28;

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
    if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
      throw layerError(layer, `its shape [${shape}] has a size that is not a positive integer`);
    }
    if (shape.reduce((product, size) => product * size, 1) > MAX_ELEMENTS) {
      throw layerError(layer, `its shape [${shape}] has more than ${MAX_ELEMENTS} elements`);
    }
    return shape;
  },
  kernel: () => ({ kind: "view" }),
};
