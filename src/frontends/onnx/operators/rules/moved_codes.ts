import type { OnnxNode } from "../../node.ts";
import type { ConstantTensor } from "../../file/tensor.ts";
import type { Fold } from "../operator.ts";
import { MOVING_FOLDS } from "../table.ts";

/** Codes and scales of a quantised constant move as its numbers do. */
export function withCodes(
  tensor: ConstantTensor,
  { node, fold }: { readonly node: OnnxNode; readonly fold: Fold },
): ConstantTensor {
  if (!MOVING_FOLDS.has(node.op)) return tensor;
  const source = node.constant(0);
  const { quantised } = source;
  if (quantised === undefined) return tensor;
  const moved = (data: Float64Array) =>
    fold(node.with(0, { kind: "constant", tensor: { ...source, data, quantised: undefined } })).data;
  return {
    ...tensor,
    quantised: { ...quantised, codes: moved(quantised.codes), scales: moved(quantised.scales) },
  };
}
