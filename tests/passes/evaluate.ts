import type { Layer } from "../../src/layers/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { type Shape, sizeOf } from "../../src/tensor/mod.ts";

interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Every layer of a model on one sample, each by its textbook definition, element by element in float64. */
export function evaluate(model: Model, inputs: readonly Float64Array[]): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const layer of model.layers) {
    const port = model.inputs.findIndex((input) => input.layer === layer.name);
    const x = layer.kind === "input"
      ? { shape: layer.shape, data: inputs[port] }
      : tensors.get(layer.inputs[0])!;
    tensors.set(layer.name, evaluateLayer(layer, x));
  }
  return tensors;
}

function evaluateLayer(layer: Layer, x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  const map = (f: (value: number, i: number) => number): Tensor => ({ shape: x.shape, data: x.data.map(f) });
  switch (layer.kind) {
    case "input":
    case "identity":
      return x;
    case "relu":
      return map((v) => v > 0 ? v : 0);
    case "leaky_relu":
      return map((v) => v < 0 ? layer.slope * v : v);
    case "prelu":
      return map((v, i) => v < 0 ? layer.slopes[i % layer.slopes.length] * v : v);
    case "clip":
      return map((v) => v < layer.min ? layer.min : v > layer.max ? layer.max : v);
    case "sigmoid":
      return map((v) => 1 / (1 + Math.exp(-v)));
    case "tanh":
      return map(Math.tanh);
    case "batch_norm":
      return map((v, i) => v * layer.scale[i % channels] + layer.shift[i % channels]);
    case "reshape":
      return { shape: layer.shape, data: x.data };
    case "transpose":
      return transpose(x, layer.permutation);
    case "pad": {
      const { axes, value } = layer;
      const lengths = axes.map(({ before, after }, axis) => before + x.shape[axis] + after);
      return tabulate(lengths, (index) => {
        const at = index.map((i, axis) => i - axes[axis].before);
        return at.every((i, axis) => i >= 0 && i < x.shape[axis]) ? elementAt(x, at) : value;
      });
    }
    case "slice": {
      const { axes } = layer;
      return tabulate(
        axes.map(({ length }) => length),
        (index) => elementAt(x, index.map((i, axis) => axes[axis].start + i * axes[axis].step)),
      );
    }
    case "dense": {
      const [, units] = layer.weights.shape;
      const shape = [...x.shape.slice(0, -1), units];
      return tabulate(shape, (index) => {
        const pixel = index.slice(0, -1).reduce((sum, at, axis) => sum * x.shape[axis] + at, 0);
        const unit = index[index.length - 1];
        let sum = layer.bias ? layer.bias[unit] : 0;
        for (let c = 0; c < channels; c++) {
          sum += x.data[pixel * channels + c] * layer.weights.data[c * units + unit];
        }
        return sum;
      });
    }
    case "conv": {
      const lengths = layer.axes.map((a, i) =>
        Math.floor((x.shape[i] + a.padBefore + a.padAfter - (a.kernel - 1) * a.dilation - 1) / a.stride) + 1
      );
      return convolve(layer, x, lengths, (axis, output, tap) => {
        const { stride, dilation, padBefore } = layer.axes[axis];
        return output * stride + tap * dilation - padBefore;
      });
    }
    case "conv_transpose": {
      const lengths = layer.axes.map((a, i) =>
        (x.shape[i] - 1) * a.stride + (a.kernel - 1) * a.dilation + 1 + a.outputPadding - a.cropBefore -
        a.cropAfter
      );
      return convolve(layer, x, lengths, (axis, output, tap) => {
        const { stride, dilation, cropBefore } = layer.axes[axis];
        const input = (output + cropBefore - tap * dilation) / stride;
        return Number.isInteger(input) ? input : -1;
      });
    }
    default:
      throw new TypeError(`No pass is tested with layers of kind ${layer.kind}`);
  }
}

/** Σ over taps and channels; `met` says which input element a tap meets at an output, outside the input if none. */
function convolve(
  layer: Layer & { kind: "conv" | "conv_transpose" },
  x: Tensor,
  lengths: readonly number[],
  met: (axis: number, output: number, tap: number) => number,
): Tensor {
  const rank = lengths.length;
  const kernel = layer.weights.shape.slice(0, rank);
  const [groupInputs, outputs] = layer.weights.shape.slice(rank);
  return tabulate([...lengths, outputs], (index) => {
    const output = index[rank];
    const group = Math.floor(output / (outputs / layer.groups));
    let sum = layer.bias ? layer.bias[output] : 0;
    for (let tap = 0; tap < sizeOf(kernel); tap++) {
      const taps = rank === 1 ? [tap] : [Math.floor(tap / kernel[1]), tap % kernel[1]];
      const at = taps.map((t, axis) => met(axis, index[axis], t));
      if (at.some((i, axis) => i < 0 || i >= x.shape[axis])) continue;
      const pixel = at.reduce((flat, i, axis) => flat * x.shape[axis] + i, 0);
      for (let c = 0; c < groupInputs; c++) {
        const value = x.data[pixel * x.shape[rank] + group * groupInputs + c];
        sum += value * layer.weights.data[(tap * groupInputs + c) * outputs + output];
      }
    }
    return sum;
  });
}

function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  return tabulate(permutation.map((axis) => x.shape[axis]), (index) => {
    const source = new Array<number>(index.length);
    permutation.forEach((axis, i) => source[axis] = index[i]);
    return elementAt(x, source);
  });
}

function elementAt(x: Tensor, index: readonly number[]): number {
  return x.data[index.reduce((flat, i, axis) => flat * x.shape[axis] + i, 0)];
}

function tabulate(shape: Shape, valueAt: (index: readonly number[]) => number): Tensor {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const index: number[] = [];
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]);
      rest = Math.floor(rest / shape[axis]);
    }
    return valueAt(index);
  });
  return { shape, data };
}
