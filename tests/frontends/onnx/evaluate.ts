import type { ConvLayer, ConvTransposeLayer, Layer } from "../../../src/layers/layer.ts";
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

function evaluateLayer(layer: Layer, x: Tensor): Tensor {
  switch (layer.kind) {
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
      const [source = layer.name] = layer.inputs;
      tensors.set(layer.name, evaluateLayer(layer, tensors.get(source)!));
    }
    graph.outputs.forEach((port, i) => results[i].push(leave(port, tensors.get(port.layer)!)));
  }
  return results.map((parts, i) => ({
    shape: [samples, ...graph.outputs[i].sourceShape],
    data: Float64Array.from(parts.flatMap((part) => [...part.data])),
  }));
}
