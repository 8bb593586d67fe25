import { abs, clip, dropout, identity, leakyRelu, pRelu, relu, sigmoid, tanh } from "./activation.ts";
import { add, batchNormalization, div, mul, neg, sub } from "./affine.ts";
import { conv, convTranspose } from "./convolution.ts";
import { gemm, matMul } from "./dense.ts";
import {
  elu,
  exp,
  gelu,
  hardSigmoid,
  hardSwish,
  pow,
  reciprocal,
  selu,
  softplus,
  softsign,
  sqrt,
  swish,
  thresholdedRelu,
} from "./functions.ts";
import { softmax } from "./softmax.ts";
import * as foldArithmetic from "./fold_arithmetic.ts";
import * as foldLogic from "./fold_logic.ts";
import * as foldShape from "./fold_shape.ts";
import * as foldValues from "./fold_values.ts";
import { concat, max, mean, min, sum } from "./joins.ts";
import type { Fold, Operator } from "./operator.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool, reduceMax, reduceMean } from "./pooling.ts";
import { LINEAR_QUANTISER_FOLDS, LINEAR_QUANTISERS } from "./quantiser_table.ts";
import { resize, upsample } from "./resize.ts";
import { depthToSpace, pad, slice, spaceToDepth, split } from "./selections.ts";
import { expand, flatten, reshape, shape, squeeze, transpose, unsqueeze } from "./shape.ts";

/** Operators of ONNX's own domain that may read computed tensors, by operator type. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Abs", abs],
  ["Add", add],
  ["AveragePool", averagePool],
  ["BatchNormalization", batchNormalization],
  ["Clip", clip],
  ["Concat", concat],
  ["Conv", conv],
  ["ConvTranspose", convTranspose],
  ["DepthToSpace", depthToSpace],
  ["Div", div],
  ["Dropout", dropout],
  ["Elu", elu],
  ["Exp", exp],
  ["Expand", expand],
  ["Flatten", flatten],
  ["Gelu", gelu],
  ["Gemm", gemm],
  ["GlobalAveragePool", globalAveragePool],
  ["GlobalMaxPool", globalMaxPool],
  ["HardSigmoid", hardSigmoid],
  ["HardSwish", hardSwish],
  ["Identity", identity],
  ["LeakyRelu", leakyRelu],
  ["MatMul", matMul],
  ["Max", max],
  ["MaxPool", maxPool],
  ["Mean", mean],
  ["Min", min],
  ["Mul", mul],
  ["Neg", neg],
  ["PRelu", pRelu],
  ["Pad", pad],
  ["Pow", pow],
  ["Reciprocal", reciprocal],
  ["ReduceMax", reduceMax],
  ["ReduceMean", reduceMean],
  ["Relu", relu],
  ["Reshape", reshape],
  ["Resize", resize],
  ["Selu", selu],
  ["Shape", shape],
  ["Sigmoid", sigmoid],
  ["Slice", slice],
  ["SpaceToDepth", spaceToDepth],
  ["Split", split],
  ["Softmax", softmax],
  ["Softplus", softplus],
  ["Softsign", softsign],
  ["Sqrt", sqrt],
  ["Squeeze", squeeze],
  ["Sub", sub],
  ["Sum", sum],
  ["Swish", swish],
  ["Tanh", tanh],
  ["ThresholdedRelu", thresholdedRelu],
  ["Transpose", transpose],
  ["Unsqueeze", unsqueeze],
  ["Upsample", upsample],
  ...LINEAR_QUANTISERS,
]);

/** Operators that are computed at import where all their inputs are constants, by operator type. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ["Abs", foldArithmetic.abs],
  ["Add", foldArithmetic.add],
  ["And", foldLogic.and],
  ["Cast", foldValues.cast],
  ["Ceil", foldArithmetic.ceil],
  ["Concat", foldShape.concat],
  ["Constant", foldValues.constant],
  ["ConstantOfShape", foldValues.constantOfShape],
  ["Div", foldArithmetic.div],
  ["Equal", foldLogic.equal],
  ["Expand", foldShape.expand],
  ["Floor", foldArithmetic.floor],
  ["Gather", foldShape.gather],
  ["Greater", foldLogic.greater],
  ["GreaterOrEqual", foldLogic.greaterOrEqual],
  ["Identity", foldValues.same],
  ["Less", foldLogic.less],
  ["LessOrEqual", foldLogic.lessOrEqual],
  ["Max", foldArithmetic.max],
  ["Min", foldArithmetic.min],
  ["Mod", foldArithmetic.mod],
  ["Mul", foldArithmetic.mul],
  ["Neg", foldArithmetic.neg],
  ["Not", foldLogic.not],
  ["Or", foldLogic.or],
  ["Range", foldShape.range],
  ["ReduceProd", foldShape.reduceProd],
  ["Reshape", foldShape.reshape],
  ["Shape", foldValues.shapeOf],
  ["Size", foldShape.size],
  ["Slice", foldShape.slice],
  ["Sqrt", foldArithmetic.sqrt],
  ["Squeeze", foldShape.squeeze],
  ["Sub", foldArithmetic.sub],
  ["Transpose", foldShape.transpose],
  ["Unsqueeze", foldShape.unsqueeze],
  ["Where", foldLogic.where],
  ["Xor", foldLogic.xor],
  ...LINEAR_QUANTISER_FOLDS,
]);

/** What a user might export instead of operators that are often met and not supported. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map([
  ["Celu", "Elu"],
  ["Erf", "Gelu"],
  ["Mish", "Gelu"],
  ["ConvInteger", "Conv"],
  ["QLinearConv", "Conv"],
  ["QLinearMatMul", "MatMul"],
  ["MatMulInteger", "MatMul"],
]);

/** Normalisations whose statistics are those of each sample: divisions and roots of what is computed. */
const NORMALISATIONS: readonly string[] = [
  "GroupNormalization",
  "InstanceNormalization",
  "LayerNormalization",
  "LpNormalization",
  "MeanVarianceNormalization",
  "RMSNormalization",
];

const CONTROL_FLOW: readonly string[] = ["Loop", "Scan", "SequenceMap"];

/** Why an operator that is in neither table cannot be imported. */
export function unsupportedReason(operator: { readonly type: string; readonly domain: string }): string {
  const { type, domain } = operator;
  if (domain !== "") return `operators of the domain "${domain}" are not supported`;
  if (CONTROL_FLOW.includes(type)) return "control flow is not supported";
  if (FOLDS.has(type)) return "it is supported between constants only";
  if (NORMALISATIONS.includes(type)) {
    return "it divides by statistics of each sample, which no layer here computes; train with BatchNormalization, " +
      "whose statistics are constants";
  }
  const alternative = ALTERNATIVES.get(type);
  return "the operator is not supported" +
    (alternative === undefined ? "" : `; the nearest that is: ${alternative}`);
}
