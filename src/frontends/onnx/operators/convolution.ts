import type { RealTensor } from "../../../tensor/mod.ts";
import { channelsLast, permuteData, plainOrder, reorder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor } from "../file/tensor.ts";
import { emitLinear, linearInput } from "./linear.ts";
import type { Operator } from "./operator.ts";
import { convAxes, convTransposeAxes } from "./windows.ts";

/** Convolution over one or two spatial axes. */
export const conv: Operator = {
  since: 1,
  check: refuseVolumes,
  convert(node) {
    const weights = node.parameter(1);
    const { source, sizes } = spatial(node, weights);
    const groups = node.attributes.int("group", 1);
    const axes = convAxes(node, sizes);
    return emitLinear(node, {
      source,
      weights,
      layout: (tensor) => convWeights(node, tensor),
      bias: bias(node),
      axis: 0,
      build: (parameters) => ({ kind: "conv", axes, groups, ...parameters }),
    });
  },
};

/** Transposed convolution over one or two spatial axes. */
export const convTranspose: Operator = {
  since: 1,
  check: refuseVolumes,
  convert(node) {
    const weights = node.parameter(1);
    const { source, sizes } = spatial(node, weights);
    const groups = node.attributes.int("group", 1);
    const axes = convTransposeAxes(node, sizes);
    return emitLinear(node, {
      source,
      weights,
      layout: (tensor) => convTransposeWeights(node, { weights: tensor, groups }),
      bias: bias(node),
      axis: 0,
      build: (parameters) => ({ kind: "conv_transpose", axes, groups, ...parameters }),
    });
  },
};

function refuseVolumes(node: OnnxNode): void {
  const rank = (node.rank(1) ?? node.rank(0) ?? (node.attributes.ints("kernel_shape")?.length ?? 2) + 2) - 2;
  if (rank !== 1 && rank !== 2) {
    throw new Refusal(`${rank}-D convolution is not supported; supported are 1-D and 2-D`);
  }
}

/** The input with channels last, and the lengths of input and kernel along the spatial axes. */
function spatial(node: OnnxNode, weights: ConstantTensor) {
  const source: Signal = linearInput(node, 0);
  const kernel = weights.shape.slice(2);
  if (source.shape.length !== kernel.length + 1) {
    throw new Refusal(`it reads samples of shape [${source.shape}] with weights of shape [${weights.shape}]`);
  }
  return {
    source: reorder(source, channelsLast(source.shape.length), node),
    sizes: { kernel, input: source.shape.slice(1) },
  };
}

function bias(node: OnnxNode): Float64Array | null {
  return node.has(2) ? node.parameter(2).data : null;
}

/** `[M, C / groups, ...kernel]` as `[...kernel, C / groups, M]`. */
function convWeights(node: OnnxNode, weights: ConstantTensor): RealTensor {
  const { shape, data } = weights;
  node.builder.reserve(data.length);
  const order = [...plainOrder(shape.length).slice(2), 1, 0];
  return { shape: order.map((axis) => shape[axis]), data: permuteData(weights, order) };
}

/** `[C, M / groups, ...kernel]`, C being groups × (C / groups), as `[...kernel, C / groups, M]`. */
function convTransposeWeights(
  node: OnnxNode,
  { weights, groups }: { readonly weights: ConstantTensor; readonly groups: number },
): RealTensor {
  const [inputs, groupOutputs, ...kernel] = weights.shape;
  if (!(groups >= 1) || inputs % groups !== 0) {
    throw new Refusal(`its weights have ${inputs} input channels, which ${groups} groups do not divide`);
  }
  node.builder.reserve(weights.data.length);
  const grouped = { shape: [groups, inputs / groups, groupOutputs, ...kernel], data: weights.data };
  const order = [...plainOrder(grouped.shape.length).slice(3), 1, 0, 2];
  return { shape: [...kernel, inputs / groups, groups * groupOutputs], data: permuteData(grouped, order) };
}
