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

// Models
export { FRONTENDS, importModel, importModelFiles, type ImportOptions } from "./src/frontends/mod.ts";
export { buildModel, type Model, ModelBuilder, modelCosts, printModel, shapeOf } from "./src/model/mod.ts";
export { type Layer } from "./src/layers/mod.ts";

// Designs
export {
  createDesign,
  type Design,
  type DesignOptions,
  type DesignPort,
  type Goal,
  type Lanes,
  type LayerOptions,
  type LayerSettings,
  type Stage,
  tensorOf,
  validReuseFactors,
} from "./src/design/mod.ts";
// Apart from its room, whose other users would wait for a YAML parser.
export { parseConfiguration } from "./src/design/options/configuration_file.ts";

// Targets
export { type IoType, type Strategy, type Target, targetOf, TARGETS } from "./src/target/mod.ts";

// Numbers
export { type FixedType, fixedType, parseFixedType, printFixedType } from "./src/fixed/mod.ts";

// Data
export {
  formatNpy,
  formatNpz,
  type NdArray,
  parseDataFile,
  parseNpy,
  parseNpz,
  type Shape,
} from "./src/tensor/mod.ts";

// Simulation
export {
  decodeOutputs,
  encodeInputs,
  evaluateFloat,
  openSimulator,
  randomInputs,
  simulate,
  type SimulateOptions,
  type Simulator,
} from "./src/simulate/mod.ts";

// Verification
export { verifyDesign, type VerifyOptions, type VerifyReport } from "./src/verify/mod.ts";
export { runOracle } from "./src/oracles/mod.ts";

// Reports
export { estimateDesign } from "./src/estimate/mod.ts";
export { readReports, type Report } from "./src/reports/mod.ts";

// Exploring
export {
  type Candidate,
  chooseFactors,
  explore,
  type ExploreOptions,
  type FactorChoice,
  type LayerFactors,
  type Metric,
  METRICS,
  openStore,
  paretoSet,
  type PrecisionChoice,
  type TuneOptions,
  tunePrecision,
} from "./src/explore/mod.ts";

// Projects
export {
  type OpenedProject,
  openProject,
  type ProjectFiles,
  renderProject,
  writeProject,
} from "./src/project/mod.ts";
export { exportQonnx } from "./src/export/mod.ts";

// Errors
export { type ErrorCode, formatError, InterlaceError, VERSION } from "./src/base/mod.ts";
