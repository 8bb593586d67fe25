import { InterlaceError } from "../base/errors.ts";
import {
  type ConvAxis,
  type ConvTransposeAxis,
  definitionOf,
  kerasConvAxis,
  kerasConvTransposeAxis,
  type Layer,
} from "../layers/mod.ts";
import { type RealTensor, type Shape, sizeOf } from "../tensor/mod.ts";
import { createModel } from "./create.ts";
import type { Model, Port } from "./model.ts";

/** A tensor of a model under construction. */
export interface Node {
  /** Name of the layer that makes it. */
  readonly name: string;
  /** Channels last, without the sample axis. */
  readonly shape: Shape;
}

/** One number for every axis, or one an axis. */
export type PerAxis = number | readonly number[];

/** Leading and trailing padding or crop of an axis. */
export interface Border {
  /** Elements at the front, at least 0: zeros put there (convolution) or outputs cut off (transposed). */
  readonly before: number;
  /** The same at the end. */
  readonly after: number;
}

/** Options of a convolution, in Keras's terms; explicit borders replace `padding`. */
export interface ConvOptions {
  /** Unique in the model. Default: `conv2d_1` and so on, by kind and order of making. */
  readonly name?: string;
  /** `[...kernel, inputChannels / groups, outputChannels]` */
  readonly weights: RealTensor;
  /** One number an output channel; none if absent or null. */
  readonly bias?: ArrayLike<number> | null;
  /** Default 1. */
  readonly strides?: PerAxis;
  /** Elements from one tap to the next: of the input, or of the output if transposed. Default 1. */
  readonly dilation?: PerAxis;
  /** Parts that the channels fall into; it divides input and output channels. Default 1. */
  readonly groups?: number;
  /** Default `"valid"`. */
  readonly padding?: "valid" | "same" | readonly Border[];
}

/** Options of a transposed convolution; `padding` as a list of borders is what each axis loses. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Elements appended to the output. Default: what Keras's `padding` gives, 0 with explicit borders. */
  readonly outputPadding?: PerAxis;
}

/** Adds layers to a model under construction; every method returns the tensor that the new layer makes. */
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
  dense(x: Node, options: { name?: string; weights: RealTensor; bias?: ArrayLike<number> | null }): Node {
    return this.#add({
      kind: "dense",
      name: this.#name("dense", options.name),
      inputs: [x.name],
      weights: options.weights,
      bias: numbers(options.bias),
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

  /** Passes x on; dropout at inference. A design has no stage for it. */
  identity(x: Node, options: { name?: string } = {}): Node {
    return this.#add({ kind: "identity", name: this.#name("identity", options.name), inputs: [x.name] }, [x]);
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

  #convolution(x: Node, rank: 1 | 2, options: ConvOptions): Node {
    const { padding = "valid", weights } = options;
    const axes = Array.from({ length: rank }, (_, i): ConvAxis => {
      const shared = sharedAxis(options, i);
      if (typeof padding !== "string") {
        return { ...shared, padBefore: padding[i].before, padAfter: padding[i].after };
      }
      return kerasConvAxis({ ...shared, input: x.shape[i], padding });
    });
    const name = this.#name(`conv${rank}d`, options.name);
    const { groups = 1 } = options;
    return this.#add({
      kind: "conv",
      name,
      inputs: [x.name],
      axes,
      groups,
      weights,
      bias: numbers(options.bias),
    }, [x]);
  }

  #convTranspose(x: Node, rank: 1 | 2, options: ConvTransposeOptions): Node {
    const { padding = "valid", weights, outputPadding } = options;
    const axes = Array.from({ length: rank }, (_, i): ConvTransposeAxis => {
      const shared = sharedAxis(options, i);
      const extra = outputPadding === undefined ? undefined : perAxis(outputPadding, i);
      if (typeof padding !== "string") {
        return {
          ...shared,
          cropBefore: padding[i].before,
          cropAfter: padding[i].after,
          outputPadding: extra ?? 0,
        };
      }
      return kerasConvTransposeAxis({ ...shared, input: x.shape[i], padding, outputPadding: extra });
    });
    const name = this.#name(`conv_transpose${rank}d`, options.name);
    const { groups = 1 } = options;
    return this.#add(
      { kind: "conv_transpose", name, inputs: [x.name], axes, groups, weights, bias: numbers(options.bias) },
      [x],
    );
  }

  #add(layer: Layer, inputs: readonly Node[]): Node {
    const shape = definitionOf(layer).outputShape(layer, inputs.map((node) => node.shape));
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

/** Size of a graph input; give `height` for maps, `length` for sequences, or `features` alone. */
export type InputSize =
  & { readonly name?: string }
  & (
    | { readonly height: number; readonly width: number; readonly channels: number }
    | { readonly length: number; readonly channels: number }
    | { readonly features: number }
  );

/**
 * Builds a model layer by layer; the function returns its output or outputs.
 *
 * @throws {InterlaceError} if a layer does not fit its input.
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
 */
export function buildModel(name: string, build: (builder: ModelBuilder) => Node | readonly Node[]): Model {
  const builder = new ModelBuilder();
  const outputs = build(builder);
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

function sharedAxis(options: ConvOptions, axis: number) {
  const kernel = options.weights.shape[axis];
  if (kernel === undefined) {
    throw new InterlaceError(
      `Cannot build layer "${options.name ?? "convolution"}": its weights have too few axes`,
    );
  }
  return {
    kernel,
    stride: perAxis(options.strides ?? 1, axis),
    dilation: perAxis(options.dilation ?? 1, axis),
  };
}

function perAxis(value: PerAxis, axis: number): number {
  return typeof value === "number" ? value : value[axis];
}

function numbers(values: ArrayLike<number> | null | undefined): Float64Array | null {
  return values ? Float64Array.from(values) : null;
}
