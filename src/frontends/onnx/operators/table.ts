import { clip, dropout, identity, leakyRelu, pRelu, relu, sigmoid, tanh } from "./activation.ts";
import { add, batchNormalization, div, mul, sub } from "./affine.ts";
import { conv, convTranspose } from "./convolution.ts";
import { gemm, matMul } from "./dense.ts";
import * as foldArithmetic from "./fold_arithmetic.ts";
import * as foldShape from "./fold_shape.ts";
import * as foldValues from "./fold_values.ts";
import type { Fold, Operator } from "./operator.ts";
import { flatten, reshape, shape, squeeze, transpose, unsqueeze } from "./shape.ts";

/** Operators of ONNX's own domain that may read computed tensors, by operator type. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["Add", add],
  ["BatchNormalization", batchNormalization],
  ["Clip", clip],
  ["Conv", conv],
  ["ConvTranspose", convTranspose],
  ["Div", div],
  ["Dropout", dropout],
  ["Flatten", flatten],
  ["Gemm", gemm],
  ["Identity", identity],
  ["LeakyRelu", leakyRelu],
  ["MatMul", matMul],
  ["Mul", mul],
  ["PRelu", pRelu],
  ["Relu", relu],
  ["Reshape", reshape],
  ["Shape", shape],
  ["Sigmoid", sigmoid],
  ["Squeeze", squeeze],
  ["Sub", sub],
  ["Tanh", tanh],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
]);

/** Operators that are computed at import where all their inputs are constants, by operator type. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map([
  ["Add", foldArithmetic.add],
  ["Cast", foldValues.cast],
  ["Concat", foldShape.concat],
  ["Constant", foldValues.constant],
  ["ConstantOfShape", foldValues.constantOfShape],
  ["Div", foldArithmetic.div],
  ["Gather", foldShape.gather],
  ["Identity", foldValues.same],
  ["Mul", foldArithmetic.mul],
  ["Reshape", foldShape.reshape],
  ["Shape", foldValues.shapeOf],
  ["Slice", foldShape.slice],
  ["Squeeze", foldShape.squeeze],
  ["Sub", foldArithmetic.sub],
  ["Transpose", foldShape.transpose],
  ["Unsqueeze", foldShape.unsqueeze],
]);

/** What a user might export instead of operators that are often met and not supported. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map([
  ["Elu", "LeakyRelu"],
  ["HardSigmoid", "Clip or Sigmoid"],
  ["InstanceNormalization", "BatchNormalization"],
  ["GroupNormalization", "BatchNormalization"],
  ["LayerNormalization", "BatchNormalization"],
  ["Resize", "ConvTranspose"],
  ["Upsample", "ConvTranspose"],
  ["DepthToSpace", "ConvTranspose"],
  ["ThresholdedRelu", "Relu or LeakyRelu"],
  ["ConvInteger", "Conv"],
  ["QLinearConv", "Conv"],
  ["QLinearMatMul", "MatMul"],
  ["MatMulInteger", "MatMul"],
]);

const CONTROL_FLOW: readonly string[] = ["If", "Loop", "Scan", "SequenceMap"];

/** Why an operator that is in neither table cannot be imported. */
export function unsupportedReason(operator: { readonly type: string; readonly domain: string }): string {
  const { type, domain } = operator;
  if (domain !== "") return `operators of the domain "${domain}" are not supported`;
  if (CONTROL_FLOW.includes(type)) return "control flow is not supported";
  if (FOLDS.has(type)) return "it is supported between constants only";
  const alternative = ALTERNATIVES.get(type);
  return "the operator is not supported" +
    (alternative === undefined ? "" : `; the nearest that is: ${alternative}`);
}
