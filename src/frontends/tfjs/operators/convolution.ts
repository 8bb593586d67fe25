import { effectiveKernel } from "../../../layers/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import { ANY_BATCH, type Value } from "../../onnx/file/value.ts";
import { applyFused, checkFused } from "./activation.ts";
import { apply, type AttributeValue, integerList } from "../../onnx/operators/constants/apply.ts";
import {
  asFormatted,
  channelsFirst,
  isChannelsFirst,
  paddingAttributes,
  spatialPair,
  spatialSizes,
} from "./image.ts";

/** `[height, width, in, out]` (or `[height, width, out, in]`, transposed) as ONNX's weights. */
const FILTER_ORDER = [3, 2, 0, 1];

/** Convolution; the channels may fall into groups. */
export const conv2d: Operator = { check: checkWindow, convert: convolve };

/** Convolution of every channel by itself. */
export const depthwiseConv2d: Operator = { check: checkWindow, convert: convolveDepthwise };

/** Convolution, bias and activation in one. */
export const fusedConv2d: Operator = fused(convolve);

/** Depthwise convolution, bias and activation in one. */
export const fusedDepthwiseConv2d: Operator = fused(convolveDepthwise);

/** y = x + bias, one number a channel. */
export const biasAdd: Operator = { convert: (node) => addBias(node, node.value(0), node.value(1)) };

/** The gradient of a convolution by its input, which is the transposed convolution. */
export const conv2dBackpropInput: Operator = {
  check: checkWindow,
  convert(node) {
    const filter = filterShape(node);
    const [kernelHeight, kernelWidth, channels] = filter;
    const source = channelsFirst(node, node.value(2));
    const signal = node.signal(2);
    const sizes = node.integers(0);
    const batch = sizes.length === 4 ? sizes[0] : ANY_BATCH;
    const named = isChannelsFirst(node) ? sizes[1] : sizes[3];
    if (sizes.length === 4 && !Object.is(batch, signal.batch ?? ANY_BATCH)) {
      throw new Refusal(`its output has ${batch} samples, its input ${signal.batch ?? "any number of"}`);
    }
    if (sizes.length === 4 && named !== channels) {
      throw new Refusal(`its output shape names ${named} channels, its filter has ${channels}`);
    }
    const weights = apply(node, {
      op: "Transpose",
      inputs: [node.value(1)],
      attributes: { perm: FILTER_ORDER },
    });
    const attributes = transposedWindow(node, {
      input: spatialSizes(node, [1, ...signal.shape]),
      output: spatialSizes(node, sizes),
      kernel: [kernelHeight, kernelWidth],
    });
    return asFormatted(node, apply(node, { op: "ConvTranspose", inputs: [source, weights], attributes }));
  },
};

/** Batch normalisation with the statistics of training. */
export const fusedBatchNorm: Operator = {
  check(node) {
    isChannelsFirst(node);
    if (node.attributes.int("is_training", 0) !== 0) {
      throw new Refusal("it is in training mode; export the model for inference");
    }
  },
  convert(node) {
    const parameters = [1, 2, 3, 4].map((index) => node.value(index));
    // TensorFlow.js has another default than TensorFlow, whose 1e-4 its converter writes out.
    const epsilon = { float: node.attributes.float("epsilon", 1e-3) };
    const inputs = [channelsFirst(node, node.value(0)), ...parameters];
    return asFormatted(node, apply(node, { op: "BatchNormalization", inputs, attributes: { epsilon } }));
  },
};

function fused(operator: (node: OnnxNode) => Value): Operator {
  return {
    check(node) {
      checkWindow(node);
      checkFused(node);
    },
    convert: (node) => applyFused(node, operator(node), (x, bias) => addBias(node, x, bias)),
  };
}

function addBias(node: OnnxNode, x: Value, bias: Value): Value {
  if (!isChannelsFirst(node)) return apply(node, { op: "Add", inputs: [x, bias], suffix: "BiasAdd" });
  const rows = apply(node, { op: "Reshape", inputs: [bias, integerList([-1, 1, 1])] });
  return apply(node, { op: "Add", inputs: [x, rows], suffix: "BiasAdd" });
}

function checkWindow(node: OnnxNode): void {
  spatialPair(node, "strides");
  spatialPair(node, "dilations");
  paddingAttributes(node);
}

/** @throws {Refusal} if the filter is computed or has not four axes. */
function filterShape(node: OnnxNode): readonly number[] {
  const { shape } = node.constant(1);
  if (shape.length === 4) return shape;
  throw new Refusal(`its filter has shape [${shape}], expected 4 axes`);
}

function windowAttributes(node: OnnxNode): Readonly<Record<string, AttributeValue>> {
  return {
    strides: spatialPair(node, "strides"),
    dilations: spatialPair(node, "dilations"),
    ...paddingAttributes(node),
  };
}

function convolve(node: OnnxNode): Value {
  const [, , groupChannels] = filterShape(node);
  const weights = apply(node, {
    op: "Transpose",
    inputs: [node.value(1)],
    attributes: { perm: FILTER_ORDER },
  });
  const group = channelCount(node) / groupChannels;
  if (!Number.isSafeInteger(group)) {
    throw new Refusal(`its filter reads ${groupChannels} channels of ${channelCount(node)}`);
  }
  return window(node, weights, group);
}

function convolveDepthwise(node: OnnxNode): Value {
  const [height, width, channels, multiplier] = filterShape(node);
  const merged = apply(node, {
    op: "Reshape",
    inputs: [node.value(1), integerList([height, width, 1, channels * multiplier])],
  });
  const weights = apply(node, { op: "Transpose", inputs: [merged], attributes: { perm: FILTER_ORDER } });
  return window(node, weights, channels);
}

function window(node: OnnxNode, weights: Value, group: number): Value {
  const inputs = [channelsFirst(node, node.value(0)), weights];
  const attributes = { ...windowAttributes(node), group };
  return asFormatted(node, apply(node, { op: "Conv", inputs, attributes }));
}

function channelCount(node: OnnxNode): number {
  const { shape } = node.signal(0);
  return isChannelsFirst(node) ? shape[0] : shape[shape.length - 1];
}

/** Sizes along height and width. */
interface TransposedSizes {
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly kernel: readonly [number, number];
}

/**
 * ONNX's attributes of a transposed convolution whose output size is given. TensorFlow takes any size that the
 * convolution by the same filter makes this input of; what is cropped in front is what that convolution pads there.
 *
 * @throws {Refusal} if the convolution would make another size of that output.
 */
function transposedWindow(node: OnnxNode, sizes: TransposedSizes): Readonly<Record<string, AttributeValue>> {
  const window = windowAttributes(node);
  const strides = spatialPair(node, "strides");
  const dilations = spatialPair(node, "dilations");
  const same = window.auto_pad === "SAME_UPPER";
  const pads = paddingsOf(window);
  const extra = sizes.output.map((output, i) => {
    const [input, stride] = [sizes.input[i], strides[i]];
    const span = effectiveKernel({ kernel: sizes.kernel[i], dilation: dilations[i] });
    if (Number.isNaN(output)) throw new Refusal("its output size is open; fix the sizes with --input-shape");
    const covered = same ? output : output + pads[i] + pads[i + 2] - span + 1;
    if (Math.ceil(covered / stride) !== input) {
      throw new Refusal(`its output size ${output} does not belong to an input of ${input}`);
    }
    return output - (stride * (input - 1) + span - pads[i] - pads[i + 2]);
  });
  return "pads" in window ? { ...window, output_padding: extra } : { ...window, output_shape: sizes.output };
}

function paddingsOf({ pads }: Readonly<Record<string, AttributeValue>>): readonly number[] {
  return Array.isArray(pads) ? pads : [0, 0, 0, 0];
}
