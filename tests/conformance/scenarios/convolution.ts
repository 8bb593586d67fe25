import type { ConvOptions } from "../../../src/model/mod.ts";
import type { Scenario } from "../scenario.ts";

interface Layer extends Omit<ConvOptions, "weights" | "bias"> {
  readonly map: readonly number[];
  readonly kernel: readonly number[];
  /** Input and output channels; default 3 to 4. */
  readonly channels?: readonly [number, number];
  readonly bias?: false;
}

function conv(name: string, layer: Layer, rest: Omit<Scenario, "name" | "build"> = {}): Scenario {
  const { map, kernel, channels = [3, 4], bias, ...options } = layer;
  return {
    name: `conv ${name}`,
    ...rest,
    build(b, numbers) {
      const [inputs, outputs] = channels;
      const all = {
        ...options,
        weights: numbers.weights([...kernel, inputs / (options.groups ?? 1), outputs]),
        bias: bias === false ? null : numbers.bias(outputs),
      };
      return map.length === 1
        ? b.conv1d(b.input({ length: map[0], channels: inputs }), all)
        : b.conv2d(b.input({ height: map[0], width: map[1], channels: inputs }), all);
    },
  };
}

/** Plain convolutions beyond the matrix. */
export const CONVOLUTIONS: readonly Scenario[] = [
  conv("2d kernel 3x1 same", { map: [4, 5], kernel: [3, 1], padding: "same" }),
  conv("2d kernel 1x3 s1x2 valid", { map: [4, 5], kernel: [1, 3], strides: [1, 2] }),
  conv("2d kernel 2x4 s2x1 same", { map: [5, 4], kernel: [2, 4], strides: [2, 1], padding: "same" }),
  conv("2d k<s 2x2 s3 (pixels between the windows)", { map: [7, 8], kernel: [2, 2], strides: 3 }),
  conv("2d 1x1 s2", { map: [4, 5], kernel: [1, 1], strides: 2 }),
  conv("2d 3x3 s2 valid with rows and columns left over", { map: [6, 8], kernel: [3, 3], strides: 2 }),
  conv("2d 3x3 d2 same", { map: [5, 6], kernel: [3, 3], dilation: 2, padding: "same" }),
  conv("2d 2x3 s2 d3x2 padded 3+1 0+4", {
    map: [5, 6],
    kernel: [2, 3],
    strides: 2,
    dilation: [3, 2],
    padding: [{ before: 3, after: 1 }, { before: 0, after: 4 }],
  }),
  conv("2d 2x2 padded beyond the kernel", {
    map: [2, 3],
    kernel: [2, 2],
    padding: [{ before: 3, after: 2 }, { before: 2, after: 4 }],
  }),
  conv("2d map 1x5 3x3 same", { map: [1, 5], kernel: [3, 3], padding: "same" }),
  conv("2d map 5x1 3x3 s2 same", { map: [5, 1], kernel: [3, 3], strides: 2, padding: "same" }),
  conv("2d map 1x1 1x1", { map: [1, 1], kernel: [1, 1] }),
  conv("2d one output 4x5", { map: [4, 5], kernel: [4, 5] }),
  conv("2d 1 to 1 channels no bias", {
    map: [4, 5],
    kernel: [3, 3],
    padding: "same",
    channels: [1, 1],
    bias: false,
  }),
  conv("2d 5 to 3 channels", { map: [4, 5], kernel: [3, 3], padding: "same", channels: [5, 3] }),
  conv("2d 2 groups 6 to 4", { map: [4, 5], kernel: [3, 3], padding: "same", channels: [6, 4], groups: 2 }),
  conv("2d depthwise 5 s2", {
    map: [4, 5],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [5, 5],
    groups: 5,
  }),
  conv("2d depthwise 2 to 6 with reuse beyond the inputs", {
    map: [4, 5],
    kernel: [2, 2],
    channels: [2, 6],
    groups: 2,
  }, { only: { strategy: "resource", reuse: "largest" } }),
  conv("1d length 1 padded", { map: [1], kernel: [3], padding: "same" }),
  conv("1d 4 s3 d2 padded 0+3", {
    map: [9],
    kernel: [4],
    strides: 3,
    dilation: 2,
    padding: [{ before: 0, after: 3 }],
  }),
  conv("1d 3 s4 (inputs between the windows)", { map: [11], kernel: [3], strides: 4 }),
  conv("1d depthwise 3", { map: [6], kernel: [3], channels: [3, 3], groups: 3, padding: "same" }),
  conv("2d parallelization 5 of 20", { map: [4, 5], kernel: [3, 3], padding: "same" }, {
    parallelizationFactor: 5,
    only: { io: "io_parallel" },
  }),
  conv("1d parallelization 4 of 4", { map: [8], kernel: [3], strides: 2, padding: "same" }, {
    parallelizationFactor: 4,
    only: { io: "io_parallel" },
  }),
];
