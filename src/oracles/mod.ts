/**
 * Runs models in the frameworks that they come from: float results that say whether the network is right, to a
 * tolerance, and never whether a bit is.
 *
 * @module
 */
export type { InnerTensor, OraclePrecision, OracleRun } from "./request.ts";
export {
  type OracleAnswer,
  type OracleConflict,
  type OracleMissing,
  type OracleOptions,
  runOracle,
} from "./run.ts";
