import type { AxisGeometry, ConvolutionPrimitive } from "../../layers/mod.ts";
import { addProducts } from "../products.ts";

/** The height of a 1-D convolution. */
const SINGLE: AxisGeometry = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };

/** An element of the input and a tap of the kernel that contribute to an element of the output. */
interface Meeting {
  readonly x: number;
  readonly tap: number;
  readonly y: number;
}

/**
 * Convolves samples `[samples, ...lengths, channels]` by the definition: a plain convolution gathers input
 * j·s + t·d − before for output j, a transposed one scatters input i to output i·s + t·d − before.
 */
export function convolve(primitive: ConvolutionPrimitive, x: Float64Array, samples: number): Float64Array {
  const [height, width] = primitive.axes.length === 2 ? primitive.axes : [SINGLE, primitive.axes[0]];
  const { groups, channels, weights: w } = primitive;
  const inputs = channels.input / groups;
  const outputs = channels.output / groups;
  const columns = meetings(width, primitive.transposed);
  const y = filled(samples * height.output * width.output, primitive);
  for (let sample = 0; sample < samples; sample++) {
    for (const row of meetings(height, primitive.transposed)) {
      const xRow = (sample * height.input + row.x) * width.input;
      const yRow = (sample * height.output + row.y) * width.output;
      for (const column of columns) {
        const xPixel = (xRow + column.x) * channels.input;
        const yPixel = (yRow + column.y) * channels.output;
        const wTap = (row.tap * width.kernel + column.tap) * inputs * channels.output;
        for (let group = 0; group < groups; group++) {
          addProducts({
            x,
            xAt: xPixel + group * inputs,
            w,
            wAt: wTap + group * outputs,
            wStride: channels.output,
            y,
            yAt: yPixel + group * outputs,
            inputs,
            outputs,
          });
        }
      }
    }
  }
  return y;
}

/** All meetings along one axis, within the bounds of both input and output. */
function meetings(axis: AxisGeometry, transposed: boolean): Meeting[] {
  const found: Meeting[] = [];
  const [near, far] = transposed ? [axis.input, axis.output] : [axis.output, axis.input];
  for (let from = 0; from < near; from++) {
    for (let tap = 0; tap < axis.kernel; tap++) {
      const to = from * axis.stride + tap * axis.dilation - axis.before;
      if (to < 0 || to >= far) continue;
      found.push(transposed ? { x: from, tap, y: to } : { x: to, tap, y: from });
    }
  }
  return found;
}

/** Output pixels that hold the bias. */
function filled(pixels: number, { bias, channels }: ConvolutionPrimitive): Float64Array {
  const y = new Float64Array(pixels * channels.output);
  if (bias === null) return y;
  for (let pixel = 0; pixel < pixels; pixel++) y.set(bias, pixel * channels.output);
  return y;
}
