/**
 * Computes models and designs: in float64, and bit for bit in fixed point.
 *
 * @module
 */
export { evaluateFloat } from "./float/evaluate.ts";
export { decodeOutputs, encodeInputs, toModelLayout, toSourceLayout } from "./ports.ts";
export { simulate, simulateTensors } from "./simulate.ts";
