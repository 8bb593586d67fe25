/**
 * Runs models in the frameworks that they come from: float results that say whether the network is right, to a
 * tolerance, and never whether a bit is.
 *
 * @module
 */
export { type OracleRun, runOracle } from "./run.ts";
