// Longer than 300 lines because it defines every layer that a test of ONNX evaluates.

import type {
  ConcatenateLayer,
  ConvLayer,
  ConvTransposeLayer,
  DepthToSpaceLayer,
  Layer,
  SpaceToDepthLayer,
} from "../../../src/layers/layer.ts";
import type { FixedType } from "../../../src/fixed/mod.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { DEFINITIONS } from "./evaluate_functions.ts";
import { interpolated, placesOfLargest, poolAllOf, poolTensor, spread } from "./evaluate_windows.ts";
import type { Port } from "../../../src/model/mod.ts";
import type { NdArray } from "../../../src/tensor/mod.ts";

/** An imported graph, as far as evaluating it needs. */
export interface Graph {
  readonly layers: readonly Layer[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** All indices of a shape in row-major order. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const total = product(shape);
  for (let flat = 0; flat < total; flat++) {
    let rest = flat;
    yield shape.toReversed().map((size) => {
      const digit = rest % size;
      rest = Math.floor(rest / size);
      return digit;
    }).reverse();
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}

function offset(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((flat, digit, axis) => flat * shape[axis] + digit, 0);
}

function tabulate(shape: readonly number[], value: (index: number[]) => number): Tensor {
  return { shape, data: Float64Array.from(indices(shape), value) };
}

function at({ shape, data }: Tensor, index: readonly number[]): number {
  return data[offset(shape, index)];
}

interface Axis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly length: number;
}

const DUMMY: Axis = { kernel: 1, stride: 1, dilation: 1, before: 0, length: 1 };

function convAxis(layer: ConvLayer, x: Tensor, i: number): Axis {
  const { kernel, stride, dilation, padBefore, padAfter } = layer.axes[i];
  const length = Math.floor((x.shape[i] + padBefore + padAfter - (kernel - 1) * dilation - 1) / stride) + 1;
  return { kernel, stride, dilation, before: padBefore, length };
}

function transposedAxis(layer: ConvTransposeLayer, x: Tensor, i: number): Axis {
  const { kernel, stride, dilation, cropBefore, cropAfter, outputPadding } = layer.axes[i];
  const length = stride * (x.shape[i] - 1) + (kernel - 1) * dilation + 1 + outputPadding - cropBefore -
    cropAfter;
  return { kernel, stride, dilation, before: cropBefore, length };
}

/**
 * A convolution or its transpose, as a walk over all pairs of a small and a large position that a tap joins:
 * small·s + tap·d − before = large. A convolution reads the large side and writes the small one.
 */
function walk(layer: ConvLayer | ConvTransposeLayer, x: Tensor): Tensor {
  const rank = layer.axes.length;
  const transposed = layer.kind === "conv_transpose";
  const axes = layer.axes.map((_, i) => transposed ? transposedAxis(layer, x, i) : convAxis(layer, x, i));
  const [rows, columns] = rank === 1 ? [DUMMY, axes[0]] : axes;
  const [height, width] = rank === 1 ? [1, x.shape[0]] : x.shape;
  const [groupInputs, outputs] = layer.weights.shape.slice(rank);
  const inputs = x.shape[rank];
  const groupOutputs = outputs / layer.groups;
  const shape = [...axes.map((axis) => axis.length), outputs];
  const y = {
    shape,
    data: Float64Array.from({ length: product(shape) }, (_, i) => layer.bias?.[i % outputs] ?? 0),
  };
  const [smallRows, smallColumns] = transposed ? [height, width] : [rows.length, columns.length];
  const [largeRows, largeColumns] = transposed ? [rows.length, columns.length] : [height, width];
  for (let tap = 0; tap < rows.kernel * columns.kernel; tap++) {
    const [tapRow, tapColumn] = [Math.floor(tap / columns.kernel), tap % columns.kernel];
    for (let small = 0; small < smallRows * smallColumns; small++) {
      const row = Math.floor(small / smallColumns) * rows.stride + tapRow * rows.dilation - rows.before;
      const column = (small % smallColumns) * columns.stride + tapColumn * columns.dilation - columns.before;
      if (row < 0 || row >= largeRows || column < 0 || column >= largeColumns) continue;
      const large = row * largeColumns + column;
      const [from, to] = transposed ? [small, large] : [large, small];
      for (let output = 0; output < outputs; output++) {
        const first = Math.floor(output / groupOutputs) * groupInputs;
        for (let input = 0; input < groupInputs; input++) {
          y.data[to * outputs + output] += x.data[from * inputs + first + input] *
            layer.weights.data[(tap * groupInputs + input) * outputs + output];
        }
      }
    }
  }
  return y;
}

function map(x: Tensor, value: (v: number, channel: number, element: number) => number): Tensor {
  const channels = x.shape[x.shape.length - 1];
  return { shape: x.shape, data: x.data.map((v, i) => value(v, i % channels, i)) };
}

const MERGES = {
  add: (values: readonly number[]) => values.reduce((a, b) => a + b),
  subtract: ([a, b]: readonly number[]) => a - b,
  multiply: (values: readonly number[]) => values.reduce((a, b) => a * b),
  average: (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length,
  maximum: (values: readonly number[]) => Math.max(...values),
  minimum: (values: readonly number[]) => Math.min(...values),
};

function join(layer: ConcatenateLayer, inputs: readonly Tensor[]): Tensor {
  const { axis } = layer;
  const shape = [...inputs[0].shape];
  shape[axis] = inputs.reduce((sum, each) => sum + each.shape[axis], 0);
  return tabulate(shape, (index) => {
    let [from, rest] = [0, index[axis]];
    while (rest >= inputs[from].shape[axis]) rest -= inputs[from++].shape[axis];
    return at(inputs[from], index.with(axis, rest));
  });
}

/** Where an element of the wide tensor stands in the deep one. */
function deepIndex(
  layer: DepthToSpaceLayer | SpaceToDepthLayer,
  wide: readonly number[],
  channels: number,
): number[] {
  const { block, order } = layer;
  const [row, column, channel] = wide;
  const place = (row % block) * block + column % block;
  const deep = order === "place" ? place * channels + channel : channel * block * block + place;
  return [Math.floor(row / block), Math.floor(column / block), deep];
}

/** A float64 cast by the definition over rational numbers; exact where the number has no more than 40 fraction bits. */
function castNumber(v: number, type: FixedType): number {
  const mantissa = rationalCast({ numerator: BigInt(Math.round(v * 2 ** 40)), denominator: 2n ** 40n }, type);
  return Number(mantissa) * 2 ** (type.integer - type.width);
}

function evaluateLayer(layer: Layer, inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  switch (layer.kind) {
    case "function":
      return map(x, DEFINITIONS[layer.function]);
    case "elu":
      return map(x, (v) => layer.scale * (v < 0 ? layer.alpha * (Math.exp(v) - 1) : v));
    case "hard_sigmoid":
      return map(x, (v) => Math.max(0, Math.min(1, layer.slope * v + layer.offset)));
    case "softmax": {
      const channels = x.shape[x.shape.length - 1];
      return map(x, (v, _, element) => {
        const pixel = x.data.subarray(element - element % channels).subarray(0, channels);
        return 1 / pixel.reduce((sum, other) => sum + Math.exp(other - v), 0);
      });
    }
    case "shrink": {
      const { threshold, offset } = layer;
      return map(x, (v) => Math.abs(v) > threshold ? v - Math.sign(v) * offset : 0);
    }
    case "thresholded_relu":
      return map(x, (v) => v > layer.threshold ? v : 0);
    case "pool":
      return poolTensor(layer, x);
    case "global_pool":
      return poolAllOf(layer, x);
    case "argmax":
      return placesOfLargest(x);
    case "interpolate":
      return interpolated(layer, x);
    case "upsample":
      return spread(layer, x);
    case "merge": {
      const shape = x.shape.map((_, axis) => Math.max(...inputs.map((each) => each.shape[axis])));
      return tabulate(shape, (index) =>
        MERGES[layer.operation](
          inputs.map((each) => at(each, index.map((digit, axis) => each.shape[axis] === 1 ? 0 : digit))),
        ));
    }
    case "concatenate":
      return join(layer, inputs);
    case "pad":
      return tabulate(
        layer.axes.map(({ before, after }, axis) => x.shape[axis] + before + after),
        (index) => {
          const from = index.map((digit, axis) => digit - layer.axes[axis].before);
          return from.every((digit, axis) => digit >= 0 && digit < x.shape[axis]) ? at(x, from) : layer.value;
        },
      );
    case "slice":
      return tabulate(
        layer.axes.map(({ length }) => length),
        (index) => at(x, index.map((digit, axis) => layer.axes[axis].start + digit * layer.axes[axis].step)),
      );
    case "depth_to_space": {
      const { block } = layer;
      const shape = [x.shape[0] * block, x.shape[1] * block, x.shape[2] / block ** 2];
      return tabulate(shape, (index) => at(x, deepIndex(layer, index, shape[2])));
    }
    case "space_to_depth": {
      const { block } = layer;
      const y = tabulate([x.shape[0] / block, x.shape[1] / block, x.shape[2] * block ** 2], () => 0);
      for (const index of indices(x.shape)) {
        y.data[offset(y.shape, deepIndex(layer, index, x.shape[2]))] = at(x, index);
      }
      return y;
    }
    case "quantize":
      return map(x, (v) => castNumber(v, layer.type));
    case "input":
    case "identity":
      return x;
    case "conv":
    case "conv_transpose":
      return walk(layer, x);
    case "dense": {
      const [inputs, outputs] = layer.weights.shape;
      return tabulate([...x.shape.slice(0, -1), outputs], (index) => {
        const unit = index[index.length - 1];
        let sum = layer.bias?.[unit] ?? 0;
        for (let i = 0; i < inputs; i++) {
          sum += at(x, [...index.slice(0, -1), i]) * layer.weights.data[i * outputs + unit];
        }
        return sum;
      });
    }
    case "batch_norm":
      return map(x, (v, channel) => v * layer.scale[channel] + layer.shift[channel]);
    case "relu":
      return map(x, (v) => Math.max(v, 0));
    case "leaky_relu":
      return map(x, (v) => v < 0 ? v * layer.slope : v);
    case "prelu": {
      const { slopes } = layer;
      const channels = x.shape[x.shape.length - 1];
      return map(x, (v, channel, element) => {
        const slope = slopes.length === 1
          ? slopes[0]
          : slopes.length === channels
          ? slopes[channel]
          : slopes[element];
        return v < 0 ? v * slope : v;
      });
    }
    case "clip":
      return map(x, (v) => Math.min(Math.max(v, layer.min), layer.max));
    case "sigmoid":
      return map(x, (v) => 1 / (1 + Math.exp(-v)));
    case "tanh":
      return map(x, (v) => Math.tanh(v));
    case "reshape":
      return { shape: layer.shape, data: x.data };
    case "transpose": {
      const shape = layer.permutation.map((axis) => x.shape[axis]);
      return tabulate(shape, (index) => {
        const from = new Array<number>(index.length);
        layer.permutation.forEach((axis, i) => from[axis] = index[i]);
        return at(x, from);
      });
    }
  }
}

/** One sample of an array in the source's layout as the model's tensor has it. */
function enter(port: Port, sample: Float64Array): Tensor {
  return tabulate(port.axes.map((axis) => port.sourceShape[axis]), (index) => {
    const from = new Array<number>(index.length);
    port.axes.forEach((axis, i) => from[axis] = index[i]);
    return sample[offset(port.sourceShape, from)];
  });
}

function leave(port: Port, tensor: Tensor): Tensor {
  return tabulate(port.sourceShape, (index) => at(tensor, port.axes.map((axis) => index[axis])));
}

/**
 * Evaluates a graph by definition, sample by sample, in float64.
 *
 * @param feeds One array an input port, in the source's layout, samples on axis 0.
 * @returns One array an output port, alike.
 */
export function evaluate(graph: Graph, feeds: readonly NdArray[]): NdArray[] {
  const samples = feeds[0].shape[0];
  const results: Tensor[][] = graph.outputs.map(() => []);
  for (let sample = 0; sample < samples; sample++) {
    const tensors = new Map<string, Tensor>();
    graph.inputs.forEach((port, i) => {
      const size = product(port.sourceShape);
      tensors.set(port.layer, enter(port, feeds[i].data.slice(sample * size, (sample + 1) * size)));
    });
    for (const layer of graph.layers) {
      const sources = layer.inputs.length === 0 ? [layer.name] : layer.inputs;
      tensors.set(layer.name, evaluateLayer(layer, sources.map((source) => tensors.get(source)!)));
    }
    graph.outputs.forEach((port, i) => results[i].push(leave(port, tensors.get(port.layer)!)));
  }
  return results.map((parts, i) => ({
    shape: [samples, ...graph.outputs[i].sourceShape],
    data: Float64Array.from(parts.flatMap((part) => [...part.data])),
  }));
}
