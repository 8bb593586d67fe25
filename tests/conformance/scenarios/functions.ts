import { FUNCTION_NAMES } from "../../../src/layers/mod.ts";
import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Scenario } from "../scenario.ts";

type Apply = (b: ModelBuilder, x: Node) => Node;
type Rest = Omit<Scenario, "name" | "build">;

function map(name: string, apply: Apply, rest: Rest = {}): Scenario {
  const build = (b: ModelBuilder) => apply(b, b.input({ height: 3, width: 4, channels: 3 }));
  // Large tables take long to compile, and those of sigmoid and tanh have shown that they work.
  return { name, build, tableSize: 150, ...rest };
}

/** Types that take a table to its limits: narrow, unsigned, wide, with the point outside the bits. */
const TYPES: readonly (readonly [name: string, rest: Rest])[] = [
  ["", {}],
  ["in a table of 16", { tableSize: 16 }],
  ["in a table of 1", { tableSize: 1 }],
  ["of one bit", { types: { input: "ap_int<1>" } }],
  ["of unsigned inputs", { types: { input: "ap_ufixed<8,3>" } }],
  ["of wide inputs", { types: { input: "ap_fixed<40,8>", result: "ap_fixed<20,6,AP_RND>" } }],
  ["of large steps", { types: { input: "ap_fixed<6,9>" } }],
  ["of fractions alone", { types: { input: "ap_fixed<8,-1>", result: "ap_fixed<14,2,AP_RND_CONV,AP_SAT>" } }],
  ["to an unsigned result", { types: { result: "ap_ufixed<8,3,AP_RND,AP_SAT>" } }],
  ["to a narrow result that saturates", { types: { result: "ap_fixed<6,2,AP_TRN_ZERO,AP_SAT_SYM>" } }],
  ["to large steps", { types: { result: "ap_fixed<5,7,AP_RND,AP_SAT>" } }],
  ["to integers", { types: { input: "ap_int<6>", result: "ap_int<7>" } }],
];

/** Functions without parameters: each on the default types, and the kinds of tables on all of them. */
export const FUNCTIONS: readonly Scenario[] = [
  ...FUNCTION_NAMES.map((name) => map(name, (b, x) => b.apply(x, { function: name }))),
  ...(["softplus", "silu", "exp", "reciprocal"] as const).flatMap((name) =>
    TYPES.slice(1).map(([words, rest]) =>
      map(`${name} ${words}`, (b, x) => b.apply(x, { function: name }), rest)
    )
  ),
  ...TYPES.map(([words, rest]) => map(`folded sigmoid ${words}`, (b, x) => b.sigmoid(x), rest)),
  ...["ap_ufixed<8,0>", "ap_fixed<9,0,AP_RND,AP_SAT_ZERO>", "ap_fixed<7,-1>"].map((result) =>
    map(`sigmoid to a result without 1, ${result}`, (b, x) => b.sigmoid(x), { types: { result } })
  ),
  // Few entries over wide types: tables of several segments, with borders far beyond 32 bits.
  ...(["softsign", "softplus", "exp", "sqrt", "reciprocal"] as const).flatMap((name) =>
    ["ap_fixed<34,12>", "ap_ufixed<20,4>", "ap_fixed<60,20>"].map((type) =>
      map(`${name} bent in ${type}`, (b, x) => b.apply(x, { function: name }), {
        types: { input: type, result: type.replace("60,20", "50,20").replace(">", ",AP_RND,AP_SAT>") },
        tableSize: 40,
      })
    )
  ),
  map("elu bent in ap_fixed<34,12>", (b, x) => b.elu(x), {
    types: { input: "ap_fixed<34,12>", result: "ap_fixed<34,12,AP_RND,AP_SAT>" },
    tableSize: 40,
  }),
  map("gelu of 64 bits", (b, x) => b.apply(x, { function: "gelu" }), {
    types: { input: "ap_fixed<64,20>", result: "ap_fixed<48,20>" },
  }),
  map("exp of 64 bits without a sign", (b, x) => b.apply(x, { function: "exp" }), {
    types: { input: "ap_ufixed<64,8>", result: "ap_fixed<16,8>" },
  }),
  map("sqrt of 64 bits", (b, x) => b.apply(x, { function: "sqrt" }), {
    types: { input: "ap_fixed<64,64>", result: "ap_fixed<40,36>" },
  }),
  {
    name: "silu of a sequence behind a convolution",
    build: (b, n) => {
      const x = b.conv1d(b.input({ length: 6, channels: 2 }), {
        weights: n.weights([3, 2, 3]),
        bias: n.bias(3),
      });
      return b.apply(x, { function: "silu" });
    },
  },
];

/** Rectifiers with an exponential, a threshold, or bounds. */
export const RECTIFIERS: readonly Scenario[] = [
  ...TYPES.map(([words, rest]) => map(`elu ${words}`, (b, x) => b.elu(x), rest)),
  map("elu of alpha 2.5", (b, x) => b.elu(x, { alpha: 2.5 })),
  map("elu of negative alpha", (b, x) => b.elu(x, { alpha: -1 })),
  ...TYPES.map(([words, rest]) => map(`selu ${words}`, (b, x) => b.selu(x), rest)),
  map("selu of derived scale", (b, x) => b.selu(x), { types: { weight: "auto" } }),
  ...TYPES.map(([words, rest]) => map(`hard sigmoid ${words}`, (b, x) => b.hardSigmoid(x), rest)),
  map("hard sigmoid of derived parameters", (b, x) => b.hardSigmoid(x, { slope: 1 / 6 }), {
    types: { weight: "auto", bias: "auto" },
  }),
  map("hard sigmoid falling", (b, x) => b.hardSigmoid(x, { slope: -0.25, offset: 0.75 })),
  map("hard sigmoid to a type without 1", (b, x) => b.hardSigmoid(x), { types: { result: "ap_fixed<8,1>" } }),
  map("thresholded_relu", (b, x) => b.thresholdedRelu(x)),
  map("thresholded_relu between two numbers", (b, x) => b.thresholdedRelu(x, { threshold: 0.3 })),
  map("thresholded_relu below zero", (b, x) => b.thresholdedRelu(x, { threshold: -1.7 })),
  map("thresholded_relu beyond everything", (b, x) => b.thresholdedRelu(x, { threshold: 1000 })),
  map("thresholded_relu below everything", (b, x) => b.thresholdedRelu(x, { threshold: -1000 })),
  map("thresholded_relu of unsigned inputs", (b, x) => b.thresholdedRelu(x, { threshold: -1 }), {
    types: { input: "ap_ufixed<8,4>", result: "ap_ufixed<6,3,AP_RND,AP_SAT>" },
  }),
  map("hard_shrink", (b, x) => b.shrink(x)),
  map("hard_shrink between two numbers", (b, x) => b.shrink(x, { threshold: 1.3 }), {
    types: { result: "ap_fixed<7,3,AP_RND_CONV,AP_SAT_SYM>" },
  }),
  map("hard_shrink beyond everything", (b, x) => b.shrink(x, { threshold: 1000 })),
  map("hard_shrink of unsigned inputs", (b, x) => b.shrink(x, { threshold: 1 }), {
    types: { input: "ap_ufixed<8,4>", result: "ap_ufixed<6,3,AP_RND,AP_SAT>" },
  }),
  map("hard_shrink of 64 bits", (b, x) => b.shrink(x, { threshold: 2.5 }), {
    types: { input: "ap_fixed<64,4>", result: "ap_fixed<64,4>" },
  }),
  map("soft_shrink", (b, x) => b.shrink(x, { offset: 0.5 })),
  map("shrink away from zero", (b, x) => b.shrink(x, { threshold: 0.7, offset: -1.3 }), {
    types: { result: "ap_fixed<9,5,AP_RND,AP_SAT>" },
  }),
  map("thresholded_relu of 64 unsigned bits", (b, x) => b.thresholdedRelu(x, { threshold: 12 }), {
    types: { input: "ap_ufixed<64,4>", result: "ap_ufixed<64,4>" },
  }),
  map("thresholded_relu of 64 bits, below everything", (b, x) => b.thresholdedRelu(x, { threshold: -9 }), {
    types: { input: "ap_fixed<64,4>", result: "ap_fixed<64,4>" },
  }),
];

/** Softmax over channels. */
export const SOFTMAXES: readonly Scenario[] = [
  ...TYPES.map(([words, rest]) => map(`softmax ${words}`, (b, x) => b.softmax(x), rest)),
  map("softmax of derived type", (b, x) => b.softmax(x), { types: { result: "auto" } }),
  map("softmax of wide steps in a table of 2", (b, x) => b.softmax(x), {
    types: { input: "ap_fixed<8,2>" },
    tableSize: 2,
  }),
  ...[1, 2, 4, 7, 33].map((features): Scenario => ({
    name: `softmax of ${features} features`,
    build: (b) => b.softmax(b.input({ features })),
    types: { result: "ap_ufixed<16,1,AP_RND_CONV,AP_SAT>" },
    tableSize: 64,
  })),
  {
    name: "softmax of 64 bits of a sequence",
    build: (b) => b.softmax(b.input({ length: 3, channels: 5 })),
    types: { input: "ap_fixed<64,8>", result: "ap_fixed<60,2,AP_RND>" },
    tableSize: 200,
  },
  {
    name: "softmax behind dense",
    build: (b, n) =>
      b.softmax(b.dense(b.input({ features: 6 }), { weights: n.weights([6, 4]), bias: n.bias(4) })),
  },
  {
    name: "softmax of reshaped pixels",
    build: (b) =>
      b.softmax(b.reshape(b.relu(b.input({ height: 2, width: 3, channels: 4 })), { shape: [4, 6] })),
  },
];
