import { type Model, modelCosts, shapeOf } from "../../model/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";

/** Multiplications, or about as costly operations, that a look at some samples may take: two to three seconds. */
const MOST_OPERATIONS = 2 ** 28;

/** What an element of a tensor costs besides the multiplications that it is the sum of. */
const PER_ELEMENT = 32;

/** Of some samples as many as can be evaluated in float64 in a few seconds, one at least. */
export function affordableSamples(model: Model, samples: number): number {
  const costs = modelCosts(model);
  const each = model.layers.reduce(
    (sum, { name }) => sum + costs.get(name)!.macs + PER_ELEMENT * sizeOf(shapeOf(model, name)),
    1,
  );
  return Math.max(1, Math.min(samples, Math.floor(MOST_OPERATIONS / each)));
}
