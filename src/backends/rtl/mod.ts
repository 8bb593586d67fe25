/**
 * Designs in Verilog: hand-written modules in `templates/rtl`, and a top module with an instance a stage.
 *
 * @module
 */
export type { BitValue, Parameter, ParameterValue, StageModule } from "./text/module.ts";
export { renderRtl, type RtlProject } from "./project/render.ts";
export type { BuiltStage, TopOptions } from "./project/top.ts";
export { type BenchRecord, type StreamRecord } from "./simulation/beats.ts";
export { type SimulateOptions, simulateRtl, type Simulation } from "./simulation/simulate.ts";
export {
  findSimulators,
  type FoundSimulator,
  SIMULATOR_NAMES,
  type SimulatorName,
} from "./simulation/simulators.ts";
