import type { GlobalPoolLayer, InterpolateLayer, PoolLayer, UpsampleLayer } from "../../../src/layers/mod.ts";

/** A tensor in row-major order, channels last. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Places `[row, column]` of a map; a sequence is a map of one row. */
interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function planeOf(shape: readonly number[]): Plane {
  const [height, width, channels] = shape.length === 2 ? [1, ...shape] : shape;
  return { height, width, channels };
}

/** Pads with NaN (nothing there) or zero (counts), takes every window of the padded map, drops the NaN in it. */
export function poolTensor(layer: PoolLayer, x: Tensor): Tensor {
  const plane = planeOf(x.shape);
  const none = { kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
  const [rows, columns] = layer.axes.length === 1 ? [none, layer.axes[0]] : layer.axes;
  const starts = (axis: typeof none, length: number) => {
    const end = length + axis.padAfter - (axis.kernel - 1) * axis.dilation;
    const all: number[] = [];
    for (let start = -axis.padBefore; start < end; start += axis.stride) all.push(start);
    const reach = all[all.length - 1] + axis.stride;
    // Ceil mode: one more window that starts in the input or in front of it, if anything is left uncovered.
    const left = (length + axis.padBefore + axis.padAfter - (axis.kernel - 1) * axis.dilation - 1) %
      axis.stride;
    if (layer.ceilMode && left !== 0 && reach < length) all.push(reach);
    return all;
  };
  const values = (row: number, column: number, channel: number): number => {
    const inside = row >= 0 && row < plane.height && column >= 0 && column < plane.width;
    if (inside) return x.data[(row * plane.width + column) * plane.channels + channel];
    const padded = row < plane.height + rows.padAfter && column < plane.width + columns.padAfter;
    return layer.countsPadding && padded ? 0 : NaN;
  };
  const [top, left] = [starts(rows, plane.height), starts(columns, plane.width)];
  const data = top.flatMap((row) =>
    left.flatMap((column) =>
      Array.from({ length: plane.channels }, (_, channel) => {
        const found: number[] = [];
        for (let i = 0; i < rows.kernel; i++) {
          for (let j = 0; j < columns.kernel; j++) {
            found.push(values(row + i * rows.dilation, column + j * columns.dilation, channel));
          }
        }
        const there = found.filter((value) => !Number.isNaN(value));
        return layer.function === "max" ? Math.max(...there) : there.reduce((a, b) => a + b) / there.length;
      })
    )
  );
  const lengths = layer.axes.length === 1 ? [left.length] : [top.length, left.length];
  return { shape: [...lengths, plane.channels], data: Float64Array.from(data) };
}

/** One number a channel. */
export function poolAllOf(layer: GlobalPoolLayer, x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  const data = Float64Array.from({ length: channels }, (_, channel) => {
    const values = [...x.data].filter((_, i) => i % channels === channel);
    return layer.function === "max" ? Math.max(...values) : values.reduce((a, b) => a + b) / values.length;
  });
  return { shape: layer.keepsAxes ? [...x.shape.slice(1).map(() => 1), channels] : [channels], data };
}

/** One number a pixel: how many channels stand in front of the first that no other exceeds. */
export function placesOfLargest(x: Tensor): Tensor {
  const channels = x.shape[x.shape.length - 1];
  const data = Float64Array.from({ length: x.data.length / channels }, (_, pixel) => {
    const own = [...x.data].slice(pixel * channels, (pixel + 1) * channels);
    return own.findIndex((value) => own.every((other) => other <= value));
  });
  return { shape: [...x.shape.slice(0, -1), 1], data };
}

/** Writes every element to all places of its block. */
export function spread(layer: UpsampleLayer, x: Tensor): Tensor {
  const { height, width, channels } = planeOf(x.shape);
  const [down, across] = layer.factors.length === 1 ? [1, layer.factors[0]] : layer.factors;
  const data = new Float64Array(height * down * width * across * channels);
  x.data.forEach((value, i) => {
    const [row, column] = [Math.floor(i / channels / width), Math.floor(i / channels) % width];
    for (let a = 0; a < down; a++) {
      for (let b = 0; b < across; b++) {
        data[((row * down + a) * width * across + column * across + b) * channels + i % channels] = value;
      }
    }
  });
  return { shape: [...layer.factors.map((factor, axis) => x.shape[axis] * factor), channels], data };
}

/** One axis after the other: every output is a sum of hats of width 1 around the elements. */
export function interpolated(layer: InterpolateLayer, x: Tensor): Tensor {
  let y = x;
  layer.axes.forEach(({ output, scale }, axis) => {
    const { shape } = y;
    const length = shape[axis];
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const data = new Float64Array(outer * output * inner);
    for (let j = 0; j < output; j++) {
      const centre = {
        half_pixel: (2 * j + 1 - scale) / (2 * scale),
        pytorch_half_pixel: output === 1 ? 0 : (2 * j + 1 - scale) / (2 * scale),
        align_corners: output === 1 ? 0 : j * ((length - 1) / (output - 1)),
        asymmetric: j / scale,
      }[layer.coordinates];
      const place = Math.max(0, Math.min(length - 1, centre));
      for (let i = 0; i < length; i++) {
        const hat = Math.max(0, 1 - Math.abs(place - i));
        for (let at = 0; at < outer * inner; at++) {
          const [block, rest] = [Math.floor(at / inner), at % inner];
          data[(block * output + j) * inner + rest] += hat * y.data[(block * length + i) * inner + rest];
        }
      }
    }
    y = { shape: shape.map((size, i) => i === axis ? output : size), data };
  });
  return y;
}
