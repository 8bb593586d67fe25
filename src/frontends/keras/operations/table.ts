import type { OperatorSupport } from "../../frontend.ts";
import { Refusal } from "../../import/refusal.ts";
import {
  add,
  between,
  cast,
  celu,
  clip,
  divide,
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  maximum,
  minimum,
  multiply,
  named,
  power,
  same,
  softmax,
  square,
  subtract,
  threshold,
  unary,
} from "./elementwise.ts";
import { getItem } from "./items.ts";
import type { KerasOperation } from "./operation.ts";
import {
  concatenate,
  expandDims,
  moveaxis,
  pad,
  reshape,
  split,
  squeeze,
  stack,
  swapaxes,
  transpose,
} from "./shapes.ts";
import { blocks, border, matmul, pool, reduction, repeat, resize } from "./windows.ts";

/** `argmax`: the place of the largest element along an axis, of equal ones the first. */
const argmax: KerasOperation = unary("ArgMax", {
  kinds: ["argmax", "reshape"],
  limits: "any axis but the samples'",
  parameters: ["axis", "keepdims"],
  attributes(config) {
    if (!config.has("axis")) throw new Refusal("it compares the samples with each other");
    const [axis] = config.sizes("axis", 1, null);
    return { axis, keepdims: config.boolean("keepdims", false) ? 1 : 0 };
  },
});

/** Operations by the names of their classes in `keras.ops`. */
export const OPERATIONS: ReadonlyMap<string, KerasOperation> = new Map<string, KerasOperation>([
  ["Abs", unary("Abs", { kinds: ["leaky_relu"] })],
  ["Absolute", unary("Abs", { kinds: ["leaky_relu"] })],
  ["Add", add],
  ["Amax", reduction("ReduceMax")],
  ["Argmax", argmax],
  ["AveragePool", pool("average")],
  ["Cast", cast],
  ["Celu", celu],
  ["Clip", clip],
  ["Concatenate", concatenate],
  ["CropImages", border("cropping")],
  ["DepthToSpace", blocks("depth_to_space")],
  ["Divide", divide],
  ["Dot", matmul],
  ["Elu", elu],
  ["Exp", named("exp")],
  ["ExpandDims", expandDims],
  ["Gelu", gelu],
  ["GetItem", getItem],
  ["HardShrink", shrink(() => 0)],
  ["HardSigmoid", hardSigmoid],
  ["HardSilu", named("hard_swish")],
  ["HardTanh", between(-1, 1)],
  ["LeakyRelu", leakyRelu],
  ["Matmul", matmul],
  ["Max", reduction("ReduceMax")],
  ["MaxPool", pool("max")],
  ["Maximum", maximum],
  ["Mean", reduction("ReduceMean")],
  ["Minimum", minimum],
  ["Mish", unary("Mish", { kinds: ["function", "tanh", "merge"] })],
  ["Moveaxis", moveaxis],
  ["Multiply", multiply],
  ["Negative", unary("Neg", { kinds: ["batch_norm"] })],
  ["Pad", pad],
  ["PadImages", border("padding")],
  ["Power", power],
  ["Reciprocal", named("reciprocal")],
  ["Relu", unary("Relu", { kinds: ["relu"] })],
  ["Relu6", between(0, 6)],
  ["Repeat", repeat],
  ["Reshape", reshape],
  ["Resize", resize],
  ["Selu", unary("Selu", { kinds: ["elu"] })],
  ["Sigmoid", unary("Sigmoid", { kinds: ["sigmoid"] })],
  ["Silu", named("silu")],
  ["SoftShrink", shrink((threshold) => threshold)],
  ["Softmax", softmax],
  ["Softplus", named("softplus")],
  ["Softsign", named("softsign")],
  ["SpaceToDepth", blocks("space_to_depth")],
  ["Split", split],
  ["Sqrt", named("sqrt")],
  ["Square", square],
  ["Squeeze", squeeze],
  ["Stack", stack],
  ["StopGradient", same],
  ["Subtract", subtract],
  ["Swapaxes", swapaxes],
  ["Tanh", unary("Tanh", { kinds: ["tanh"] })],
  ["Threshold", threshold],
  ["Transpose", transpose],
  ["TrueDivide", divide],
]);

/** x moved towards 0 where it is further from it than a threshold, else 0. */
function shrink(biasOf: (threshold: number) => number): KerasOperation {
  return unary("Shrink", {
    kinds: ["shrink"],
    parameters: ["threshold"],
    attributes(config) {
      const threshold = config.number("threshold", 0.5);
      return { lambd: { float: threshold }, bias: { float: biasOf(threshold) } };
    },
  });
}

/** What becomes of each operation. */
export const OPERATION_SUPPORT: readonly OperatorSupport[] = [...OPERATIONS].map((
  [name, { kinds, limits = "" }],
) => ({ name: `ops.${name}`, kinds, limits }));
