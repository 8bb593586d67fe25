import { type LayerDefinition, onlyInput } from "./definition.ts";
import type { SoftmaxLayer } from "./functions/function_layers.ts";

/** Shares of one: e^x over the sum of all e^x of a pixel. */
export const softmax: LayerDefinition<SoftmaxLayer> = {
  kind: "softmax",
  summary: "softmax over the channels, by tables of exp and of the reciprocal",
  typeName: () => "Softmax",
  outputShape: onlyInput,
  primitive: (_, [shape]) => ({ kind: "softmax", channels: shape[shape.length - 1] }),
};
