/**
 * The main job: whether generated C++, simulator, float64 model and framework agree.
 *
 * @module
 */
export { takeSamples } from "./inputs.ts";
export { type CodeComparison, type CodeDifference, isWithinOneCode } from "./codes.ts";
export * from "./report.ts";
export { VERIFY_STEPS, verifyDesign, type VerifyOptions, type VerifyStep } from "./verify.ts";
