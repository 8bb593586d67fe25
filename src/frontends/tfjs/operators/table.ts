import type { LayerKind } from "../../../layers/mod.ts";
import type { OperatorSupport } from "../../frontend.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
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

const ENTRIES: Readonly<Record<string, Entry>> = {
  Add: { as: "Add", kinds: ["batch_norm", "merge"] },
  AddV2: { as: "Add", kinds: ["batch_norm", "merge"] },
  AvgPool: { as: avgPool, kinds: ["pool"] },
  BatchMatMul: { as: batchMatMul, kinds: ["dense"], limits: "one constant matrix" },
  BatchMatMulV2: { as: batchMatMul, kinds: ["dense"], limits: "one constant matrix" },
  BiasAdd: { as: biasAdd, kinds: ["batch_norm"] },
  Cast: { as: cast, kinds: ["identity"], limits: "between floating-point types" },
  ClipByValue: { as: clipByValue, kinds: ["clip"] },
  ConcatV2: { as: concat, kinds: ["concatenate"] },
  Conv2D: { as: conv2d, kinds: ["conv"] },
  Conv2DBackpropInput: { as: conv2dBackpropInput, kinds: ["conv_transpose"] },
  DepthToSpace: { as: depthToSpace, kinds: ["depth_to_space"] },
  DepthwiseConv2dNative: { as: depthwiseConv2d, kinds: ["conv"] },
  Elu: { as: "Elu", kinds: ["elu"] },
  Erf: { as: "Erf", kinds: ["function"], limits: "as part of GELU" },
  Exp: { as: "Exp", kinds: ["function"] },
  ExpandDims: { as: expandDims, kinds: ["reshape"] },
  FloorDiv: { as: floorDiv, kinds: [], limits: FOLDED },
  FusedBatchNorm: { as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedBatchNormV2: { as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedBatchNormV3: { as: fusedBatchNorm, kinds: ["batch_norm"] },
  FusedDepthwiseConv2dNative: { as: fusedDepthwiseConv2d, kinds: ["conv", ...ACTIVATED] },
  GatherV2: { as: gather, kinds: [], limits: FOLDED },
  Identity: { as: "Identity", kinds: ["identity"] },
  LeakyRelu: { as: leakyRelu, kinds: ["leaky_relu"] },
  MatMul: { as: matMul, kinds: ["dense"], limits: "a constant matrix" },
  Max: { as: max, kinds: ["global_pool"], limits: "over all spatial axes" },
  MaxPool: { as: maxPool, kinds: ["pool"] },
  Maximum: { as: "Max", kinds: ["merge", "clip"] },
  Mean: { as: mean, kinds: ["global_pool"], limits: "over all spatial axes" },
  Minimum: { as: "Min", kinds: ["merge", "clip"] },
  Mul: { as: "Mul", kinds: ["batch_norm", "merge", "function"] },
  Neg: { as: "Neg", kinds: ["batch_norm"] },
  Pack: { as: pack, kinds: ["reshape", "concatenate"] },
  Pad: { as: pad, kinds: ["pad"] },
  PadV2: { as: pad, kinds: ["pad"] },
  Prelu: { as: prelu, kinds: ["prelu"] },
  RealDiv: { as: "Div", kinds: ["batch_norm"], limits: "by a constant" },
  Reciprocal: { as: "Reciprocal", kinds: ["function"] },
  Relu: { as: "Relu", kinds: ["relu"] },
  Relu6: { as: relu6, kinds: ["clip"] },
  Reshape: { as: reshape, kinds: ["reshape"] },
  ResizeBilinear: { as: resizeBilinear, kinds: ["interpolate"] },
  ResizeNearestNeighbor: { as: resizeNearestNeighbor, kinds: ["upsample"], limits: "by whole factors" },
  Selu: { as: "Selu", kinds: ["elu"] },
  Shape: { as: "Shape", kinds: [] },
  Sigmoid: { as: "Sigmoid", kinds: ["sigmoid"] },
  Slice: { as: slice, kinds: ["slice"] },
  Softmax: { as: "Softmax", kinds: ["softmax"] },
  Softplus: { as: "Softplus", kinds: ["function"] },
  Softsign: { as: "Softsign", kinds: ["function"] },
  SpaceToDepth: { as: spaceToDepth, kinds: ["space_to_depth"] },
  Split: { as: split, kinds: ["slice"] },
  Sqrt: { as: "Sqrt", kinds: ["function"] },
  Squeeze: { as: squeeze, kinds: ["reshape"] },
  StopGradient: { as: "Identity", kinds: ["identity"] },
  StridedSlice: { as: stridedSlice, kinds: ["slice", "reshape"], limits: "no reversed axis" },
  Sub: { as: "Sub", kinds: ["batch_norm", "merge"] },
  Tanh: { as: "Tanh", kinds: ["tanh"] },
  Transpose: { as: transpose, kinds: ["transpose"] },
  _FusedConv2D: { as: fusedConv2d, kinds: ["conv", ...ACTIVATED] },
  _FusedMatMul: { as: fusedMatMul, kinds: ["dense", ...ACTIVATED] },
};

/** Operators that ONNX has too, by operator type, and what it calls them. */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  Object.entries(ENTRIES).flatMap(([type, { as }]) => typeof as === "string" ? [[type, as]] : []),
);

/** Operators that are taken apart, by operator type. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries(ENTRIES).flatMap(([type, { as }]) => typeof as === "string" ? [] : [[type, as]]),
);

/** The operators of graph models, in the order of their names. */
export const GRAPH_OPERATORS: readonly OperatorSupport[] = [
  { name: "Const", kinds: [], limits: "" },
  ...Object.entries(ENTRIES).map(([name, { kinds, limits = "" }]) => ({ name, kinds, limits })),
  { name: "Placeholder", kinds: ["input"] as const, limits: "" },
].sort((a, b) => a.name < b.name ? -1 : 1);
