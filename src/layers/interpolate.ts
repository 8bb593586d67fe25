import { sourcePlace } from "./geometry/coordinates.ts";
import { checkAxisBounds } from "./geometry/axis_bounds.ts";
import { type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { InterpolateLayer } from "./window_layers.ts";

/** Linear and bilinear resizing. */
export const interpolate: LayerDefinition<InterpolateLayer> = {
  kind: "interpolate",
  summary: "linear and bilinear resizing, up and down, in four coordinate modes",
  typeName: () => "Resizing",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const { axes } = layer;
    if (axes.length < 1 || axes.length > 2 || shape.length !== axes.length + 1) {
      throw layerError(layer, `it resizes ${axes.length} spatial axes of a tensor of shape [${shape}]`);
    }
    for (const [index, { output, scale }] of axes.entries()) {
      if (!(Number.isSafeInteger(output) && output >= 1 && scale > 0 && Number.isFinite(scale))) {
        throw layerError(layer, `an axis has output ${output} and scale ${scale}`, "Both must be above 0.");
      }
      checkAxisBounds(layer, { index, sizes: { "an input of": shape[index], "an output of": output } });
    }
    return [...axes.map((axis) => axis.output), shape[axes.length]];
  },
  primitive: (layer, [shape]) => ({
    kind: "interpolate",
    axes: layer.axes.map(({ output, scale }, i) => {
      const axis = { input: shape[i], output, scale };
      const places = Array.from({ length: output }, (_, j) => sourcePlace(axis, layer.coordinates, j));
      // What lies beyond the first or last element is that element.
      return { input: shape[i], places: places.map((place) => Math.min(Math.max(place, 0), shape[i] - 1)) };
    }),
    channels: shape[layer.axes.length],
  }),
};
