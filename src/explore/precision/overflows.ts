import type { Model } from "../../model/mod.ts";
import { evaluateFloat } from "../../simulate/mod.ts";
import type { RealTensor } from "../../tensor/mod.ts";
import type { Knob } from "./knobs.ts";

/** Samples in which a result is out of the range of its type, by the name of the layer; others are left out. */
export function overflowsOf(
  model: Model,
  inputs: readonly RealTensor[],
  knobs: readonly Knob[],
): ReadonlyMap<string, number> {
  const tensors = evaluateFloat(model, inputs);
  const found = new Map<string, number>();
  for (const { layer, field, signed, integer } of knobs) {
    const tensor = tensors.get(layer);
    if (field !== "result" || tensor === undefined) continue;
    const above = 2 ** (signed ? integer - 1 : integer);
    const below = signed ? -above : 0;
    const { shape: [samples], data } = tensor;
    const size = data.length / samples;
    let count = 0;
    for (let i = 0; i < samples; i++) {
      if (data.subarray(i * size, (i + 1) * size).some((value) => value >= above || value < below)) count++;
    }
    if (count > 0) found.set(layer, count);
  }
  return found;
}
