import { assertEquals } from "@std/assert";
import { TFJS_SUPPORT } from "../../../src/frontends/tfjs/mod.ts";
import type { LayerKind } from "../../../src/layers/mod.ts";
import {
  assertLikeTfjs,
  attr,
  type AttributeJson,
  type Constant,
  filter,
  type GraphOptions,
  inputData,
  kinds,
  NHWC,
  node,
  positive,
  scalar,
  VALID,
  windowAttributes,
} from "./support.ts";

/** One node `y` that reads `x` of shape [batch, 5, 4, 3] first. */
interface Case {
  readonly op: string;
  readonly inputs?: string;
  readonly constants?: Readonly<Record<string, Constant>>;
  readonly attributes?: Readonly<Record<string, AttributeJson>>;
  readonly shape?: readonly number[];
  /** Kinds of the layers that come of it. */
  readonly kinds: readonly LayerKind[];
}

const CASES: Readonly<Record<string, Case>> = {
  "Add of a constant a channel": { op: "Add", constants: { c: filter(3) }, kinds: ["batch_norm"] },
  "AddV2 of a constant": { op: "AddV2", constants: { c: scalar(1.5) }, kinds: ["batch_norm"] },
  "AddV2 of itself": { op: "AddV2", inputs: "x x", kinds: ["merge"] },
  "Sub of a constant": { op: "Sub", constants: { c: filter(1, 1, 1, 3) }, kinds: ["batch_norm"] },
  "Sub from a constant": { op: "Sub", inputs: "c x", constants: { c: scalar(2) }, kinds: ["batch_norm"] },
  "Mul by a constant": { op: "Mul", constants: { c: filter(3) }, kinds: ["batch_norm"] },
  "RealDiv by a constant": { op: "RealDiv", constants: { c: scalar(3) }, kinds: ["batch_norm"] },
  "Maximum of a constant": { op: "Maximum", constants: { c: scalar(-0.5) }, kinds: ["clip"] },
  "Minimum of itself": { op: "Minimum", inputs: "x x", kinds: ["merge"] },
  "Neg": { op: "Neg", kinds: ["batch_norm"] },
  "BiasAdd": {
    op: "BiasAdd",
    constants: { c: filter(3) },
    attributes: { data_format: NHWC },
    kinds: ["batch_norm"],
  },
  "Relu": { op: "Relu", kinds: ["relu"] },
  "Relu6": { op: "Relu6", kinds: ["clip"] },
  "ClipByValue": {
    op: "ClipByValue",
    inputs: "x l h",
    constants: { l: scalar(-1), h: scalar(0.5) },
    kinds: ["clip"],
  },
  "LeakyRelu": { op: "LeakyRelu", attributes: { alpha: attr.float(0.3) }, kinds: ["leaky_relu"] },
  "LeakyRelu by default": { op: "LeakyRelu", kinds: ["leaky_relu"] },
  "Prelu": { op: "Prelu", constants: { c: filter(3) }, kinds: ["prelu"] },
  "Elu": { op: "Elu", kinds: ["elu"] },
  "Selu": { op: "Selu", kinds: ["elu"] },
  "Sigmoid": { op: "Sigmoid", kinds: ["sigmoid"] },
  "Tanh": { op: "Tanh", kinds: ["tanh"] },
  "Softplus": { op: "Softplus", kinds: ["function"] },
  "Exp": { op: "Exp", kinds: ["function"] },
  "Softmax": { op: "Softmax", kinds: ["softmax"] },
  "MaxPool valid": {
    op: "MaxPool",
    attributes: { ...windowAttributes({ strides: [2, 1], padding: VALID }), ksize: attr.ints(1, 2, 3, 1) },
    kinds: ["pool"],
  },
  "AvgPool same": {
    op: "AvgPool",
    attributes: { ...windowAttributes({ strides: [2, 3] }), ksize: attr.ints(1, 3, 2, 1) },
    kinds: ["pool"],
  },
  "Mean over space": {
    op: "Mean",
    constants: { c: [1, 2] },
    attributes: { keep_dims: attr.bool(false) },
    kinds: ["global_pool"],
  },
  "Max over space that keeps axes": {
    op: "Max",
    constants: { c: [-3, -2] },
    attributes: { keep_dims: attr.bool(true) },
    kinds: ["global_pool"],
  },
  "ArgMax over channels": { op: "ArgMax", constants: { c: [-1] }, kinds: ["argmax", "reshape"] },
  "ArgMax over the width": {
    op: "ArgMax",
    constants: { c: [2] },
    kinds: ["transpose", "argmax", "reshape"],
  },
  "Pad": { op: "Pad", constants: { c: [[0, 0], [1, 0], [0, 2], [0, 0]] }, kinds: ["pad"] },
  "PadV2": {
    op: "PadV2",
    inputs: "x c v",
    constants: { c: [[0, 0], [1, 1], [2, 0], [0, 1]], v: scalar(-1.5) },
    kinds: ["pad"],
  },
  "ConcatV2": {
    op: "ConcatV2",
    inputs: "x x c",
    constants: { c: [2] },
    attributes: { N: attr.int(2) },
    kinds: ["concatenate"],
  },
  "ResizeNearestNeighbor": { op: "ResizeNearestNeighbor", constants: { c: [10, 12] }, kinds: ["upsample"] },
  "ResizeNearestNeighbor with half-pixel centers": {
    op: "ResizeNearestNeighbor",
    constants: { c: [5, 8] },
    attributes: { half_pixel_centers: attr.bool(true) },
    kinds: ["upsample"],
  },
  "ResizeBilinear": { op: "ResizeBilinear", constants: { c: [7, 6] }, kinds: ["interpolate"] },
  "ResizeBilinear with half-pixel centers": {
    op: "ResizeBilinear",
    constants: { c: [10, 3] },
    attributes: { half_pixel_centers: attr.bool(true) },
    kinds: ["interpolate"],
  },
  "ResizeBilinear with aligned corners": {
    op: "ResizeBilinear",
    constants: { c: [9, 7] },
    attributes: { align_corners: attr.bool(true) },
    kinds: ["interpolate"],
  },
  "DepthToSpace": {
    op: "DepthToSpace",
    shape: [-1, 2, 3, 8],
    attributes: { block_size: attr.int(2), data_format: NHWC },
    kinds: ["depth_to_space"],
  },
  "Reshape to one axis": { op: "Reshape", constants: { c: [-1, 60] }, kinds: ["reshape"] },
  "Squeeze": {
    op: "Squeeze",
    shape: [-1, 1, 4, 3],
    attributes: { squeeze_dims: attr.ints(1) },
    kinds: ["reshape"],
  },
  "ExpandDims": { op: "ExpandDims", shape: [-1, 4, 3], constants: { c: [-2] }, kinds: ["reshape"] },
  "Transpose": { op: "Transpose", constants: { c: [0, 2, 1, 3] }, kinds: [] },
  "Slice": {
    op: "Slice",
    inputs: "x b s",
    constants: { b: [0, 1, 0, 2], s: [-1, 3, -1, 1] },
    kinds: ["slice"],
  },
  "StridedSlice": {
    op: "StridedSlice",
    inputs: "x b e s",
    constants: { b: [0, 1, -3, 0], e: [0, 5, 0, -1], s: [1, 2, 1, 1] },
    attributes: { begin_mask: attr.int(1), end_mask: attr.int(1 | 4) },
    kinds: ["slice"],
  },
  "StridedSlice that takes one row": {
    op: "StridedSlice",
    inputs: "x b e s",
    constants: { b: [0, -1], e: [0, 0], s: [1, 1] },
    attributes: { begin_mask: attr.int(1), end_mask: attr.int(1), shrink_axis_mask: attr.int(2) },
    kinds: ["slice", "reshape"],
  },
  "StridedSlice with an ellipsis": {
    op: "StridedSlice",
    inputs: "x b e s",
    constants: { b: [0, 1], e: [0, 3], s: [1, 1] },
    attributes: { ellipsis_mask: attr.int(1) },
    kinds: ["slice"],
  },
  "MatMul": { op: "MatMul", shape: [-1, 6], constants: { c: filter(6, 4) }, kinds: ["dense"] },
  "MatMul by a turned matrix": {
    op: "MatMul",
    shape: [-1, 6],
    constants: { c: filter(4, 6) },
    attributes: { transpose_b: attr.bool(true) },
    kinds: ["dense"],
  },
  "_FusedMatMul": {
    op: "_FusedMatMul",
    shape: [-1, 6],
    inputs: "x c b",
    constants: { c: filter(6, 4), b: filter(4) },
    attributes: { fused_ops: attr.texts("BiasAdd", "Relu6"), num_args: attr.int(1) },
    kinds: ["dense", "clip"],
  },
  "Conv2D same": {
    op: "Conv2D",
    constants: { c: filter(3, 2, 3, 2) },
    attributes: windowAttributes({ strides: [2, 1] }),
    kinds: ["conv"],
  },
  "Conv2D valid with dilations": {
    op: "Conv2D",
    constants: { c: filter(2, 2, 3, 2) },
    attributes: windowAttributes({ dilations: [3, 2], padding: VALID }),
    kinds: ["conv"],
  },
  "Conv2D with explicit paddings": {
    op: "Conv2D",
    constants: { c: filter(3, 3, 3, 2) },
    attributes: {
      ...windowAttributes({ strides: [1, 2], padding: attr.text("EXPLICIT") }),
      explicit_paddings: attr.ints(0, 0, 1, 0, 2, 1, 0, 0),
    },
    kinds: ["conv"],
  },
  "_FusedConv2D with a leaky ReLU": {
    op: "_FusedConv2D",
    inputs: "x c b",
    constants: { c: filter(2, 3, 3, 4), b: filter(4) },
    attributes: {
      ...windowAttributes({ padding: VALID }),
      fused_ops: attr.texts("BiasAdd", "LeakyRelu"),
      leakyrelu_alpha: attr.float(0.125),
      num_args: attr.int(1),
    },
    kinds: ["conv", "leaky_relu"],
  },
  "_FusedConv2D with trained slopes": {
    op: "_FusedConv2D",
    inputs: "x c b p",
    constants: { c: filter(2, 3, 3, 4), b: filter(4), p: filter(4) },
    attributes: {
      ...windowAttributes({}),
      fused_ops: attr.texts("BiasAdd", "Prelu"),
      num_args: attr.int(2),
    },
    kinds: ["conv", "prelu"],
  },
  "DepthwiseConv2dNative": {
    op: "DepthwiseConv2dNative",
    constants: { c: filter(3, 2, 3, 2) },
    attributes: windowAttributes({ strides: [2, 2] }),
    kinds: ["conv"],
  },
  "FusedDepthwiseConv2dNative": {
    op: "FusedDepthwiseConv2dNative",
    inputs: "x c b",
    constants: { c: filter(3, 2, 3, 1), b: filter(3) },
    attributes: { ...windowAttributes({}), fused_ops: attr.texts("BiasAdd", "Elu"), num_args: attr.int(1) },
    kinds: ["conv", "elu"],
  },
  "FusedBatchNormV3": {
    op: "FusedBatchNormV3",
    inputs: "x s o m v",
    constants: { s: filter(3), o: inputData([3], 9), m: inputData([3], 12), v: positive(3) },
    attributes: { epsilon: attr.float(0.01), is_training: attr.bool(false), data_format: NHWC },
    kinds: ["batch_norm"],
  },
};

function graphOf({ op, inputs, constants = {}, attributes, shape }: Case): GraphOptions {
  const reads = inputs ?? ["x", ...Object.keys(constants)].join(" ");
  return {
    inputs: { x: shape ?? [-1, 5, 4, 3] },
    constants,
    nodes: [node("y", op, reads, attributes)],
  };
}

for (const [title, entry] of Object.entries(CASES)) {
  Deno.test(`importModelFiles() reads a graph's ${title} as TensorFlow.js computes it`, async () => {
    const model = await assertLikeTfjs(graphOf(entry));
    assertEquals(kinds(model).filter((kind) => kind !== "identity"), entry.kinds);
    const known = new Map(TFJS_SUPPORT.map((operator) => [operator.name, operator.kinds]));
    for (const kind of entry.kinds) assertEquals(known.get(entry.op)?.includes(kind), true, kind);
  });
}
