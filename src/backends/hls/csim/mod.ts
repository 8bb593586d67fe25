/**
 * Compiles generated C++ on this host and runs it, mantissas in and out.
 *
 * @module
 */
export { findCompilers, type Optimize } from "../../compile/compiler.ts";
export type { CsimDesign, HarnessOptions } from "./harness.ts";
export {
  canRunThreads,
  compileDesigns,
  type ConcurrentResult,
  type CsimOptions,
  type CsimProgram,
  type CsimResult,
  runCsim,
  type RunCsimOptions,
} from "./run.ts";
