import { InterlaceError } from "../src/base/mod.ts";
import type { Model } from "../src/model/mod.ts";
import { runOracle } from "../src/oracles/mod.ts";
import type { NdArray } from "../src/tensor/mod.ts";

/** Output of a network with one input and one output, in float, in its own framework. */
export async function runFloat(model: Model, inputs: NdArray): Promise<NdArray> {
  const run = await runOracle(model, new Map([["", inputs]]));
  if (run === null) {
    throw new InterlaceError(`Cannot run ${model.name} in float: its format has no framework here`);
  }
  return [...run.outputs.values()][0];
}
