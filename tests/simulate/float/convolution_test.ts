import { assertEquals } from "@std/assert";
import type { AxisGeometry, ConvolutionPrimitive } from "../../../src/layers/mod.ts";
import { convolve } from "../../../src/simulate/float/convolution.ts";
import { randomReals } from "../support.ts";

/** Output by output, tap by tap, element by element. */
function defined(primitive: ConvolutionPrimitive, x: Float64Array, samples: number): number[] {
  const single = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };
  const [height, width] = primitive.axes.length === 2 ? primitive.axes : [single, primitive.axes[0]];
  const { input: inputs, output: outputs } = primitive.channels;
  const groupInputs = inputs / primitive.groups;
  const meets = (axis: AxisGeometry, at: { x: number; tap: number; y: number }) => {
    const [moved, still] = primitive.transposed ? [at.x, at.y] : [at.y, at.x];
    return moved * axis.stride + at.tap * axis.dilation - axis.before === still;
  };
  const sums: number[] = [];
  for (let at = 0; at < samples * height.output * width.output * outputs; at++) {
    const output = at % outputs;
    const column = Math.floor(at / outputs) % width.output;
    const row = Math.floor(at / (outputs * width.output)) % height.output;
    const sample = Math.floor(at / (outputs * width.output * height.output));
    let sum = primitive.bias?.[output] ?? 0;
    primitive.weights.forEach((weight, index) => {
      if (index % outputs !== output) return;
      const input = Math.floor(index / outputs) % groupInputs +
        Math.floor(output / (outputs / primitive.groups)) * groupInputs;
      const tap = Math.floor(index / (outputs * groupInputs));
      const taps = { row: Math.floor(tap / width.kernel), column: tap % width.kernel };
      for (let i = 0; i < height.input; i++) {
        for (let j = 0; j < width.input; j++) {
          if (!meets(height, { x: i, tap: taps.row, y: row })) continue;
          if (!meets(width, { x: j, tap: taps.column, y: column })) continue;
          sum += weight * x[((sample * height.input + i) * width.input + j) * inputs + input];
        }
      }
    });
    sums.push(sum);
  }
  return sums;
}

type Case = Pick<ConvolutionPrimitive, "transposed" | "axes" | "groups" | "channels">;

const CASES: Readonly<Record<string, Case>> = {
  "3x2s2x1, padded": {
    transposed: false,
    axes: [
      { input: 5, output: 3, kernel: 3, stride: 2, dilation: 1, before: 1 },
      { input: 3, output: 4, kernel: 2, stride: 1, dilation: 1, before: 1 },
    ],
    groups: 1,
    channels: { input: 5, output: 3 },
  },
  "1-D k3 d2, two groups of five": {
    transposed: false,
    axes: [{ input: 7, output: 4, kernel: 3, stride: 2, dilation: 2, before: 2 }],
    groups: 2,
    channels: { input: 10, output: 4 },
  },
  "depthwise with two outputs a channel": {
    transposed: false,
    axes: [
      { input: 3, output: 2, kernel: 2, stride: 1, dilation: 1, before: 0 },
      { input: 4, output: 2, kernel: 3, stride: 1, dilation: 1, before: 0 },
    ],
    groups: 3,
    channels: { input: 3, output: 6 },
  },
  "transposed 3x1s2x3, cropped, some outputs without a tap": {
    transposed: true,
    axes: [
      { input: 3, output: 5, kernel: 3, stride: 2, dilation: 1, before: 1 },
      { input: 2, output: 6, kernel: 1, stride: 3, dilation: 1, before: 0 },
    ],
    groups: 1,
    channels: { input: 4, output: 2 },
  },
  "transposed 1-D k4s2 d3, three groups": {
    transposed: true,
    axes: [{ input: 4, output: 13, kernel: 4, stride: 2, dilation: 3, before: 2 }],
    groups: 3,
    channels: { input: 6, output: 9 },
  },
};

for (const [name, geometry] of Object.entries(CASES)) {
  Deno.test(`convolve() follows the definition: ${name}`, () => {
    const { axes, channels, groups } = geometry;
    const taps = axes.reduce((product, axis) => product * axis.kernel, 1);
    const elements = axes.reduce((product, axis) => product * axis.input, 1) * channels.input;
    const weights = randomReals(taps * channels.input / groups * channels.output, 1n);
    const x = randomReals(2 * elements, 2n);
    for (const bias of [null, randomReals(channels.output, 3n)]) {
      const primitive: ConvolutionPrimitive = { kind: "convolution", ...geometry, weights, bias };
      assertEquals([...convolve(primitive, x, 2)], defined(primitive, x, 2));
    }
  });
}
