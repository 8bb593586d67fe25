import type { KerasOperation } from "./operation.ts";
import { OPERATIONS } from "./table.ts";

/** A function of TensorFlow as an operation of Keras: its class, and how TensorFlow calls the arguments. */
interface Equivalent {
  readonly operation: string;
  /** TensorFlow's names of arguments, to Keras's. */
  readonly names?: Readonly<Record<string, string>>;
  /** Arguments whose defaults differ. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

const TWO = { x: "x1", y: "x2" };
const REDUCED = { input_tensor: "x" };

/** Functions by the names under which tf.keras writes them (`TFOpLambda`). */
const FUNCTIONS: Readonly<Record<string, Equivalent>> = {
  "__operators__.add": { operation: "Add", names: TWO },
  "__operators__.getitem": { operation: "GetItem", names: { slice_spec: "key" } },
  "cast": { operation: "Cast" },
  "clip_by_value": { operation: "Clip", names: { clip_value_min: "x_min", clip_value_max: "x_max" } },
  "compat.v1.pad": { operation: "Pad", names: { paddings: "pad_width" } },
  "compat.v1.squeeze": { operation: "Squeeze" },
  "compat.v1.transpose": { operation: "Transpose", names: { perm: "axes" } },
  "concat": { operation: "Concatenate" },
  "expand_dims": { operation: "ExpandDims" },
  "identity": { operation: "StopGradient" },
  "image.resize": { operation: "Resize", names: { method: "interpolation" } },
  "linalg.matmul": { operation: "Matmul", names: { a: "x1", b: "x2" } },
  "math.abs": { operation: "Absolute" },
  "math.add": { operation: "Add", names: TWO },
  "math.divide": { operation: "Divide", names: TWO },
  "math.exp": { operation: "Exp" },
  "math.maximum": { operation: "Maximum", names: TWO },
  "math.minimum": { operation: "Minimum", names: TWO },
  "math.multiply": { operation: "Multiply", names: TWO },
  "math.negative": { operation: "Negative" },
  "math.pow": { operation: "Power", names: TWO },
  "math.reciprocal": { operation: "Reciprocal" },
  "math.reduce_max": { operation: "Max", names: REDUCED },
  "math.reduce_mean": { operation: "Mean", names: REDUCED },
  "math.sigmoid": { operation: "Sigmoid" },
  "math.softplus": { operation: "Softplus" },
  "math.sqrt": { operation: "Sqrt" },
  "math.square": { operation: "Square" },
  "math.subtract": { operation: "Subtract", names: TWO },
  "math.tanh": { operation: "Tanh" },
  "math.truediv": { operation: "TrueDivide", names: TWO },
  "nn.depth_to_space": { operation: "DepthToSpace" },
  "nn.elu": { operation: "Elu" },
  "nn.gelu": { operation: "Gelu", defaults: { approximate: false } },
  "nn.leaky_relu": { operation: "LeakyRelu", names: { alpha: "negative_slope" } },
  "nn.relu": { operation: "Relu" },
  "nn.relu6": { operation: "Relu6" },
  "nn.selu": { operation: "Selu" },
  "nn.sigmoid": { operation: "Sigmoid" },
  "nn.silu": { operation: "Silu" },
  "nn.softmax": { operation: "Softmax" },
  "nn.softplus": { operation: "Softplus" },
  "nn.softsign": { operation: "Softsign" },
  "nn.space_to_depth": { operation: "SpaceToDepth" },
  "nn.swish": { operation: "Silu" },
  "nn.tanh": { operation: "Tanh" },
  "reshape": { operation: "Reshape", names: { shape: "newshape" } },
  "stack": { operation: "Stack" },
};

/** The operation that a function of TensorFlow is, and what is to be known of its arguments; undefined if it is none. */
export function tensorflowOperation(name: string): {
  readonly operation: KerasOperation;
  readonly names: ReadonlyMap<string, string>;
  readonly defaults: readonly (readonly [string, unknown])[];
} | undefined {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const operation = found && OPERATIONS.get(found.operation);
  if (operation === undefined) return undefined;
  return {
    operation,
    names: new Map(Object.entries(found?.names ?? {})),
    defaults: Object.entries(found?.defaults ?? {}),
  };
}
