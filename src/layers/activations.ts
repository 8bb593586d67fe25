import { type LayerDefinition, onlyInput } from "./definition.ts";
import type { SigmoidLayer, TanhLayer } from "./layer.ts";

/** y = 1 / (1 + exp(−x)) */
export const sigmoid: LayerDefinition<SigmoidLayer> = {
  kind: "sigmoid",
  summary: "logistic function, as a table",
  typeName: () => "Sigmoid",
  outputShape: onlyInput,
  kernel: () => ({
    kind: "table",
    function: "sigmoid",
    evaluate: (x) => 1 / (1 + Math.exp(-x)),
    symmetry: "complement",
  }),
};

/** y = tanh(x) */
export const tanh: LayerDefinition<TanhLayer> = {
  kind: "tanh",
  summary: "hyperbolic tangent, as a table",
  typeName: () => "TanH",
  outputShape: onlyInput,
  kernel: () => ({ kind: "table", function: "tanh", evaluate: Math.tanh, symmetry: "odd" }),
};
