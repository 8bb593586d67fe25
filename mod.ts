/**
 * Interlace turns trained neural networks with transposed convolutions into FPGA HLS C++ projects and proves them
 * right, bit by bit, before anyone waits for a synthesis.
 *
 * @example
 * ```ts
 * import { createDesign, importModel, renderProject, verifyDesign, writeProject } from "./mod.ts";
 *
 * async function convert(file: string, directory: string): Promise<void> {
 *   const model = await importModel(file);
 *   const design = createDesign(model, { target: "vitis", io: "io_stream", reuseFactor: 4 });
 *   const report = await verifyDesign(design);
 *   if (report.passed) await writeProject(renderProject(design), directory);
 * }
 * ```
 *
 * @module
 */
export * from "./src/base/mod.ts";
export * from "./src/fixed/mod.ts";
export * from "./src/tensor/mod.ts";
export * from "./src/layers/mod.ts";
export * from "./src/model/mod.ts";
export * from "./src/frontends/mod.ts";
export * from "./src/passes/mod.ts";
export * from "./src/target/mod.ts";
export * from "./src/schedule/mod.ts";
export * from "./src/design/mod.ts";
// Apart from its room, whose other users would wait for a YAML parser.
export { parseConfiguration } from "./src/design/configuration_file.ts";
export * from "./src/backends/mod.ts";
export * from "./src/backends/hls/mod.ts";
export * from "./src/simulate/mod.ts";
export * from "./src/oracles/mod.ts";
export * from "./src/backends/hls/csim/mod.ts";
export * from "./src/reports/mod.ts";
export * from "./src/verify/mod.ts";
export * from "./src/project/mod.ts";
