/**
 * Computes models and designs: in float64, and bit for bit in fixed point.
 *
 * @module
 */
export { explainSimulation, type StageExplanation } from "./explain.ts";
export { evaluateFloat, type LayerWatcher } from "./float/evaluate.ts";
export { decodeOutputs, encodeInputs, toModelLayout, toSourceLayout } from "./ports.ts";
export { type Random, seededRandom } from "./random.ts";
export { type RandomInputOptions, randomInputs } from "./random_inputs.ts";
export { simulateScalar } from "./scalar/simulate.ts";
export {
  openSimulator,
  simulate,
  type SimulateOptions,
  simulateOutputs,
  simulateTensors,
  type Simulator,
  type SimulatorOptions,
} from "./simulate.ts";
export { type StagedCounts, StagedSimulator } from "./staged.ts";
export { SIMULATION_PATHS, type SimulationPath } from "./wasm/paths.ts";
