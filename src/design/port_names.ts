import { IdentifierPool } from "../base/mod.ts";
import type { Model } from "../model/mod.ts";
import type { DraftParts } from "./draft.ts";
import type { TensorPlan } from "./plans/tensor_plan.ts";

/**
 * Calls the tensors that are ports of the top function what the model calls its inputs and outputs, whichever layers make
 * them: that is the name under which whoever connects the design knows them. A tensor inside that has the name already
 * gets another one.
 */
export function namePorts(
  parts: DraftParts,
  { inputs, outputs }: Pick<Model, "inputs" | "outputs">,
): DraftParts {
  const names = new Map([
    ...parts.inputs.map(({ index, tensor }) => [tensor, inputs[index].name] as const),
    ...parts.outputs.map(({ index, tensor }) => [tensor, outputs[index].name] as const),
  ]);
  const ids = new IdentifierPool();
  const portIds = new Map([...names].map(([tensor, name]) => [tensor, ids.take(name)]));
  const tensors = [...parts.tensors].map(([name, tensor]): [string, TensorPlan] => [
    name,
    { ...tensor, id: portIds.get(name) ?? ids.take(tensor.id) },
  ]);
  return { ...parts, tensors: new Map(tensors) };
}
