import {
  type ConvAxis,
  effectiveKernel,
  kerasConvAxis,
  kerasConvTransposeAxis,
  type ParameterTypes,
} from "../../../layers/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import { permuteData, plainOrder } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { wrong } from "../config.ts";
import { activated } from "./activation.ts";
import {
  arrangement,
  checkShape,
  type Emission,
  type KerasLayer,
  type KerasOperator,
  only,
} from "./layer.ts";

type Padding = "valid" | "same" | "causal";

/** What the convolutions of a class have in common, from the configuration. */
interface Window {
  readonly rank: number;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

function readWindow({ config, className }: KerasLayer, rank: number): Window {
  const padding = config.word("padding", ["valid", "same", "causal"], "valid");
  if (padding === "causal" && (rank !== 1 || className.includes("Transpose"))) {
    throw new Refusal("causal padding is not supported here");
  }
  const positive = (key: string, fallback: number | null) => {
    const sizes = config.sizes(key, rank, fallback);
    if (sizes.some((size) => size < 1)) throw wrong(key, sizes, "numbers of at least 1");
    return sizes;
  };
  return {
    rank,
    kernel: positive("kernel_size", null),
    strides: positive("strides", 1),
    dilation: positive("dilation_rate", 1),
    padding,
  };
}

/** The axes of a convolution over an input that is laid out. */
function convAxes({ rank, kernel, strides, dilation, padding }: Window, input: Signal): ConvAxis[] {
  return Array.from({ length: rank }, (_, i) => {
    const shared = { kernel: kernel[i], stride: strides[i], dilation: dilation[i] };
    if (padding !== "causal") {
      return kerasConvAxis({ ...shared, input: input.shape[input.axes[i]], padding });
    }
    return { ...shared, padBefore: effectiveKernel(shared) - 1, padAfter: 0 };
  });
}

function checkBias(bias: RealTensor | undefined, channels: number): Float64Array | null {
  if (bias === undefined) return null;
  checkShape(bias, [channels], "bias");
  return bias.data;
}

/** `Conv1D` and `Conv2D`, in groups too. */
export function conv(rank: 1 | 2): KerasOperator {
  return {
    kinds: ["conv"],
    limits: rank === 1 ? "" : "no causal padding",
    read(layer) {
      const { config, types } = layer;
      const window = readWindow(layer, rank);
      const [weights, bias] = layer.variables();
      const [filters] = config.sizes("filters", 1, null);
      const [groups] = config.sizes("groups", 1, 1);
      checkShape(weights, [...window.kernel, null, filters], "kernel");
      const values = checkBias(bias, filters);
      const arrange = arrangement(layer, rank);
      const activate = activated(config, layer.generation);
      return (inputs, emission) => {
        const ready = arrange(only(inputs), emission);
        const axes = convAxes(window, ready);
        const spec = { kind: "conv", axes, groups, weights, bias: values, types } as const;
        return activate(emission.builder.emit(spec, ready, { name: emission.name }), emission);
      };
    },
  };
}

/** `Conv1DTranspose` and `Conv2DTranspose`, whose kernels are `[...kernel, output, input]`. */
export function convTranspose(rank: 1 | 2): KerasOperator {
  return {
    kinds: ["conv_transpose"],
    limits: "no groups",
    read(layer) {
      const { config, types } = layer;
      const { kernel, strides, dilation, padding } = readWindow(layer, rank);
      if (padding === "causal") throw new Refusal("causal padding is not supported here");
      const [groups] = config.sizes("groups", 1, 1);
      if (groups !== 1) throw new Refusal(`it has ${groups} groups, supported is 1`);
      const [stored, bias] = layer.variables();
      const [filters] = config.sizes("filters", 1, null);
      checkShape(stored, [...kernel, filters, null], "kernel");
      const order = [...plainOrder(rank), rank + 1, rank];
      const weights = { shape: order.map((axis) => stored.shape[axis]), data: permuteData(stored, order) };
      const values = checkBias(bias, filters);
      const extra = config.has("output_padding") ? config.sizes("output_padding", rank, null) : null;
      const arrange = arrangement(layer, rank);
      const activate = activated(config, layer.generation);
      return (inputs, emission) => {
        const ready = arrange(only(inputs), emission);
        const axes = Array.from({ length: rank }, (_, i) =>
          kerasConvTransposeAxis({
            input: ready.shape[ready.axes[i]],
            kernel: kernel[i],
            stride: strides[i],
            dilation: dilation[i],
            padding,
            outputPadding: extra?.[i],
          }));
        const spec = { kind: "conv_transpose", axes, groups: 1, weights, bias: values, types } as const;
        return activate(emission.builder.emit(spec, ready, { name: emission.name }), emission);
      };
    },
  };
}

/** `DepthwiseConv1D` and `DepthwiseConv2D`: a convolution in as many groups as there are input channels. */
export function depthwiseConv(rank: 1 | 2): KerasOperator {
  return {
    kinds: ["conv"],
    read(layer) {
      const { config, types } = layer;
      const window = readWindow(layer, rank);
      const [kernel, bias] = layer.variables();
      const weights = depthwiseWeights(kernel, window, layer);
      const values = checkBias(bias, weights.shape[rank + 1]);
      const arrange = arrangement(layer, rank);
      const activate = activated(config, layer.generation);
      return (inputs, emission) => {
        const ready = arrange(only(inputs), emission);
        const { name } = emission;
        return activate(
          emitDepthwise({ window, weights, bias: values, types, ready, name }, emission),
          emission,
        );
      };
    },
  };
}

/** `SeparableConv1D` and `SeparableConv2D`: a depthwise convolution and one of single pixels. */
export function separableConv(rank: 1 | 2): KerasOperator {
  return {
    kinds: ["conv"],
    read(layer) {
      const { config, types, depthwiseTypes } = layer;
      const window = readWindow(layer, rank);
      const [kernel, pointwise, bias] = layer.variables();
      const weights = depthwiseWeights(kernel, window, layer);
      const [filters] = config.sizes("filters", 1, null);
      checkShape(
        pointwise,
        [...new Array(rank).fill(1), weights.shape[rank + 1], filters],
        "pointwise kernel",
      );
      const values = checkBias(bias, filters);
      const arrange = arrangement(layer, rank);
      const activate = activated(config, layer.generation);
      const pixel = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
      return (inputs, emission) => {
        const { builder, name } = emission;
        const ready = arrange(only(inputs), emission);
        const deep = emitDepthwise(
          { window, weights, bias: null, types: depthwiseTypes, ready, name: `${name}_depthwise` },
          emission,
        );
        const axes = new Array(rank).fill(pixel);
        const spec = { kind: "conv", axes, groups: 1, weights: pointwise, bias: values, types } as const;
        return activate(builder.emit(spec, deep, { name }), emission);
      };
    },
  };
}

/**
 * Keras has `[...kernel, inputs, multiplier]`, where output c·multiplier + m is the m-th of input c: as grouped
 * weights `[...kernel, 1, inputs·multiplier]` these are the same numbers in the same order.
 */
function depthwiseWeights(stored: RealTensor, window: Window, { config }: KerasLayer): RealTensor {
  const [multiplier] = config.sizes("depth_multiplier", 1, 1);
  const [groups] = config.sizes("groups", 1, 1);
  if (groups !== 1) throw new Refusal(`it has ${groups} groups, supported is 1`);
  checkShape(stored, [...window.kernel, null, multiplier], "depthwise kernel");
  return { shape: [...window.kernel, 1, stored.shape[window.rank] * multiplier], data: stored.data };
}

function emitDepthwise(
  { window, weights, bias, types, ready, name }: {
    readonly window: Window;
    readonly weights: RealTensor;
    readonly bias: Float64Array | null;
    readonly types?: ParameterTypes;
    readonly ready: Signal;
    readonly name: string;
  },
  { builder }: Emission,
): Signal {
  const groups = ready.shape[ready.axes[window.rank]];
  return builder.emit({ kind: "conv", axes: convAxes(window, ready), groups, weights, bias, types }, ready, {
    name,
  });
}
