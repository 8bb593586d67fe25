/**
 * The main job: whether generated C++, simulator, float64 model and framework agree.
 *
 * @module
 */
export { takeSamples } from "./samples/inputs.ts";
export { comparisonsOf, type NamedComparison } from "./comparisons.ts";
export { type CodeComparison, type CodeDifference, isWithinOneCode } from "./codes.ts";
export { agrees, compareImport, type ImportComparison } from "./import.ts";
export type { LayerDifference, LayersComparison, OmittedLayer } from "./layer_by_layer.ts";
export * from "./mismatch.ts";
export * from "./report.ts";
export type { SampleGroup, SampleRequest, SamplesReport } from "./samples/samples.ts";
export type { Saturation } from "./samples/saturation.ts";
export { FLOAT_TOLERANCE, PASSES_TOLERANCE } from "./tolerance.ts";
export type { Range } from "./samples/unit_samples.ts";
export { CHECKS, type Checks, type Verdict } from "./verdict.ts";
export { VERIFY_STEPS, verifyDesign, type VerifyOptions, type VerifyStep } from "./verify.ts";
