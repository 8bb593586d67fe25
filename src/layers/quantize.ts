import { checkTypes, type LayerDefinition, onlyInput } from "./definition.ts";
import type { QuantizeLayer } from "./layer.ts";

/** y = x cast to a fixed-point type. */
export const quantize: LayerDefinition<QuantizeLayer> = {
  kind: "quantize",
  summary: "cast to the fixed-point type that training used; a design takes its types from these layers",
  typeName: () => "Quantize",
  outputShape(layer, inputs) {
    checkTypes(layer, [layer.type]);
    return onlyInput(layer, inputs);
  },
  primitive: (layer) => ({ kind: "quantize", type: layer.type }),
};
