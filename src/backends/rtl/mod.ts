/**
 * Designs in Verilog: hand-written modules in `templates/rtl`, and a top module with an instance a stage.
 *
 * @module
 */
export { renderRtl, type RtlProject } from "./render.ts";
export { type BenchRecord, type StreamRecord } from "./simulation/beats.ts";
export { type ExecuteOptions, executeRtl } from "./simulation/execute.ts";
export { findSimulators, type SimulatorName } from "./simulation/simulators.ts";
