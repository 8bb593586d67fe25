import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Scenario } from "../scenario.ts";

type Apply = (b: ModelBuilder, x: Node) => Node;
type Rest = Omit<Scenario, "name" | "build">;

const AVERAGE = "ap_fixed<12,5,AP_RND>";

/** A window over a map that is not square. */
function map(name: string, apply: Apply, rest: Rest = {}): Scenario {
  return {
    name: `2d ${name}`,
    build: (b) => apply(b, b.input({ height: 5, width: 7, channels: 3 })),
    ...rest,
  };
}

/** A window over a sequence. */
function sequence(name: string, apply: Apply, rest: Rest = {}): Scenario {
  return { name: `1d ${name}`, build: (b) => apply(b, b.input({ length: 9, channels: 2 })), ...rest };
}

/** Largest elements of windows. */
export const MAX_POOLING: readonly Scenario[] = [
  map("max 2x2", (b, x) => b.maxPool(x, { size: 2 })),
  map("max 2x2 same", (b, x) => b.maxPool(x, { size: 2, padding: "same" })),
  map("max 3x3 s1", (b, x) => b.maxPool(x, { size: 3, strides: 1 })),
  map("max 3x3 s2 same", (b, x) => b.maxPool(x, { size: 3, strides: 2, padding: "same" })),
  map("max 3x2 s1x3", (b, x) => b.maxPool(x, { size: [3, 2], strides: [1, 3] })),
  map("max 1x3 s2x1 same", (b, x) => b.maxPool(x, { size: [1, 3], strides: [2, 1], padding: "same" })),
  map("max 1x1 s2 (picks)", (b, x) => b.maxPool(x, { size: 1, strides: 2 })),
  map("max 2x2 s3 (leaves gaps)", (b, x) => b.maxPool(x, { size: 2, strides: 3 })),
  map("max 2x3 s1 d2", (b, x) => b.maxPool(x, { size: [2, 3], strides: 1, dilation: 2 })),
  map("max 2x2 ceil", (b, x) => b.maxPool(x, { size: 2, ceilMode: true })),
  map(
    "max 3x3 s2 ceil of uneven pads",
    (b, x) =>
      b.maxPool(x, {
        size: 3,
        strides: 2,
        ceilMode: true,
        padding: [{ before: 1, after: 0 }, { before: 2, after: 1 }],
      }),
  ),
  map("max 5x7 whole map", (b, x) => b.maxPool(x, { size: [5, 7] })),
  map("max unsigned", (b, x) => b.maxPool(x, { size: 2 }), { types: { input: "ap_ufixed<8,4>" } }),
  map(
    "max of the least numbers beside padding",
    (b, x) => b.maxPool(x, { size: 3, strides: 1, padding: "same" }),
    {
      types: { input: "ap_int<1>" },
    },
  ),
  map("max to a type of its own", (b, x) => b.maxPool(x, { size: 2, name: "own" }), {
    layers: { own: { precision: { result: "ap_fixed<7,3,AP_RND_CONV,AP_SAT>" } } },
  }),
  map("max of 64 bits", (b, x) => b.maxPool(x, { size: 2 }), { types: { input: "ap_ufixed<64,30>" } }),
  sequence("max 2", (b, x) => b.maxPool(x, { size: 2 })),
  sequence("max 3 s1 same", (b, x) => b.maxPool(x, { size: 3, strides: 1, padding: "same" })),
  sequence("max 3 s2 d2", (b, x) => b.maxPool(x, { size: 3, strides: 2, dilation: 2 })),
  sequence("max 4 s4 ceil", (b, x) => b.maxPool(x, { size: 4, ceilMode: true })),
  {
    name: "max 2x2 of a narrow map",
    build: (b) => b.maxPool(b.input({ height: 6, width: 2, channels: 1 }), { size: 2 }),
  },
  {
    name: "max 2x1 of one column",
    build: (b) => b.maxPool(b.input({ height: 6, width: 1, channels: 2 }), { size: [2, 1] }),
  },
];

/** Averages of windows: every rounding, with counts that are powers of two and others. */
export const AVERAGE_POOLING: readonly Scenario[] = [
  map("average 2x2", (b, x) => b.averagePool(x, { size: 2 })),
  map("average 3x3 s1", (b, x) => b.averagePool(x, { size: 3, strides: 1 }), { types: { result: AVERAGE } }),
  map("average 3x3 s2 same", (b, x) => b.averagePool(x, { size: 3, strides: 2, padding: "same" })),
  map(
    "average 3x3 s2 same counting padding",
    (b, x) => b.averagePool(x, { size: 3, strides: 2, padding: "same", countsPadding: true }),
  ),
  map("average 3x2 s2 ceil", (b, x) => b.averagePool(x, { size: [3, 2], strides: 2, ceilMode: true })),
  map("average 3x3 s2 ceil counting padding", (b, x) =>
    b.averagePool(x, {
      size: 3,
      strides: 2,
      ceilMode: true,
      countsPadding: true,
      padding: [{ before: 1, after: 0 }, { before: 1, after: 1 }],
    })),
  map("average 2x3 s1 d2", (b, x) => b.averagePool(x, { size: [2, 3], strides: 1, dilation: 2 })),
  map("average 1x1 s2", (b, x) => b.averagePool(x, { size: 1, strides: 2 })),
  map("average unsigned", (b, x) => b.averagePool(x, { size: 3, strides: 1 }), {
    types: { input: "ap_ufixed<8,4>", result: "ap_ufixed<9,4,AP_RND_CONV,AP_SAT>" },
  }),
  map("average of derived type", (b, x) => b.averagePool(x, { size: [2, 3] }), { types: { result: "auto" } }),
  sequence("average 3", (b, x) => b.averagePool(x, { size: 3 })),
  sequence("average 3 s1 same", (b, x) => b.averagePool(x, { size: 3, strides: 1, padding: "same" })),
  sequence(
    "average 3 s2 counting padding",
    (b, x) =>
      b.averagePool(x, { size: 3, strides: 2, padding: [{ before: 1, after: 1 }], countsPadding: true }),
  ),
  ...[
    "ap_fixed<8,4,AP_TRN,AP_WRAP>",
    "ap_fixed<8,4,AP_TRN_ZERO,AP_SAT_ZERO>",
    "ap_fixed<7,3,AP_RND,AP_SAT>",
    "ap_fixed<8,4,AP_RND_ZERO,AP_SAT_SYM>",
    "ap_fixed<8,4,AP_RND_MIN_INF>",
    "ap_fixed<8,4,AP_RND_INF,AP_SAT>",
    "ap_fixed<8,4,AP_RND_CONV,AP_SAT>",
    "ap_ufixed<7,4,AP_RND,AP_SAT>",
    "ap_fixed<6,8,AP_RND>",
    "ap_int<5>",
    "ap_fixed<40,5>",
  ].flatMap((result) => [
    map(`average 2x3 to ${result}`, (b, x) => b.averagePool(x, { size: [2, 3], strides: 1 }), {
      types: { result },
    }),
    sequence(`average 4 to ${result}`, (b, x) => b.averagePool(x, { size: 4, strides: 1 }), {
      types: { result },
    }),
  ]),
  sequence("average of 64 bits", (b, x) => b.averagePool(x, { size: 3 }), {
    types: { input: "ap_fixed<64,32>", result: "ap_fixed<64,30,AP_RND>" },
  }),
];

/** Pools over everything. */
export const GLOBAL_POOLING: readonly Scenario[] = [
  map("global max", (b, x) => b.globalMaxPool(x)),
  map("global max keeping axes", (b, x) => b.globalMaxPool(x, { keepsAxes: true })),
  map("global average", (b, x) => b.globalAveragePool(x)),
  map("global average keeping axes, rounded", (b, x) => b.globalAveragePool(x, { keepsAxes: true }), {
    types: { result: AVERAGE },
  }),
  sequence("global max", (b, x) => b.globalMaxPool(x)),
  sequence("global average", (b, x) => b.globalAveragePool(x)),
  sequence("global average of unsigned integers", (b, x) => b.globalAveragePool(x), {
    types: { input: "ap_uint<8>", result: "ap_uint<8>" },
  }),
  {
    name: "global average of one pixel",
    build: (b) => b.globalAveragePool(b.input({ height: 1, width: 1, channels: 4 })),
  },
  {
    name: "global average in front of dense",
    build: (b, n) => {
      const x = b.conv2d(b.input({ height: 4, width: 5, channels: 2 }), { weights: n.weights([3, 3, 2, 3]) });
      return b.dense(b.globalAveragePool(b.relu(x)), { weights: n.weights([3, 4]), bias: n.bias(4) });
    },
  },
];

/** The place of the largest channel: few bits, so that channels are often equal. */
export const ARGMAX: readonly Scenario[] = [
  map("argmax", (b, x) => b.argmax(x)),
  map("argmax of equal channels", (b, x) => b.argmax(x), { types: { input: "ap_int<2>" } }),
  map("argmax of unsigned integers to a signed type", (b, x) => b.argmax(x), {
    types: { input: "ap_uint<3>", result: "ap_fixed<9,5>" },
  }),
  map("argmax to a type that saturates", (b, x) => b.argmax(x), {
    types: { result: "ap_ufixed<1,1,AP_RND,AP_SAT>" },
  }),
  sequence("argmax", (b, x) => b.argmax(x)),
  sequence("argmax of 64 bits", (b, x) => b.argmax(x), { types: { input: "ap_fixed<64,32>" } }),
  {
    name: "argmax of 11 features",
    build: (b) => b.argmax(b.input({ features: 11 })),
  },
  {
    name: "argmax of one channel",
    build: (b) => b.argmax(b.input({ height: 2, width: 3, channels: 1 })),
  },
  {
    name: "argmax of 21 classes of a convolution, seen as a map without channels",
    build: (b, n) => {
      const x = b.conv2d(b.input({ height: 3, width: 4, channels: 2 }), {
        weights: n.weights([1, 1, 2, 21]),
      });
      return b.relu(b.reshape(b.argmax(x), { shape: [3, 4] }));
    },
  },
  {
    name: "argmax in front of a convolution",
    build: (b, n) =>
      b.conv2d(b.argmax(b.input({ height: 4, width: 5, channels: 3 })), {
        weights: n.weights([3, 3, 1, 2]),
        padding: "same",
      }),
  },
];

/** Nearest up-sampling. */
export const UPSAMPLING: readonly Scenario[] = [
  map("upsample 2", (b, x) => b.upsample(x, { factors: 2 })),
  map("upsample 2x3", (b, x) => b.upsample(x, { factors: [2, 3] })),
  map("upsample 1x2", (b, x) => b.upsample(x, { factors: [1, 2] })),
  map("upsample 3x1", (b, x) => b.upsample(x, { factors: [3, 1] })),
  map("upsample 1", (b, x) => b.upsample(x, { factors: 1 })),
  map("upsample to a type of its own", (b, x) => b.upsample(x, { factors: 2, name: "own" }), {
    layers: { own: { precision: { result: "ap_ufixed<6,3,AP_RND,AP_SAT>" } } },
  }),
  sequence("upsample 2", (b, x) => b.upsample(x, { factors: 2 })),
  sequence("upsample 5", (b, x) => b.upsample(x, { factors: 5 })),
  {
    name: "upsample 2 of one pixel",
    build: (b) => b.upsample(b.input({ height: 1, width: 1, channels: 2 }), { factors: 2 }),
  },
  {
    name: "upsample 3x1 of one column",
    build: (b) => b.upsample(b.input({ height: 3, width: 1, channels: 1 }), { factors: [3, 1] }),
  },
  {
    name: "pooled, convolved and upsampled",
    build: (b, n) => {
      const x = b.maxPool(b.input({ height: 6, width: 4, channels: 2 }), { size: 2 });
      const y = b.relu(b.conv2d(x, { weights: n.weights([3, 3, 2, 3]), bias: n.bias(3), padding: "same" }));
      return b.averagePool(b.upsample(y, { factors: 2 }), { size: 3, strides: 1, padding: "same" });
    },
  },
];

/** Linear resizing. */
export const INTERPOLATIONS: readonly Scenario[] = [
  ...(["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"] as const).flatMap((coordinates) => [
    map(`bilinear twice, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [10, 14], coordinates })),
    map(`bilinear to 7x9, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [7, 9], coordinates })),
    map(`bilinear down to 2x3, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [2, 3], coordinates })),
    map(`bilinear to one pixel, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [1, 1], coordinates })),
    sequence(`linear to 20, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [20], coordinates })),
    sequence(`linear down to 4, ${coordinates}`, (b, x) => b.interpolate(x, { sizes: [4], coordinates })),
  ]),
  map("bilinear of rows alone", (b, x) => b.interpolate(x, { sizes: [13, 7] })),
  map("bilinear of columns alone", (b, x) => b.interpolate(x, { sizes: [5, 20] })),
  map("bilinear rows down, columns up", (b, x) => b.interpolate(x, { sizes: [3, 21] })),
  map("bilinear of the same size", (b, x) => b.interpolate(x, { sizes: [5, 7] })),
  {
    name: "bilinear of one pixel",
    build: (b) => b.interpolate(b.input({ height: 1, width: 1, channels: 2 }), { sizes: [3, 2] }),
  },
  {
    name: "bilinear of one column",
    build: (b) => b.interpolate(b.input({ height: 4, width: 1, channels: 1 }), { sizes: [8, 1] }),
  },
  {
    name: "bilinear of one row",
    build: (b) => b.interpolate(b.input({ height: 1, width: 4, channels: 1 }), { sizes: [2, 8] }),
  },
  ...[
    "ap_fixed<8,4,AP_TRN_ZERO,AP_SAT_ZERO>",
    "ap_fixed<7,3,AP_RND,AP_SAT>",
    "ap_fixed<8,4,AP_RND_CONV,AP_SAT_SYM>",
    "ap_ufixed<7,4,AP_RND_MIN_INF>",
    "ap_fixed<48,6>",
  ].map((result) =>
    map(`bilinear to ${result}`, (b, x) => b.interpolate(x, { sizes: [10, 14] }), { types: { result } })
  ),
  map("bilinear unsigned", (b, x) => b.interpolate(x, { sizes: [10, 14] }), {
    types: { input: "ap_ufixed<8,4>" },
  }),
  map("bilinear of 64 bits", (b, x) => b.interpolate(x, { sizes: [10, 14], coordinates: "align_corners" }), {
    types: { input: "ap_fixed<64,30>", result: "ap_fixed<64,30,AP_RND>" },
  }),
];
