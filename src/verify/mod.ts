/**
 * The main job: whether generated C++, simulator, float64 model and framework agree.
 *
 * @module
 */
export * from "./report.ts";
export { type VerifyOptions, verifyDesign, type VerifyStep } from "./verify.ts";
