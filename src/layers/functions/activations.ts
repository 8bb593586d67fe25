import { type LayerDefinition, onlyInput } from "../definition.ts";
import type { TablePrimitive } from "../primitives/primitive.ts";
import type { SigmoidLayer, TanhLayer } from "../layer.ts";
import { scaledTable } from "../primitives/scaled_table.ts";

const SIGMOID: TablePrimitive = {
  kind: "table",
  function: "sigmoid",
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  symmetry: "complement",
};

const TANH: TablePrimitive = { kind: "table", function: "tanh", evaluate: Math.tanh, symmetry: "odd" };

/** y = 1 / (1 + exp(−x)) */
export const sigmoid: LayerDefinition<SigmoidLayer> = {
  kind: "sigmoid",
  summary: "logistic function, as a table",
  typeName: () => "Sigmoid",
  outputShape: onlyInput,
  primitive: ({ inputScale }) => scaledTable(SIGMOID, inputScale),
};

/** y = tanh(x) */
export const tanh: LayerDefinition<TanhLayer> = {
  kind: "tanh",
  summary: "hyperbolic tangent, as a table",
  typeName: () => "TanH",
  outputShape: onlyInput,
  primitive: ({ inputScale }) => scaledTable(TANH, inputScale),
};
