import { channelsLast, permuteSignal, plainOrder } from "../../import/layout.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import { batchNormalization } from "./affine.ts";
import { conv } from "./convolution.ts";
import { transpose } from "./constants/fold_shape.ts";
import { linearInput } from "./linear.ts";
import { withCodes } from "./rules/moved_codes.ts";
import type { Operator } from "./operator.ts";
import { maxPool } from "./pooling.ts";

/** Where QONNX keeps operators whose tensors are channels last. */
export const CHANNELS_LAST_DOMAIN = "qonnx.custom_op.channels_last";

/** QONNX's operators of tensors with channels last, by operator type. */
export const CHANNELS_LAST: ReadonlyMap<string, Operator> = new Map([
  ["BatchNormalization", moved(batchNormalization)],
  ["Conv", moved(conv, { weights: true })],
  ["MaxPool", moved(maxPool)],
]);

/** ONNX's operator of the same name between two changes of the axes' names; those of a convolution's weights too. */
function moved(operator: Operator, { weights = false }: { readonly weights?: boolean } = {}): Operator {
  return {
    ...operator,
    convert(node) {
      const source = linearInput(node, 0);
      const rank = source.shape.length;
      // The channels, which are last, first.
      const first = [rank - 1, ...plainOrder(rank - 1)];
      const inner = node.with(0, { kind: "signal", signal: permuteSignal(source, first) });
      const converted = operator.convert(weights ? inner.with(1, movedWeights(node)) : inner);
      const [result] = "kind" in converted ? [converted] : converted;
      if (result.kind !== "signal") return result;
      return { kind: "signal", signal: permuteSignal(result.signal, channelsLast(rank)) };
    },
  };
}

/** `[M, ...kernel, C / groups]` as `[M, C / groups, ...kernel]`. */
function movedWeights(node: OnnxNode): Value {
  const tensor = node.parameter(1);
  const axes = plainOrder(tensor.shape.length);
  const perm = [0, axes.length - 1, ...axes.slice(1, -1)];
  const turned = node.derive(
    { opType: "Transpose", attribute: [{ name: "perm", type: 7, ints: perm }] },
    [{ kind: "constant", tensor }],
  );
  const result = { name: tensor.name, ...transpose(turned) };
  return { kind: "constant", tensor: withCodes(result, { node: turned, fold: transpose }) };
}
