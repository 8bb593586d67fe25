import type { LayerKind } from "../../../layers/mod.ts";
import type { OperatorSupport } from "../../frontend.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import { apply } from "../../onnx/operators/constants/apply.ts";
import type { Count } from "../../onnx/operators/rules/schema_check.ts";
import { clipByValue, leakyRelu, prelu, relu6 } from "./activation.ts";
import {
  biasAdd,
  conv2d,
  conv2dBackpropInput,
  depthwiseConv2d,
  fusedBatchNorm,
  fusedConv2d,
  fusedDepthwiseConv2d,
} from "./convolution.ts";
import { batchMatMul, fusedMatMul, matMul } from "./dense.ts";
import { avgPool, max, maxPool, mean } from "./pooling.ts";
import { resizeBilinear, resizeNearestNeighbor } from "./resize.ts";
import { depthToSpace, pad, slice, spaceToDepth, stridedSlice } from "./selections.ts";
import {
  cast,
  concat,
  expandDims,
  floorDiv,
  gather,
  pack,
  reshape,
  split,
  squeeze,
  transpose,
} from "./shape.ts";

/** How a graph model's operator is imported. */
interface Entry {
  /** ONNX's operator that does the same without any attribute, or how the node is taken apart. */
  readonly as: string | Operator;
  readonly kinds: readonly LayerKind[];
  readonly limits?: string;
  /** Tensors that it reads; default: one. */
  readonly inputs?: number | Count;
}

const ACTIVATED: readonly LayerKind[] = [
  "relu",
  "clip",
  "leaky_relu",
  "prelu",
  "elu",
  "sigmoid",
  "tanh",
  "function",
];
const FOLDED = "between constants only";

/** The place of the largest element along the axis that the second input names. */
const argMax: Operator = {
  convert(node) {
    const [axis] = node.integers(1);
    return apply(node, { op: "ArgMax", inputs: [node.value(0)], attributes: { axis, keepdims: 0 } });
  },
};

const ENTRIES: Readonly<Record<string, Entry>> = {
  Add: { inputs: 2, as: "Add", kinds: ["batch_norm", "merge"] },
  AddV2: { inputs: 2, as: "Add", kinds: ["batch_norm", "merge"] },
  ArgMax: {
    inputs: 2,
    as: argMax,
    kinds: ["transpose", "argmax", "reshape"],
    limits: "any axis but the samples'",
  },
  AvgPool: { as: avgPool, kinds: ["pool"] },
  BatchMatMul: { inputs: 2, as: batchMatMul, kinds: ["dense"], limits: "one constant matrix" },
  BatchMatMulV2: { inputs: 2, as: batchMatMul, kinds: ["dense"], limits: "one constant matrix" },
  BiasAdd: { inputs: 2, as: biasAdd, kinds: ["batch_norm"] },
  Cast: { as: cast, kinds: ["identity"], limits: "between floating-point types" },
  ClipByValue: { inputs: 3, as: clipByValue, kinds: ["clip"] },
  ConcatV2: { inputs: { least: 2, most: Infinity }, as: concat, kinds: ["concatenate"] },
  Conv2D: { inputs: 2, as: conv2d, kinds: ["conv"] },
  Conv2DBackpropInput: { inputs: 3, as: conv2dBackpropInput, kinds: ["conv_transpose"] },
  DepthToSpace: { as: depthToSpace, kinds: ["depth_to_space"] },
  DepthwiseConv2dNative: { inputs: 2, as: depthwiseConv2d, kinds: ["conv"] },
  Elu: { as: "Elu", kinds: ["elu"] },
  Erf: { as: "Erf", kinds: ["function"], limits: "as part of GELU" },
  Exp: { as: "Exp", kinds: ["function"] },
  ExpandDims: { inputs: 2, as: expandDims, kinds: ["reshape"] },
  FloorDiv: { inputs: 2, as: floorDiv, kinds: [], limits: FOLDED },
  FusedBatchNorm: { inputs: 5, as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedBatchNormV2: { inputs: 5, as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedBatchNormV3: { inputs: 5, as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedDepthwiseConv2dNative: {
    inputs: { least: 2, most: Infinity },
    as: fusedDepthwiseConv2d,
    kinds: ["conv", ...ACTIVATED],
  },
  GatherV2: { inputs: 3, as: gather, kinds: [], limits: FOLDED },
  Identity: { as: "Identity", kinds: ["identity"] },
  LeakyRelu: { as: leakyRelu, kinds: ["leaky_relu"] },
  MatMul: { inputs: 2, as: matMul, kinds: ["dense"], limits: "a constant matrix" },
  Max: { inputs: 2, as: max, kinds: ["global_pool"], limits: "over all spatial axes" },
  MaxPool: { as: maxPool, kinds: ["pool"] },
  Maximum: { inputs: 2, as: "Max", kinds: ["merge", "clip"] },
  Mean: { inputs: 2, as: mean, kinds: ["global_pool"], limits: "over all spatial axes" },
  Minimum: { inputs: 2, as: "Min", kinds: ["merge", "clip"] },
  Mul: { inputs: 2, as: "Mul", kinds: ["batch_norm", "merge", "function"] },
  Neg: { as: "Neg", kinds: ["batch_norm"] },
  Pack: { inputs: { least: 1, most: Infinity }, as: pack, kinds: ["reshape", "concatenate"] },
  Pad: { inputs: 2, as: pad, kinds: ["pad"] },
  PadV2: { inputs: 3, as: pad, kinds: ["pad"] },
  Prelu: { inputs: 2, as: prelu, kinds: ["prelu"] },
  RealDiv: { inputs: 2, as: "Div", kinds: ["batch_norm"], limits: "by a constant" },
  Reciprocal: { as: "Reciprocal", kinds: ["function"] },
  Relu: { as: "Relu", kinds: ["relu"] },
  Relu6: { as: relu6, kinds: ["clip"] },
  Reshape: { inputs: 2, as: reshape, kinds: ["reshape"] },
  ResizeBilinear: { inputs: 2, as: resizeBilinear, kinds: ["interpolate"] },
  ResizeNearestNeighbor: {
    inputs: 2,
    as: resizeNearestNeighbor,
    kinds: ["upsample"],
    limits: "by whole factors",
  },
  Selu: { as: "Selu", kinds: ["elu"] },
  Shape: { as: "Shape", kinds: [] },
  Sigmoid: { as: "Sigmoid", kinds: ["sigmoid"] },
  Slice: { inputs: 3, as: slice, kinds: ["slice"] },
  Softmax: { as: "Softmax", kinds: ["softmax"] },
  Softplus: { as: "Softplus", kinds: ["function"] },
  Softsign: { as: "Softsign", kinds: ["function"] },
  SpaceToDepth: { as: spaceToDepth, kinds: ["space_to_depth"] },
  Split: { inputs: 2, as: split, kinds: ["slice"] },
  Sqrt: { as: "Sqrt", kinds: ["function"] },
  Squeeze: { as: squeeze, kinds: ["reshape"] },
  StopGradient: { as: "Identity", kinds: ["identity"] },
  StridedSlice: { inputs: 4, as: stridedSlice, kinds: ["slice", "reshape"], limits: "no reversed axis" },
  Sub: { inputs: 2, as: "Sub", kinds: ["batch_norm", "merge"] },
  Tanh: { as: "Tanh", kinds: ["tanh"] },
  Transpose: { inputs: 2, as: transpose, kinds: ["transpose"] },
  _FusedConv2D: { inputs: { least: 2, most: Infinity }, as: fusedConv2d, kinds: ["conv", ...ACTIVATED] },
  _FusedMatMul: { inputs: { least: 2, most: Infinity }, as: fusedMatMul, kinds: ["dense", ...ACTIVATED] },
};

/** Operators that ONNX has too, by operator type, and what it calls them. */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  Object.entries(ENTRIES).flatMap(([type, { as }]) => typeof as === "string" ? [[type, as]] : []),
);

/** Operators that are taken apart, by operator type. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries(ENTRIES).flatMap(([type, { as }]) => typeof as === "string" ? [] : [[type, as]]),
);

/** How many tensors a node of an operator reads; undefined for an operator that is not known. */
export function inputCount(type: string): Count | undefined {
  if (!Object.hasOwn(ENTRIES, type)) return undefined;
  const { inputs = 1 } = ENTRIES[type];
  return typeof inputs === "number" ? { least: inputs, most: inputs } : inputs;
}

/** The operators of graph models, in the order of their names. */
export const GRAPH_OPERATORS: readonly OperatorSupport[] = [
  { name: "Const", kinds: [], limits: "" },
  ...Object.entries(ENTRIES).map(([name, { kinds, limits = "" }]) => ({ name, kinds, limits })),
  { name: "Placeholder", kinds: ["input"] as const, limits: "" },
].sort((a, b) => a.name < b.name ? -1 : 1);
