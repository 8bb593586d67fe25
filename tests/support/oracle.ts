import type { Model } from "../../src/model/mod.ts";
import { type OracleMissing, type OracleOptions, type OracleRun, runOracle } from "../../src/oracles/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";

/** What a model's framework makes of some data; fails if it does not run it. */
export async function ranOracle(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  options: OracleOptions = {},
): Promise<OracleRun> {
  const answer = await runOracle(model, data, options);
  if (answer.kind === "run") return answer;
  throw new Error(`The framework does not run the model: ${JSON.stringify(answer)}`);
}

/** Why a model's framework does not run it; fails if it does. */
export async function missingOracle(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
): Promise<OracleMissing> {
  const answer = await runOracle(model, data);
  if (answer.kind === "missing") return answer;
  throw new Error(`The framework answers: ${answer.kind}`);
}
