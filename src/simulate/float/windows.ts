import { exhaustive } from "../../base/exhaustive.ts";
import type {
  GlobalPoolPrimitive,
  PoolAxisGeometry,
  PoolPrimitive,
  UpsamplePrimitive,
} from "../../layers/mod.ts";

/** The height of a sequence. */
const SINGLE: PoolAxisGeometry = {
  input: 1,
  output: 1,
  kernel: 1,
  stride: 1,
  dilation: 1,
  before: 0,
  after: 0,
};

/** The places of an output's window along one axis: the elements that exist, and how many places count. */
interface Window {
  readonly elements: readonly number[];
  readonly counted: number;
}

/** Pools samples `[samples, ...lengths, channels]` by the definition. */
export function pool(primitive: PoolPrimitive, x: Float64Array, samples: number): Float64Array {
  const { channels } = primitive;
  const axes = primitive.axes.length === 2 ? primitive.axes : [SINGLE, primitive.axes[0]];
  const [rows, columns] = axes.map((axis) => windowsOf(axis, primitive.countsPadding));
  const [height, width] = axes.map((axis) => axis.input);
  const y = new Float64Array(samples * rows.length * columns.length * channels);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (const row of rows) {
      for (const column of columns) {
        const places = row.elements.flatMap((i) =>
          column.elements.map((j) => ((sample * height + i) * width + j) * channels)
        );
        const counted = row.counted * column.counted;
        for (let c = 0; c < channels; c++) {
          y[at++] = primitive.function === "max" ? largestOf(x, places, c) : sumOf(x, places, c) / counted;
        }
      }
    }
  }
  return y;
}

/** The largest of the elements so far behind places; −∞ of none, NaN if one is. */
function largestOf(x: Float64Array, places: readonly number[], offset: number): number {
  let most = -Infinity;
  for (let i = 0; i < places.length; i++) most = Math.max(most, x[places[i] + offset]);
  return most;
}

/** The sum of the elements so far behind places. */
function sumOf(x: Float64Array, places: readonly number[], offset: number): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += x[places[i] + offset];
  return sum;
}

/** Pools the whole map of every sample. */
export function poolAll(primitive: GlobalPoolPrimitive, x: Float64Array, samples: number): Float64Array {
  const { pixels, channels } = primitive;
  /** Of every channel, all its pixels joined from a start on. */
  const joined = (start: number, join: (a: number, b: number) => number) => {
    const y = new Float64Array(samples * channels).fill(start);
    x.forEach((value, i) => {
      const to = Math.floor(i / (pixels * channels)) * channels + i % channels;
      y[to] = join(y[to], value);
    });
    return y;
  };
  switch (primitive.function) {
    case "max":
      return joined(-Infinity, Math.max);
    case "average":
      return joined(0, (sum, value) => sum + value).map((sum) => sum / pixels);
    case "argmax":
      return new Float64Array(samples * pixels).map((_, pixel) => {
        const elements = x.subarray(pixel * channels, (pixel + 1) * channels);
        return elements.reduce((place, value, c) => value > elements[place] ? c : place, 0);
      });
    default:
      return exhaustive(primitive.function);
  }
}

/** Repeats elements along the spatial axes. */
export function upsample(
  { axes, channels }: UpsamplePrimitive,
  x: Float64Array,
  samples: number,
): Float64Array {
  const [height, width] = axes.length === 2 ? axes : [{ input: 1, factor: 1 }, axes[0]];
  const columns = width.input * width.factor;
  const rows = height.input * height.factor;
  const y = new Float64Array(samples * rows * columns * channels);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let row = 0; row < rows; row++) {
      const from = (sample * height.input + Math.floor(row / height.factor)) * width.input;
      for (let column = 0; column < columns; column++) {
        const pixel = (from + Math.floor(column / width.factor)) * channels;
        for (let c = 0; c < channels; c++) y[at++] = x[pixel + c];
      }
    }
  }
  return y;
}

function windowsOf(axis: PoolAxisGeometry, countsPadding: boolean): readonly Window[] {
  const { input, kernel, stride, dilation, before, after } = axis;
  return Array.from({ length: axis.output }, (_, j) => {
    const places = Array.from({ length: kernel }, (_, t) => j * stride + t * dilation - before);
    const elements = places.filter((place) => place >= 0 && place < input);
    const counted = countsPadding ? places.filter((place) => place < input + after).length : elements.length;
    return { elements, counted };
  });
}
