import { definitionOf, type FormulaKernel, type Layer } from "../../src/layers/mod.ts";

/** The formula that a layer of one input is. */
export function formulaOf(layer: Layer): FormulaKernel {
  const kernel = definitionOf(layer).kernel(layer, [[1]]);
  if (kernel.kind !== "formula") throw new Error(kernel.kind);
  return kernel;
}

/** That of a threshold. */
export function thresholdOf(threshold: number): FormulaKernel {
  return formulaOf({ kind: "thresholded_relu", name: "y", inputs: ["x"], threshold });
}
