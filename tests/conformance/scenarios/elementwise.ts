import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Numbers, Scenario } from "../scenario.ts";

type Apply = (b: ModelBuilder, x: Node, numbers: Numbers) => Node;

const MAP = { height: 3, width: 4, channels: 3 } as const;

/** A layer that computes every element by itself, behind a map, a sequence or a vector. */
function elementwise(name: string, apply: Apply, rest: Omit<Scenario, "name" | "build"> = {}): Scenario {
  return { name, build: (b, n) => apply(b, b.input(MAP), n), ...rest };
}

/** Every layer of this kind, and every parameter that it may have. */
export const ELEMENTWISE: readonly Scenario[] = [
  elementwise("relu", (b, x) => b.relu(x)),
  elementwise("relu unsigned result", (b, x) => b.relu(x), {
    types: { result: "ap_ufixed<6,3,AP_RND,AP_SAT>" },
  }),
  elementwise("relu unsigned input", (b, x) => b.relu(x), {
    types: { input: "ap_ufixed<8,4>", result: "ap_fixed<7,5>" },
  }),
  elementwise("leaky_relu", (b, x) => b.leakyRelu(x, { slope: 0.125 })),
  elementwise("leaky_relu of negative slope", (b, x) => b.leakyRelu(x, { slope: -1.5 })),
  elementwise("leaky_relu unsigned input", (b, x) => b.leakyRelu(x, { slope: 0.25 }), {
    types: { input: "ap_ufixed<8,4>" },
  }),
  elementwise("prelu one slope", (b, x, n) => b.prelu(x, { slopes: n.scales(1) })),
  elementwise("prelu a slope a channel", (b, x, n) => b.prelu(x, { slopes: n.scales(3) })),
  elementwise("prelu a slope an element", (b, x, n) => b.prelu(x, { slopes: n.scales(36) })),
  {
    name: "prelu of a vector",
    build: (b, n) => b.prelu(b.input({ features: 5 }), { slopes: n.scales(5) }),
  },
  {
    name: "prelu of a sequence, a slope an element",
    build: (b, n) => b.prelu(b.input({ length: 4, channels: 2 }), { slopes: n.scales(8) }),
  },
  elementwise("prelu saturating", (b, x, n) => b.prelu(x, { slopes: n.scales(3) }), {
    types: { result: "ap_fixed<8,3,AP_RND_CONV,AP_SAT>" },
  }),
  elementwise("clip both ends", (b, x) => b.clip(x, { min: -1.3, max: 2.7 })),
  elementwise("clip below", (b, x) => b.clip(x, { min: -0.5 })),
  elementwise("clip above", (b, x) => b.clip(x, { max: 6 })),
  elementwise("clip to one number", (b, x) => b.clip(x, { min: 1, max: 1 })),
  elementwise("clip beyond the input", (b, x) => b.clip(x, { min: -1000, max: 1000 })),
  elementwise("clip beyond the result", (b, x) => b.clip(x, { min: -6, max: 6 }), {
    types: { result: "ap_fixed<6,2,AP_RND,AP_SAT>" },
  }),
  elementwise("clip unsigned", (b, x) => b.clip(x, { min: -2, max: 3 }), {
    types: { input: "ap_ufixed<8,4>", result: "ap_ufixed<6,3>" },
  }),
  elementwise("batch_norm alone", (b, x, n) => b.batchNorm(x, { scale: n.scales(3), shift: n.bias(3) })),
  {
    name: "batch_norm of a vector",
    build: (b, n) => b.batchNorm(b.input({ features: 6 }), { scale: n.scales(6), shift: n.bias(6) }),
  },
  {
    name: "batch_norm of a sequence behind relu",
    build: (b, n) =>
      b.batchNorm(b.relu(b.input({ length: 4, channels: 2 })), { scale: n.scales(2), shift: n.bias(2) }),
  },
  elementwise(
    "batch_norm saturating",
    (b, x, n) => b.batchNorm(x, { scale: n.scales(3), shift: n.bias(3) }),
    {
      types: { result: "ap_ufixed<7,4,AP_RND,AP_SAT>" },
    },
  ),
  elementwise("batch_norm wide", (b, x, n) => b.batchNorm(x, { scale: n.scales(3), shift: n.bias(3) }), {
    types: {
      input: "ap_fixed<40,20>",
      weight: "ap_fixed<30,10>",
      bias: "ap_fixed<48,20>",
      result: "ap_fixed<64,32,AP_RND,AP_SAT>",
    },
  }),
  {
    name: "batch_norm folded into conv_transpose",
    build: (b, n) => {
      const x = b.convTranspose2d(b.input(MAP), {
        weights: n.weights([3, 3, 3, 2]),
        bias: n.bias(2),
        strides: 2,
      });
      return b.batchNorm(x, { scale: [0.5, 2], shift: n.bias(2) });
    },
  },
  ...["ap_fixed<64,32>", "ap_ufixed<64,40>"].flatMap((type) => [
    elementwise(`relu ${type}`, (b, x) => b.relu(x), {
      types: { input: type, result: "ap_fixed<64,33,AP_RND,AP_SAT>" },
    }),
    elementwise(`clip ${type}`, (b, x) => b.clip(x, { min: -1e6, max: 1e7 }), {
      types: { input: type, result: type },
    }),
    elementwise(`prelu ${type}`, (b, x, n) => b.prelu(x, { slopes: n.scales(3) }), {
      types: { input: type, result: "ap_fixed<64,40,AP_RND_CONV,AP_SAT>" },
    }),
  ]),
  elementwise("every rounding on the way down", (b, x) => b.relu(b.relu(x)), {
    layers: {
      relu_1: { precision: { result: "ap_fixed<9,6,AP_RND_INF,AP_SAT>" } },
      relu_2: { precision: { result: "ap_fixed<6,5,AP_RND_MIN_INF,AP_SAT_SYM>" } },
    },
  }),
];

/** Functions that are tables. */
export const TABLES: readonly Scenario[] = [
  elementwise("sigmoid", (b, x) => b.sigmoid(x)),
  elementwise("tanh", (b, x) => b.tanh(x)),
  elementwise("sigmoid of narrow inputs", (b, x) => b.sigmoid(x), { types: { input: "ap_fixed<4,2>" } }),
  elementwise("tanh of narrow inputs", (b, x) => b.tanh(x), { types: { input: "ap_fixed<3,1>" } }),
  elementwise("tanh of one bit", (b, x) => b.tanh(x), { types: { input: "ap_int<1>" } }),
  elementwise("sigmoid of unsigned inputs", (b, x) => b.sigmoid(x), { types: { input: "ap_ufixed<8,3>" } }),
  elementwise("tanh of unsigned inputs", (b, x) => b.tanh(x), { types: { input: "ap_uint<4>" } }),
  elementwise("sigmoid to an unsigned fraction", (b, x) => b.sigmoid(x), {
    types: { result: "ap_ufixed<8,0>" },
  }),
  elementwise("tanh to an unsigned result", (b, x) => b.tanh(x), {
    types: { result: "ap_ufixed<8,1,AP_RND,AP_SAT>" },
  }),
  elementwise("tanh to a signed fraction", (b, x) => b.tanh(x), { types: { result: "ap_fixed<8,0>" } }),
  elementwise("sigmoid in a table of 16", (b, x) => b.sigmoid(x), { tableSize: 16 }),
  elementwise("tanh in a table of 1", (b, x) => b.tanh(x), { tableSize: 1 }),
  elementwise("sigmoid of wide inputs", (b, x) => b.sigmoid(x), { types: { input: "ap_fixed<40,8>" } }),
  elementwise("tanh of inputs of 63 bits", (b, x) => b.tanh(x), {
    types: { input: "ap_fixed<63,10>", result: "ap_fixed<20,2>" },
  }),
  elementwise("tanh of inputs of 64 bits", (b, x) => b.tanh(x), { types: { input: "ap_fixed<64,10>" } }),
  elementwise("sigmoid of unsigned inputs of 64 bits", (b, x) => b.sigmoid(x), {
    types: { input: "ap_ufixed<64,10>" },
  }),
  elementwise("tanh of large steps", (b, x) => b.tanh(x), { types: { input: "ap_fixed<6,9>" } }),
  elementwise("sigmoid to large steps", (b, x) => b.sigmoid(x), {
    types: { result: "ap_fixed<4,6,AP_RND,AP_SAT>" },
  }),
];
