import type { Operator } from "../../onnx/operators/operator.ts";
import { apply } from "../../onnx/operators/constants/apply.ts";
import { asFormatted, channelsFirst, paddingAttributes, spatialPair } from "./image.ts";

/** The largest element of every window. */
export const maxPool: Operator = pooling("MaxPool");
/** The average of every window, without what is padded. */
export const avgPool: Operator = pooling("AveragePool");
/** The average over all spatial axes. */
export const mean: Operator = reduction("ReduceMean");
/** The largest element over all spatial axes. */
export const max: Operator = reduction("ReduceMax");

function pooling(op: string): Operator {
  return {
    check(node) {
      spatialPair(node, "ksize");
      spatialPair(node, "strides");
      paddingAttributes(node);
    },
    convert(node) {
      const attributes = {
        kernel_shape: spatialPair(node, "ksize"),
        strides: spatialPair(node, "strides"),
        ...paddingAttributes(node),
      };
      return asFormatted(node, apply(node, { op, inputs: [channelsFirst(node, node.value(0))], attributes }));
    },
  };
}

function reduction(op: string): Operator {
  return {
    convert(node) {
      const attributes = { keepdims: node.attributes.int("keep_dims", 0), axes: node.integers(1) };
      return apply(node, { op, inputs: [node.value(0)], attributes });
    },
  };
}
