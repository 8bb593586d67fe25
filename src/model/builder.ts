// Longer than 300 lines because ModelBuilder has a method for every kind of layer.

import {
  type CoordinateMode,
  type FunctionName,
  type Layer,
  type MergeOperation,
  outputShapeOf,
  type ParameterTypes,
  type PoolFunction,
  SELU_ALPHA,
  SELU_SCALE,
} from "../layers/mod.ts";
import type { FixedType } from "../fixed/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../tensor/mod.ts";
import type {
  Border,
  ConvOptions,
  ConvTransposeOptions,
  InputSize,
  Node,
  PerAxis,
  SliceRange,
} from "./builder_options.ts";
import { convAxes, convTransposeAxes, perAxis } from "./convolution_axes.ts";
import { createModel } from "./create.ts";
import type { Model, Port } from "./model.ts";
import { type AveragePoolOptions, poolAxes, type PoolOptions } from "./pool_options.ts";
import { checkBuilds, checkOutputs } from "./builder_output.ts";

/**
 * Adds layers to a model under construction; every method returns the tensor that the new layer makes.
 *
 * @category Models
 */
export class ModelBuilder {
  readonly #layers: Layer[] = [];
  readonly #inputs: Node[] = [];
  readonly #counts = new Map<string, number>();

  /** A graph input of shape `[height, width, channels]`, `[length, channels]` or `[features]`. */
  input(size: InputSize): Node {
    const shape = inputShape(size);
    const node = this.#add({ kind: "input", name: this.#name("input", size.name), inputs: [], shape }, []);
    this.#inputs.push(node);
    return node;
  }

  /** y = x·weights + bias over the last axis; weights `[inputs, outputs]`. */
  dense(
    x: Node,
    options: {
      name?: string;
      weights: RealTensor;
      bias?: ArrayLike<number> | null;
      types?: ParameterTypes;
    },
  ): Node {
    return this.#add({
      kind: "dense",
      name: this.#name("dense", options.name),
      inputs: [x.name],
      weights: options.weights,
      bias: numbers(options.bias),
      ...typesOf(options),
    }, [x]);
  }

  /** 1-D convolution over `[length, channels]`. */
  conv1d(x: Node, options: ConvOptions): Node {
    return this.#convolution(x, 1, options);
  }

  /** 2-D convolution over `[height, width, channels]`. */
  conv2d(x: Node, options: ConvOptions): Node {
    return this.#convolution(x, 2, options);
  }

  /** 1-D transposed convolution over `[length, channels]`. */
  convTranspose1d(x: Node, options: ConvTransposeOptions): Node {
    return this.#convTranspose(x, 1, options);
  }

  /** 2-D transposed convolution over `[height, width, channels]`. */
  convTranspose2d(x: Node, options: ConvTransposeOptions): Node {
    return this.#convTranspose(x, 2, options);
  }

  /** y = scale·x + shift for each channel: batch normalisation at inference. */
  batchNorm(x: Node, options: { name?: string; scale: ArrayLike<number>; shift: ArrayLike<number> }): Node {
    return this.#add({
      kind: "batch_norm",
      name: this.#name("batch_norm", options.name),
      inputs: [x.name],
      scale: Float64Array.from(options.scale),
      shift: Float64Array.from(options.shift),
    }, [x]);
  }

  /** y = max(x, 0) */
  relu(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "relu", name: this.#name("relu", options.name), inputs: [x.name] }, [x]);
  }

  /** y = x for x ≥ 0, slope·x below. */
  leakyRelu(x: Node, options: { name?: string; slope: number }): Node {
    const name = this.#name("leaky_relu", options.name);
    return this.#add({ kind: "leaky_relu", name, inputs: [x.name], slope: options.slope }, [x]);
  }

  /** Slopes: one for all, one a channel or one an element. */
  prelu(x: Node, options: { name?: string; slopes: ArrayLike<number> }): Node {
    const slopes = Float64Array.from(options.slopes);
    return this.#add({ kind: "prelu", name: this.#name("prelu", options.name), inputs: [x.name], slopes }, [
      x,
    ]);
  }

  /** y = min(max(x, min), max); an end that is left out is open. */
  clip(x: Node, options: { name?: string; min?: number; max?: number }): Node {
    const { min = -Infinity, max = Infinity } = options;
    return this.#add({ kind: "clip", name: this.#name("clip", options.name), inputs: [x.name], min, max }, [
      x,
    ]);
  }

  /** y = 1 / (1 + exp(−x)); hardware reads it from a table. */
  sigmoid(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "sigmoid", name: this.#name("sigmoid", options.name), inputs: [x.name] }, [x]);
  }

  /** y = tanh(x); hardware reads it from a table. */
  tanh(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "tanh", name: this.#name("tanh", options.name), inputs: [x.name] }, [x]);
  }

  /** The same elements in row-major order under another shape, given without the sample axis. */
  reshape(x: Node, options: { name?: string; shape: Shape }): Node {
    const name = this.#name("reshape", options.name);
    return this.#add({ kind: "reshape", name, inputs: [x.name], shape: options.shape }, [x]);
  }

  /** All elements as one axis, in row-major order with channels last, as Keras flattens. */
  flatten(x: Node, options: { name?: string } = {}): Node {
    const name = this.#name("flatten", options.name);
    return this.#add({ kind: "reshape", name, inputs: [x.name], shape: [sizeOf(x.shape)] }, [x]);
  }

  /** Output axis i is input axis `permutation[i]`. */
  transpose(x: Node, options: { name?: string; permutation: readonly number[] }): Node {
    const name = this.#name("transpose", options.name);
    return this.#add({ kind: "transpose", name, inputs: [x.name], permutation: options.permutation }, [x]);
  }

  /** x0 + x1 + … exactly, cast once. An input may repeat over all pixels, over the channels, or both. */
  add(inputs: readonly Node[], options: { name?: string } = {}): Node {
    return this.#merge("add", inputs, options);
  }

  /** a − b exactly, cast once; either may repeat as in {@linkcode add}. */
  subtract(a: Node, b: Node, options: { name?: string } = {}): Node {
    return this.#merge("subtract", [a, b], options);
  }

  /** x0·x1·… exactly, cast once; inputs may repeat as in {@linkcode add}. */
  multiply(inputs: readonly Node[], options: { name?: string } = {}): Node {
    return this.#merge("multiply", inputs, options);
  }

  /** (x0 + x1 + …) / their number, rounded once; inputs may repeat as in {@linkcode add}. */
  average(inputs: readonly Node[], options: { name?: string } = {}): Node {
    return this.#merge("average", inputs, options);
  }

  /** The largest of the elements that meet; inputs may repeat as in {@linkcode add}. */
  maximum(inputs: readonly Node[], options: { name?: string } = {}): Node {
    return this.#merge("maximum", inputs, options);
  }

  /** The least of the elements that meet; inputs may repeat as in {@linkcode add}. */
  minimum(inputs: readonly Node[], options: { name?: string } = {}): Node {
    return this.#merge("minimum", inputs, options);
  }

  /** Tensors one behind the other along an axis, default the last: the channels. Negative axes count from the end. */
  concatenate(inputs: readonly Node[], options: { name?: string; axis?: number } = {}): Node {
    const { axis = -1 } = options;
    return this.#add({
      kind: "concatenate",
      name: this.#name("concatenate", options.name),
      inputs: inputs.map(({ name }) => name),
      axis: axis < 0 ? axis + inputs[0].shape.length : axis,
    }, inputs);
  }

  /** Elements of a constant (default 0) at both ends of each spatial axis; of each axis, where there are as many borders. */
  pad(x: Node, options: { name?: string; borders: readonly Border[]; value?: number }): Node {
    const { borders, value = 0 } = options;
    const axes = x.shape.map((_, axis) => borders[axis] ?? { before: 0, after: 0 });
    return this.#add({ kind: "pad", name: this.#name("pad", options.name), inputs: [x.name], axes, value }, [
      x,
    ]);
  }

  /** Elements cut off both ends of each axis that has a border. */
  crop(x: Node, options: { name?: string; borders: readonly Border[] }): Node {
    const borders = options.borders.map(({ before, after }) => ({ before: 0 - before, after: 0 - after }));
    return this.pad(x, { name: this.#name("crop", options.name), borders });
  }

  /** Elements start, start + step, … of each axis before `end`; an axis that is left out stays whole. */
  slice(x: Node, options: { name?: string; ranges: readonly SliceRange[] }): Node {
    const axes = x.shape.map((size, axis) => {
      const { start = 0, end = size, step = 1 } = options.ranges[axis] ?? {};
      return { start, step, length: Math.ceil((end - start) / step) };
    });
    return this.#add({ kind: "slice", name: this.#name("slice", options.name), inputs: [x.name], axes }, [x]);
  }

  /** Parts of these lengths along an axis (default: the channels), in order. */
  split(x: Node, options: { axis?: number; lengths: readonly number[] }): readonly Node[] {
    const axis = (options.axis ?? -1) < 0 ? (options.axis ?? -1) + x.shape.length : options.axis!;
    let start = 0;
    return options.lengths.map((length) => {
      const ranges = x.shape.map((_, i) => i === axis ? { start, end: start + length } : {});
      start += length;
      return this.slice(x, { ranges });
    });
  }

  /** Channels of a map laid out as blocks of pixels; `order` `"channel"` is PyTorch's PixelShuffle. */
  depthToSpace(x: Node, options: { name?: string; block: number; order?: "place" | "channel" }): Node {
    const { block, order = "place" } = options;
    const name = this.#name("depth_to_space", options.name);
    return this.#add({ kind: "depth_to_space", name, inputs: [x.name], block, order }, [x]);
  }

  /** Blocks of pixels of a map laid out as channels. */
  spaceToDepth(x: Node, options: { name?: string; block: number; order?: "place" | "channel" }): Node {
    const { block, order = "place" } = options;
    const name = this.#name("space_to_depth", options.name);
    return this.#add({ kind: "space_to_depth", name, inputs: [x.name], block, order }, [x]);
  }

  /**
   * y = x cast to the type by its own rounding and overflow modes, in float64 too: what quantisation-aware training
   * has put there. A design takes its types from these layers.
   */
  quantize(x: Node, options: { name?: string; type: FixedType }): Node {
    const { type } = options;
    const name = this.#name("quantize", options.name);
    return this.#add({ kind: "quantize", name, inputs: [x.name], type }, [x]);
  }

  /** Passes x on; dropout at inference. A design has no stage for it. */
  identity(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "identity", name: this.#name("identity", options.name), inputs: [x.name] }, [x]);
  }

  /** The largest element of every window, over `[length, channels]` or `[height, width, channels]`. */
  maxPool(x: Node, options: PoolOptions): Node {
    return this.#pool(x, "max", options);
  }

  /** The average of every window, over `[length, channels]` or `[height, width, channels]`. */
  averagePool(x: Node, options: AveragePoolOptions): Node {
    return this.#pool(x, "average", options);
  }

  /** The largest of all pixels, channel by channel: `[channels]`, or with spatial axes of length 1. */
  globalMaxPool(x: Node, options: { name?: string; keepsAxes?: boolean } = {}): Node {
    return this.#globalPool(x, "max", options);
  }

  /** The average of all pixels, channel by channel: `[channels]`, or with spatial axes of length 1. */
  globalAveragePool(x: Node, options: { name?: string; keepsAxes?: boolean } = {}): Node {
    return this.#globalPool(x, "average", options);
  }

  /** The place of the largest channel of every pixel, of equal ones the first: the channels become one. */
  argmax(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "argmax", name: this.#name("argmax", options.name), inputs: [x.name] }, [x]);
  }

  /**
   * Linear (bilinear) resizing to `sizes`, the output lengths along the spatial axes; `half_pixel` coordinates unless
   * others are named.
   */
  interpolate(
    x: Node,
    options: { name?: string; sizes: readonly number[]; coordinates?: CoordinateMode },
  ): Node {
    const { sizes, coordinates = "half_pixel" } = options;
    const axes = sizes.map((output, axis) => ({ output, scale: output / x.shape[axis] }));
    const name = this.#name("interpolate", options.name);
    return this.#add({ kind: "interpolate", name, inputs: [x.name], coordinates, axes }, [x]);
  }

  /** Nearest up-sampling: every element `factors` times along each spatial axis. */
  upsample(x: Node, options: { name?: string; factors: PerAxis }): Node {
    const factors = x.shape.slice(0, -1).map((_, axis) => perAxis(options.factors, axis));
    const name = this.#name(`up_sampling${factors.length}d`, options.name);
    return this.#add({ kind: "upsample", name, inputs: [x.name], factors }, [x]);
  }

  /** Softplus, SiLU, GELU and others, by name; hardware reads them from a table. */
  apply(x: Node, options: { name?: string; function: FunctionName }): Node {
    const name = this.#name(options.function, options.name);
    return this.#add({ kind: "function", name, inputs: [x.name], function: options.function }, [x]);
  }

  /** y = x for x ≥ 0, alpha·(eˣ − 1) below; alpha is 1 by default. */
  elu(x: Node, options: { name?: string; alpha?: number } = {}): Node {
    const { alpha = 1 } = options;
    return this.#add({
      kind: "elu",
      name: this.#name("elu", options.name),
      inputs: [x.name],
      alpha,
      scale: 1,
    }, [x]);
  }

  /** ELU of alpha 1.6732… times 1.0507…, the constants of the self-normalising networks. */
  selu(x: Node, options: { name?: string } = {}): Node {
    const name = this.#name("selu", options.name);
    return this.#add({ kind: "elu", name, inputs: [x.name], alpha: SELU_ALPHA, scale: SELU_SCALE }, [x]);
  }

  /** y = min(max(slope·x + offset, 0), 1); default 0.2 and 0.5. */
  hardSigmoid(x: Node, options: { name?: string; slope?: number; offset?: number } = {}): Node {
    const { slope = 0.2, offset = 0.5 } = options;
    const name = this.#name("hard_sigmoid", options.name);
    return this.#add({ kind: "hard_sigmoid", name, inputs: [x.name], slope, offset }, [x]);
  }

  /** y = e^x / Σ e^x over the last axis; hardware reads e^x and the reciprocal of the sum from tables. */
  softmax(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "softmax", name: this.#name("softmax", options.name), inputs: [x.name] }, [x]);
  }

  /** y = x for x > threshold, else 0; default 1. */
  thresholdedRelu(x: Node, options: { name?: string; threshold?: number } = {}): Node {
    const { threshold = 1 } = options;
    const name = this.#name("thresholded_relu", options.name);
    return this.#add({ kind: "thresholded_relu", name, inputs: [x.name], threshold }, [x]);
  }

  /** y = x moved towards 0 by the offset where |x| > threshold, else 0; default 0.5 and 0, a hard shrink. */
  shrink(x: Node, options: { name?: string; threshold?: number; offset?: number } = {}): Node {
    const { threshold = 0.5, offset = 0 } = options;
    const name = this.#name("shrink", options.name);
    return this.#add({ kind: "shrink", name, inputs: [x.name], threshold, offset }, [x]);
  }

  /** The model of all layers so far with these outputs. */
  build(name: string, outputs: readonly Node[]): Model {
    return createModel({
      name,
      layers: this.#layers,
      inputs: this.#inputs.map(port),
      outputs: outputs.map(port),
    });
  }

  #merge(operation: MergeOperation, inputs: readonly Node[], { name }: { name?: string }): Node {
    return this.#add({
      kind: "merge",
      name: this.#name(operation, name),
      inputs: inputs.map((input) => input.name),
      operation,
    }, inputs);
  }

  #convolution(x: Node, rank: 1 | 2, options: ConvOptions): Node {
    const axes = convAxes(x.shape, rank, options);
    const name = this.#name(`conv${rank}d`, options.name);
    return this.#add({ kind: "conv", name, inputs: [x.name], axes, ...convParameters(options) }, [x]);
  }

  #convTranspose(x: Node, rank: 1 | 2, options: ConvTransposeOptions): Node {
    const axes = convTransposeAxes(x.shape, rank, options);
    const name = this.#name(`conv_transpose${rank}d`, options.name);
    return this.#add(
      { kind: "conv_transpose", name, inputs: [x.name], axes, ...convParameters(options) },
      [x],
    );
  }

  #pool(x: Node, kind: PoolFunction, options: AveragePoolOptions): Node {
    const axes = poolAxes(options, x.shape.slice(0, -1));
    const { ceilMode = false, countsPadding = false } = options;
    return this.#add({
      kind: "pool",
      name: this.#name(`${kind}_pooling${axes.length}d`, options.name),
      inputs: [x.name],
      function: kind,
      axes,
      ceilMode,
      countsPadding,
    }, [x]);
  }

  #globalPool(x: Node, kind: PoolFunction, options: { name?: string; keepsAxes?: boolean }): Node {
    return this.#add({
      kind: "global_pool",
      name: this.#name(`global_${kind}_pooling`, options.name),
      inputs: [x.name],
      function: kind,
      rank: x.shape.length - 1,
      keepsAxes: options.keepsAxes ?? false,
    }, [x]);
  }

  #add(layer: Layer, inputs: readonly Node[]): Node {
    const shape = outputShapeOf(layer, inputs.map((node) => node.shape));
    this.#layers.push(layer);
    return { name: layer.name, shape };
  }

  #name(stem: string, given: string | undefined): string {
    if (given !== undefined) return given;
    const count = (this.#counts.get(stem) ?? 0) + 1;
    this.#counts.set(stem, count);
    return `${stem}_${count}`;
  }
}

/**
 * Builds a model layer by layer; the function returns its output or outputs.
 *
 * @throws {InterlaceError} if a layer does not fit its input, or the function returns no output.
 * @example
 * ```ts
 * import { buildModel } from "./builder.ts";
 *
 * const model = buildModel("up", (b) => {
 *   const x = b.input({ height: 3, width: 4, channels: 1 });
 *   const weights = { shape: [2, 2, 1, 1], data: Float64Array.of(1, 2, 3, 4) };
 *   return b.relu(b.convTranspose2d(x, { weights, strides: 2, padding: "same" }));
 * });
 * model.shapes.get("relu_1"); // [6, 8, 1]
 * ```
 * @category Models
 */
export function buildModel(name: string, build: (builder: ModelBuilder) => Node | readonly Node[]): Model {
  const builder = new ModelBuilder();
  checkBuilds(name, build);
  const outputs = build(builder);
  checkOutputs(name, outputs);
  return builder.build(name, "name" in outputs ? [outputs] : outputs);
}

function inputShape(size: InputSize): Shape {
  if ("height" in size) return [size.height, size.width, size.channels];
  if ("length" in size) return [size.length, size.channels];
  return [size.features];
}

function port(node: Node): Port {
  return {
    name: node.name,
    layer: node.name,
    sourceShape: node.shape,
    axes: node.shape.map((_, i) => i),
    batch: null,
  };
}

/** What plain and transposed convolutions hold alike. */
function convParameters(options: ConvOptions) {
  const { groups = 1, weights } = options;
  return { groups, weights, bias: numbers(options.bias), ...typesOf(options) };
}

function typesOf({ types }: { readonly types?: ParameterTypes }): { readonly types?: ParameterTypes } {
  return types === undefined ? {} : { types };
}

function numbers(values: ArrayLike<number> | null | undefined): Float64Array | null {
  return values ? Float64Array.from(values) : null;
}
