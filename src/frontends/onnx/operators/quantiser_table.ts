import * as folds from "./fold_quantisers.ts";
import type { Fold, Operator } from "./operator.ts";
import { bipolarQuant, dequantizeLinear, quant, quantizeLinear, trunc } from "./quantisers.ts";

/** QONNX's quantisers, by operator type. */
export const QUANTISERS: ReadonlyMap<string, Operator> = new Map([
  ["BipolarQuant", bipolarQuant],
  ["IntQuant", quant],
  ["Quant", quant],
  ["Trunc", trunc],
]);

/** QONNX's quantisers of constants. */
export const QUANTISER_FOLDS: ReadonlyMap<string, Fold> = new Map([
  ["BipolarQuant", folds.bipolarQuant],
  ["IntQuant", folds.quant],
  ["Quant", folds.quant],
  ["Trunc", folds.trunc],
]);

/** ONNX's own quantisers. */
export const LINEAR_QUANTISERS: readonly (readonly [string, Operator])[] = [
  ["DequantizeLinear", dequantizeLinear],
  ["QuantizeLinear", quantizeLinear],
];

/** ONNX's own quantisers of constants. */
export const LINEAR_QUANTISER_FOLDS: readonly (readonly [string, Fold])[] = [
  ["DequantizeLinear", folds.dequantizeLinear],
  ["QuantizeLinear", folds.quantizeLinear],
];

/** Folds that move numbers about and leave each as it is: they do the same to codes and scales. */
export const MOVING_FOLDS: readonly string[] = [
  "Flatten",
  "Gather",
  "Reshape",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
];
