// Longer than 300 lines because it is one table of scenarios.

import type { ConvTransposeOptions } from "../../../src/model/mod.ts";
import type { Scenario, ScenarioTypes } from "../scenario.ts";

/** What a transposed convolution is made of: sizes of its map, kernel and channels, and everything else it may have. */
interface Layer extends Omit<ConvTransposeOptions, "weights" | "bias"> {
  /** Spatial sizes: one in 1-D, two in 2-D. */
  readonly map: readonly number[];
  readonly kernel: readonly number[];
  /** Input and output channels; default 3 to 4. */
  readonly channels?: readonly [number, number];
  readonly bias?: false;
}

function convTranspose(name: string, layer: Layer, rest: Omit<Scenario, "name" | "build"> = {}): Scenario {
  const { map, kernel, channels = [3, 4], bias, ...options } = layer;
  return {
    name,
    ...rest,
    build(b, numbers) {
      const [inputs, outputs] = channels;
      const all = {
        ...options,
        weights: numbers.weights([...kernel, inputs / (options.groups ?? 1), outputs]),
        bias: bias === false ? null : numbers.bias(outputs),
      };
      return map.length === 1
        ? b.convTranspose1d(b.input({ length: map[0], channels: inputs }), all)
        : b.convTranspose2d(b.input({ height: map[0], width: map[1], channels: inputs }), all);
    },
  };
}

/** Transposed convolutions where nothing is square or even. */
export const SHAPES: readonly Scenario[] = [
  convTranspose("2d wide map 2x7 3x3 s2 same", { map: [2, 7], kernel: [3, 3], strides: 2, padding: "same" }),
  convTranspose("2d tall map 7x2 4x4 s2 same", { map: [7, 2], kernel: [4, 4], strides: 2, padding: "same" }),
  convTranspose("2d kernel 2x4 s2 valid", { map: [3, 4], kernel: [2, 4], strides: 2 }),
  convTranspose("2d kernel 5x2 s1x2 same", { map: [3, 4], kernel: [5, 2], strides: [1, 2], padding: "same" }),
  convTranspose("2d kernel 3x1 s2 same", { map: [4, 3], kernel: [3, 1], strides: 2, padding: "same" }),
  convTranspose("2d kernel 3x1 s2x1 valid", { map: [4, 3], kernel: [3, 1], strides: [2, 1] }),
  convTranspose("2d kernel 1x3 s2 valid", { map: [4, 3], kernel: [1, 3], strides: 2 }),
  convTranspose("2d kernel 1x3 s1x2 same", { map: [4, 3], kernel: [1, 3], strides: [1, 2], padding: "same" }),
  convTranspose("2d 3x3 s1x3 same", { map: [3, 4], kernel: [3, 3], strides: [1, 3], padding: "same" }),
  convTranspose("2d 4x4 s3x2 valid", { map: [3, 4], kernel: [4, 4], strides: [3, 2] }),
  convTranspose("2d map 1x1 3x3 s2 valid", { map: [1, 1], kernel: [3, 3], strides: 2 }),
  convTranspose("2d map 1x1 4x4 s2 same", { map: [1, 1], kernel: [4, 4], strides: 2, padding: "same" }),
  convTranspose("2d map 1x4 3x3 s2 same", { map: [1, 4], kernel: [3, 3], strides: 2, padding: "same" }),
  convTranspose("2d map 4x1 3x3 s2 same", { map: [4, 1], kernel: [3, 3], strides: 2, padding: "same" }),
  convTranspose("2d map 4x1 3x3 s1 valid", { map: [4, 1], kernel: [3, 3] }),
  convTranspose("2d map 2x1 5x5 s3 valid", { map: [2, 1], kernel: [5, 5], strides: 3 }),
  convTranspose("2d map 1x2 2x2 s2 valid", { map: [1, 2], kernel: [2, 2], strides: 2 }),
  convTranspose("2d map 2x2 3x3 s2 valid", { map: [2, 2], kernel: [3, 3], strides: 2 }),
  convTranspose("1d length 1 3 s2 valid", { map: [1], kernel: [3], strides: 2 }),
  convTranspose("1d length 1 4 s2 same", { map: [1], kernel: [4], strides: 2, padding: "same" }),
  convTranspose("1d length 2 5 s3 valid", { map: [2], kernel: [5], strides: 3 }),
  convTranspose("1d length 2 2 s1 same", { map: [2], kernel: [2], padding: "same" }),
];

/** Crops, output padding, dilation, and kernels that do not fit the stride. */
export const GEOMETRIES: readonly Scenario[] = [
  convTranspose("2d k<s 2x2 s3 valid", { map: [3, 4], kernel: [2, 2], strides: 3 }),
  convTranspose("2d k<s 1x1 s2 same", { map: [3, 4], kernel: [1, 1], strides: 2, padding: "same" }),
  convTranspose("2d k<s 1x2 s2x3 same", { map: [3, 4], kernel: [1, 2], strides: [2, 3], padding: "same" }),
  convTranspose("1d k<s 2 s5 valid", { map: [4], kernel: [2], strides: 5 }),
  convTranspose("2d uneven 3x5 s2x3 valid", { map: [3, 4], kernel: [3, 5], strides: [2, 3] }),
  convTranspose("2d uneven 5x4 s3 same", { map: [3, 4], kernel: [5, 4], strides: 3, padding: "same" }),
  convTranspose("1d uneven 7 s4 same", { map: [5], kernel: [7], strides: 4, padding: "same" }),
  convTranspose("2d 3x3 s1 d2 valid", { map: [4, 3], kernel: [3, 3], dilation: 2 }),
  convTranspose("2d 3x3 s2 d2 same (empty phases)", {
    map: [4, 3],
    kernel: [3, 3],
    strides: 2,
    dilation: 2,
    padding: "same",
  }),
  convTranspose("2d 2x3 s2 d3 valid", { map: [3, 4], kernel: [2, 3], strides: 2, dilation: 3 }),
  convTranspose("2d 3x2 s3x2 d2x3 same", {
    map: [3, 4],
    kernel: [3, 2],
    strides: [3, 2],
    dilation: [2, 3],
    padding: "same",
  }),
  convTranspose("1d 3 s4 d2 valid (phases of 0, 1 and 2 taps)", {
    map: [5],
    kernel: [3],
    strides: 4,
    dilation: 2,
  }),
  convTranspose("2d 3x3 s2 output padding 1x0", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: [{ before: 1, after: 1 }, { before: 1, after: 1 }],
    outputPadding: [1, 0],
  }),
  convTranspose("2d 3x3 s3 output padding 2x1", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 3,
    outputPadding: [2, 1],
  }),
  convTranspose("2d 1x1 s3 output padding 2", { map: [2, 3], kernel: [1, 1], strides: 3, outputPadding: 2 }),
  convTranspose("2d 4x4 s2 same output padding 1", {
    map: [3, 4],
    kernel: [4, 4],
    strides: 2,
    padding: "same",
    outputPadding: 1,
  }),
  convTranspose("1d 3 s2 output padding 1 and crop 1", {
    map: [5],
    kernel: [3],
    strides: 2,
    padding: [{ before: 1, after: 1 }],
    outputPadding: 1,
  }),
  convTranspose("1d 2 s2 output padding 5 beyond a stride", {
    map: [4],
    kernel: [2],
    strides: 2,
    outputPadding: 5,
  }),
  convTranspose("2d 3x3 s2 crop 0+1 1+0", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: [{ before: 0, after: 1 }, { before: 1, after: 0 }],
  }),
  convTranspose("2d 5x5 s2 crop 3+1 2+4 (a stride and more)", {
    map: [4, 5],
    kernel: [5, 5],
    strides: 2,
    padding: [{ before: 3, after: 1 }, { before: 2, after: 4 }],
  }),
  convTranspose("2d 3x3 s2 crop 0+0 5+4 (whole columns)", {
    map: [3, 7],
    kernel: [3, 3],
    strides: 2,
    padding: [{ before: 0, after: 0 }, { before: 5, after: 4 }],
  }),
  convTranspose("2d 3x3 s2 crop 5+4 0+0 (whole rows)", {
    map: [7, 3],
    kernel: [3, 3],
    strides: 2,
    padding: [{ before: 5, after: 4 }, { before: 0, after: 0 }],
  }),
  convTranspose("2d 2x2 s3 crop 4+4 7+2 (whole rows and columns)", {
    map: [5, 6],
    kernel: [2, 2],
    strides: 3,
    padding: [{ before: 4, after: 4 }, { before: 7, after: 2 }],
  }),
  convTranspose("1d 4 s3 crop 6+0 (whole inputs in front)", {
    map: [5],
    kernel: [4],
    strides: 3,
    padding: [{ before: 6, after: 0 }],
  }),
  convTranspose("1d 4 s3 crop 0+9 (whole inputs behind)", {
    map: [5],
    kernel: [4],
    strides: 3,
    padding: [{ before: 0, after: 9 }],
  }),
  convTranspose("1d 3 s2 crop 4+6 (one output left)", {
    map: [5],
    kernel: [3],
    strides: 2,
    padding: [{ before: 4, after: 6 }],
  }),
];

/** Widths beyond those of a word of 16 bits, of inputs, weights or both; results that round and drop many bits. */
const WIDE_TYPES: readonly (readonly [words: string, types: Partial<ScenarioTypes>])[] = [
  ["17-bit inputs", { input: "ap_fixed<17,6>", result: "ap_fixed<14,8,AP_RND>" }],
  ["18-bit weights", {
    input: "ap_fixed<16,6>",
    weight: "ap_fixed<18,3>",
    bias: "ap_fixed<20,5>",
    result: "ap_fixed<16,9>",
  }],
  ["20 bits", {
    input: "ap_fixed<20,8>",
    weight: "ap_fixed<20,8>",
    bias: "ap_fixed<20,8>",
    result: "ap_fixed<18,16,AP_RND_MIN_INF>",
  }],
  ["22 bits", {
    input: "ap_fixed<22,8>",
    weight: "ap_fixed<22,8>",
    bias: "ap_fixed<22,8>",
    result: "ap_fixed<22,8>",
  }],
  ["24 bits unsigned", {
    input: "ap_ufixed<24,10>",
    weight: "ap_fixed<14,4>",
    bias: "ap_fixed<24,10>",
    result: "ap_ufixed<20,12,AP_RND,AP_SAT>",
  }],
  ["28 bits", {
    input: "ap_fixed<28,12>",
    weight: "ap_fixed<28,12>",
    bias: "ap_fixed<28,12>",
    result: "ap_fixed<28,14,AP_RND_CONV>",
  }],
  ["32 bits", {
    input: "ap_fixed<32,16>",
    weight: "ap_fixed<24,10>",
    bias: "ap_fixed<32,16>",
    result: "ap_fixed<32,16,AP_RND>",
  }],
];

/** Phases without taps, which write their bias, at these widths. */
export const TAPLESS: readonly Scenario[] = WIDE_TYPES.flatMap(([words, types], i) => [
  convTranspose(`2d k<s 1x2 s2x3 of ${words}`, { map: [3, 4], kernel: [1, 2], strides: [2, 3] }, { types }),
  convTranspose(`2d 3x3 s2 d2 same of ${words} (empty phases)`, {
    map: [3, 2],
    kernel: [3, 3],
    strides: 2,
    dilation: 2,
    padding: "same",
  }, { types, variant: i % 2 === 0 }),
  convTranspose(`1d depthwise 1 s2 of ${words}`, {
    map: [5],
    kernel: [1],
    strides: 2,
    channels: [3, 3],
    groups: 3,
  }, { types, variant: i % 2 === 1 }),
]);

/** Channels, groups, biases and factors. */
export const CHANNELS: readonly Scenario[] = [
  convTranspose("2d 1 to 1 channels", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [1, 1],
  }),
  convTranspose("2d 1 to 3 channels", {
    map: [3, 4],
    kernel: [2, 2],
    strides: 2,
    padding: "same",
    channels: [1, 3],
  }),
  convTranspose("2d 5 to 1 channels", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [5, 1],
  }),
  convTranspose("2d 7 to 3 channels", { map: [2, 3], kernel: [3, 2], strides: 2, channels: [7, 3] }),
  convTranspose("1d 5 to 7 channels", {
    map: [4],
    kernel: [3],
    strides: 2,
    padding: "same",
    channels: [5, 7],
  }),
  convTranspose("2d no bias", { map: [3, 4], kernel: [3, 3], strides: 2, padding: "same", bias: false }),
  convTranspose("2d no bias k<s (pixels of nothing)", {
    map: [3, 4],
    kernel: [1, 2],
    strides: 3,
    bias: false,
  }),
  convTranspose("2d 2 groups 4 to 6", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [4, 6],
    groups: 2,
  }),
  convTranspose("2d 3 groups 6 to 3", {
    map: [3, 4],
    kernel: [2, 3],
    strides: 2,
    channels: [6, 3],
    groups: 3,
  }),
  convTranspose("2d depthwise 5", {
    map: [3, 4],
    kernel: [4, 4],
    strides: 2,
    padding: "same",
    channels: [5, 5],
    groups: 5,
  }),
  convTranspose("2d depthwise 3 to 6", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [3, 6],
    groups: 3,
  }),
  convTranspose("1d 2 groups 6 to 4", { map: [5], kernel: [3], strides: 2, channels: [6, 4], groups: 2 }),
  convTranspose("1d depthwise 3", {
    map: [5],
    kernel: [4],
    strides: 2,
    padding: "same",
    channels: [3, 3],
    groups: 3,
  }),
  convTranspose("2d 2 groups 4 to 6 with reuse beyond the inputs", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [4, 6],
    groups: 2,
  }, { only: { strategy: "resource", reuse: "largest" } }),
  convTranspose("2d depthwise 6 with a turn of outputs across groups", {
    map: [3, 4],
    kernel: [2, 2],
    strides: 1,
    channels: [3, 6],
    groups: 3,
  }, { layers: { conv_transpose2d_1: { reuseFactor: 8 } }, only: { strategy: "resource", reuse: "one" } }),
  convTranspose("2d 3x3 s2 with reuse beyond the inputs", {
    map: [3, 4],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
  }, {
    only: { strategy: "resource", reuse: "largest" },
  }),
  ...[2, 4, 12].map((factor) =>
    convTranspose(`2d parallelization ${factor} of 12`, {
      map: [3, 4],
      kernel: [4, 4],
      strides: 2,
      padding: [{ before: 0, after: 2 }, { before: 0, after: 2 }],
    }, {
      parallelizationFactor: factor,
      only: { io: "io_parallel" },
    })
  ),
  convTranspose("2d parallelization 3 of a grid with borders", {
    map: [2, 5],
    kernel: [3, 3],
    strides: 2,
    padding: [{ before: 1, after: 0 }, { before: 0, after: 1 }],
  }, {
    parallelizationFactor: 3,
    only: { io: "io_parallel" },
  }),
  convTranspose("1d parallelization 2 of 6", { map: [6], kernel: [2], strides: 2 }, {
    parallelizationFactor: 2,
    only: { io: "io_parallel" },
  }),
];

/** Maps that are large enough for the bound of a stream convolution's interval to hold. */
export const INTERVALS: readonly Scenario[] = [
  convTranspose("2d 24x20 4x4 s2 same in its bound", {
    map: [24, 20],
    kernel: [4, 4],
    strides: 2,
    padding: "same",
    channels: [2, 2],
  }, {
    only: { io: "io_stream" },
    tight: true,
  }),
  convTranspose("2d 20x24 3x3 s2 same in its bound", {
    map: [20, 24],
    kernel: [3, 3],
    strides: 2,
    padding: "same",
    channels: [2, 3],
  }, {
    only: { io: "io_stream" },
    tight: true,
  }),
  convTranspose("2d 12x16 5x5 s3 valid in its bound", {
    map: [12, 16],
    kernel: [5, 5],
    strides: 3,
    channels: [2, 2],
  }, {
    only: { io: "io_stream" },
    tight: true,
  }),
  convTranspose("2d 16x20 2x2 s2 valid in its bound", {
    map: [16, 20],
    kernel: [2, 2],
    strides: 2,
    channels: [3, 2],
  }, {
    only: { io: "io_stream" },
    tight: true,
  }),
  convTranspose("1d 40 4 s2 same in its bound", { map: [40], kernel: [4], strides: 2, padding: "same" }, {
    only: { io: "io_stream" },
    tight: true,
  }),
  convTranspose("1d 40 5 s3 valid in its bound", { map: [40], kernel: [5], strides: 3 }, {
    only: { io: "io_stream" },
    tight: true,
  }),
];
