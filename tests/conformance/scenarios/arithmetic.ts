import { seedOf } from "../data.ts";
import type { Scenario, ScenarioTypes } from "../scenario.ts";

/** Three multiply-accumulate layers on other types; two of them, in turn, are variants. */
function arithmetic(name: string, types: Partial<ScenarioTypes>): Scenario[] {
  const chosen = Number(seedOf(name) % 3n);
  const scenarios: readonly Scenario[] = [
    {
      name: `2d 3x3 s2 ${name}`,
      types,
      build: (b, n) => {
        const x = b.input({ height: 2, width: 3, channels: 3 });
        return b.convTranspose2d(x, {
          weights: n.weights([3, 3, 3, 2]),
          bias: n.bias(2),
          strides: 2,
          padding: "same",
        });
      },
    },
    {
      name: `1d conv 3 ${name}`,
      types,
      build: (b, n) => {
        const x = b.input({ length: 5, channels: 4 });
        return b.conv1d(x, { weights: n.weights([3, 4, 2]), bias: n.bias(2), padding: "same" });
      },
    },
    {
      name: `dense 9 to 4 ${name}`,
      types,
      build: (b, n) => b.dense(b.input({ features: 9 }), { weights: n.weights([9, 4]), bias: n.bias(4) }),
    },
  ];
  return scenarios.map((scenario, i) => ({ ...scenario, variant: i !== chosen }));
}

/** Products have 6 + 4 fraction bits and sums leave 10 bits easily: these lose bits on both ends. */
const ORDERED = [
  "ap_fixed<12,5,AP_TRN,AP_SAT>",
  "ap_fixed<12,5,AP_RND,AP_SAT_ZERO>",
  "ap_fixed<12,5,AP_RND_CONV,AP_SAT_SYM>",
  "ap_fixed<11,6,AP_RND_ZERO,AP_SAT>",
  "ap_fixed<11,6,AP_RND_MIN_INF,AP_WRAP>",
  "ap_fixed<11,6,AP_RND_INF,AP_SAT>",
  "ap_fixed<11,6,AP_TRN_ZERO,AP_SAT_SYM>",
  "ap_fixed<10,8,AP_RND>",
  "ap_fixed<10,8>",
  "ap_ufixed<10,6,AP_RND,AP_SAT>",
];

/** Accumulators where the order of the sum matters, since a step saturates, rounds or truncates. */
export const ACCUMULATORS: readonly Scenario[] = [
  ...ORDERED.flatMap((accum) => arithmetic(`accum ${accum}`, { accum })),
  ...arithmetic("accum ap_fixed<14,4> (wraps, exact)", { accum: "ap_fixed<14,4>" }),
  ...arithmetic("accum ap_fixed<30,12,AP_RND,AP_SAT> (wide enough)", {
    accum: "ap_fixed<30,12,AP_RND,AP_SAT>",
  }),
];

/** Rounding and saturation of results, every mode of both. */
export const RESULTS: readonly Scenario[] = [
  "ap_fixed<8,4,AP_TRN,AP_SAT>",
  "ap_fixed<8,4,AP_TRN_ZERO,AP_SAT_ZERO>",
  "ap_fixed<8,4,AP_RND,AP_SAT_SYM>",
  "ap_fixed<8,4,AP_RND_ZERO,AP_WRAP>",
  "ap_fixed<8,4,AP_RND_MIN_INF,AP_SAT>",
  "ap_fixed<8,4,AP_RND_INF,AP_SAT_ZERO>",
  "ap_fixed<8,4,AP_RND_CONV,AP_SAT>",
  "ap_ufixed<7,4,AP_RND,AP_SAT>",
  "ap_ufixed<7,4>",
  "ap_int<8>",
  "ap_uint<5>",
].flatMap((result) => arithmetic(`result ${result}`, { result }));

/** Widths and places of the binary point at their limits. */
export const WIDTHS: readonly Scenario[] = [
  ...arithmetic("unsigned everywhere", {
    input: "ap_ufixed<8,4>",
    weight: "ap_ufixed<6,2>",
    bias: "ap_ufixed<8,3>",
    result: "ap_ufixed<10,6>",
  }),
  ...arithmetic("unsigned inputs", { input: "ap_uint<8>" }),
  ...arithmetic("unsigned weights", { weight: "ap_ufixed<7,0>" }),
  ...arithmetic("integers", {
    input: "ap_int<8>",
    weight: "ap_int<6>",
    bias: "ap_int<9>",
    result: "ap_int<12>",
  }),
  ...arithmetic("one bit", {
    input: "ap_uint<1>",
    weight: "ap_int<1>",
    bias: "ap_int<2>",
    result: "ap_int<3>",
  }),
  ...arithmetic("points outside the bits", {
    input: "ap_fixed<6,-3>",
    weight: "ap_fixed<6,9>",
    bias: "ap_fixed<5,8>",
    result: "ap_fixed<8,12,AP_RND>",
  }),
  ...arithmetic("a bias finer than the products", {
    input: "ap_int<6>",
    weight: "ap_int<4>",
    bias: "ap_fixed<12,2>",
  }),
  ...arithmetic("a bias that overflows its accumulator", {
    bias: "ap_fixed<16,10>",
    accum: "ap_fixed<12,5,AP_RND,AP_SAT>",
  }),
  ...arithmetic("40 bits", {
    input: "ap_fixed<40,20>",
    weight: "ap_fixed<40,20>",
    bias: "ap_fixed<40,20>",
    accum: "ap_fixed<64,30>",
    result: "ap_fixed<40,20>",
  }),
  ...arithmetic("40 bits saturating", {
    input: "ap_fixed<40,20>",
    weight: "ap_fixed<40,20>",
    bias: "ap_fixed<40,20>",
    accum: "ap_fixed<64,34,AP_RND_CONV,AP_SAT>",
    result: "ap_fixed<48,30,AP_RND,AP_SAT>",
  }),
  ...arithmetic("64 bits", {
    input: "ap_fixed<64,32>",
    weight: "ap_fixed<20,10>",
    bias: "ap_fixed<50,25>",
    accum: "ap_fixed<64,32>",
    result: "ap_fixed<64,30>",
  }),
  ...arithmetic("64 bits unsigned", {
    input: "ap_ufixed<64,32>",
    weight: "ap_ufixed<16,8>",
    bias: "ap_ufixed<32,16>",
    accum: "ap_ufixed<64,40>",
    result: "ap_ufixed<64,36>",
  }),
  ...arithmetic("an exact accumulator of nearly 64 bits", {
    input: "ap_fixed<32,16>",
    weight: "ap_fixed<25,8>",
    result: "ap_fixed<60,30>",
  }),
  ...arithmetic("derived weights, biases and results", { weight: "auto", bias: "auto", result: "auto" }),
];
