import { definitionOf, type FormulaPrimitive, type Layer } from "../../src/layers/mod.ts";

/** The formula that a layer of one input is. */
export function formulaOf(layer: Layer): FormulaPrimitive {
  const primitive = definitionOf(layer).primitive(layer, [[1]]);
  if (primitive.kind !== "formula") throw new Error(primitive.kind);
  return primitive;
}

/** That of a threshold. */
export function thresholdOf(threshold: number): FormulaPrimitive {
  return formulaOf({ kind: "thresholded_relu", name: "y", inputs: ["x"], threshold });
}
