import { InterlaceError } from "../src/base/mod.ts";
import type { Model } from "../src/model/mod.ts";
import { runOracle } from "../src/oracles/mod.ts";
import type { NdArray } from "../src/tensor/mod.ts";

/** Output of a network with one input and one output, in float, in its own framework. */
export async function runFloat(model: Model, inputs: NdArray): Promise<NdArray> {
  const run = await runOracle(model, new Map([["", inputs]]));
  if (run.kind !== "run") {
    const problem = run.kind === "missing" ? run.reason : run.problem;
    throw new InterlaceError(`Cannot run ${model.name} in float: ${problem}`, {
      code: "data-mismatch",
      kind: "failure",
    });
  }
  return [...run.outputs.values()][0];
}
