import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Numbers, Scenario } from "../scenario.ts";

const OPERATIONS = ["add", "multiply", "average", "maximum", "minimum"] as const;

/** Types of inputs that differ in width, point and sign. */
const MIXED: Scenario["layers"] = {
  a: { precision: { result: "ap_fixed<10,4>" } },
  b: { precision: { result: "ap_ufixed<7,-1>" } },
  c: { precision: { result: "ap_fixed<6,7>" } },
};

type Build = (b: ModelBuilder, inputs: readonly Node[], numbers: Numbers) => Node | readonly Node[];

/** Something made of maps of the same size but of different types. */
function joined(name: string, build: Build, rest: Omit<Scenario, "name" | "build"> = {}): Scenario {
  return {
    name,
    layers: { ...MIXED, ...rest.layers },
    types: rest.types,
    build: (b, n) =>
      build(b, ["a", "b", "c"].map((name) => b.input({ name, height: 3, width: 4, channels: 2 })), n),
  };
}

/** Every merge: two and more inputs, types, inputs that repeat, beats that differ. */
export const MERGES: readonly Scenario[] = [
  joined("subtract", (b, [x, y, z]) => [b.subtract(x, y), b.subtract(y, z)]),
  joined("subtract of itself", (b, [x]) => b.subtract(x, x)),
  ...OPERATIONS.flatMap((operation) => [
    joined(`${operation} of two`, (b, [x, y]) => b[operation]([x, y])),
    joined(`${operation} of three`, (b, inputs) => b[operation](inputs)),
    joined(`${operation} of five`, (b, [x, y, z]) => b[operation]([x, y, z, y, x])),
    joined(`${operation} rounding and saturating`, (b, inputs) => b[operation](inputs), {
      types: { result: "ap_fixed<7,4,AP_RND_CONV,AP_SAT_SYM>" },
    }),
  ]),
  ...["AP_TRN", "AP_TRN_ZERO", "AP_RND", "AP_RND_ZERO", "AP_RND_MIN_INF", "AP_RND_INF", "AP_RND_CONV"]
    .flatMap((mode) => [
      joined(`average of two ${mode}`, (b, [x, y]) => b.average([x, y]), {
        types: { result: `ap_fixed<12,7,${mode},AP_SAT>` },
      }),
      joined(`average of three ${mode}`, (b, inputs) => b.average(inputs), {
        types: { result: `ap_fixed<8,7,${mode},AP_SAT>` },
      }),
    ]),
  joined("average of three integers", (b, inputs) => b.average(inputs), { types: { result: "ap_int<9>" } }),
  joined("average of six, finer than its inputs", (b, [x, y, z]) => b.average([x, y, z, x, y, z]), {
    types: { result: "ap_fixed<30,8>" },
  }),
  joined("results of derived types", (b, inputs) => OPERATIONS.map((operation) => b[operation](inputs)), {
    types: { result: "auto" },
  }),
  {
    name: "sum of 64 bits",
    types: { input: "ap_fixed<64,32>", result: "ap_fixed<64,33,AP_RND,AP_SAT>" },
    build: (b) => {
      const [x, y] = ["a", "b"].map((name) => b.input({ name, length: 5, channels: 2 }));
      return [b.add([x, y]), b.subtract(x, y), b.maximum([x, y]), b.average([x, y])];
    },
  },
  {
    name: "product of 64 bits",
    types: { input: "ap_fixed<60,20>", result: "ap_fixed<64,30,AP_RND,AP_SAT>" },
    build: (b) => b.multiply(["a", "b"].map((name) => b.input({ name, length: 5, channels: 2 }))),
  },
  {
    name: "inputs that repeat over pixels and channels",
    build: (b) => {
      const x = b.input({ height: 3, width: 4, channels: 2 });
      const channels = b.tanh(b.input({ height: 1, width: 1, channels: 2 }));
      const pixels = b.input({ height: 3, width: 4, channels: 1 });
      const one = b.input({ height: 1, width: 1, channels: 1 });
      return [
        b.multiply([x, channels]),
        b.subtract(channels, x),
        b.multiply([pixels, x]),
        b.add([one, x, pixels]),
        b.add([channels, pixels]),
      ];
    },
  },
  {
    name: "vectors",
    build: (b) => {
      const [x, y] = ["a", "b"].map((name) => b.input({ name, features: 5 }));
      return [b.add([x, y]), b.maximum([x, b.relu(y)])];
    },
  },
  {
    name: "inputs of different beats",
    build: (b, n) => {
      const x = b.relu(b.input({ height: 2, width: 3, channels: 2 }));
      const flat = b.dense(b.input({ features: 4 }), { weights: n.weights([4, 12]), bias: n.bias(12) });
      return b.add([b.reshape(flat, { shape: [2, 3, 2] }), x]);
    },
  },
  {
    name: "inputs of equal beats that are no pixels",
    build: (b, n) => {
      const [x, y] = ["a", "b"].map((name) => {
        const flat = b.dense(b.input({ name, features: 4 }), {
          weights: n.weights([4, 12]),
          bias: n.bias(12),
        });
        return b.reshape(flat, { shape: [2, 3, 2] });
      });
      return b.relu(b.minimum([x, y]));
    },
  },
];

/** Concatenation along every axis. */
export const CONCATENATIONS: readonly Scenario[] = [
  ...[0, 1, 2].flatMap((axis) => [
    joined(`concatenate two on axis ${axis}`, (b, [x, y]) => b.concatenate([x, y], { axis })),
    joined(`concatenate three on axis ${axis}`, (b, inputs) => b.concatenate(inputs, { axis }), {
      types: { result: "ap_fixed<9,5,AP_RND,AP_SAT>" },
    }),
  ]),
  {
    name: "concatenate parts of different lengths",
    build: (b) => {
      const x = b.input({ height: 2, width: 3, channels: 4 });
      return [
        b.concatenate([x, b.input({ height: 3, width: 3, channels: 4 })], { axis: 0 }),
        b.concatenate([b.input({ height: 2, width: 1, channels: 4 }), x], { axis: 1 }),
        b.concatenate([x, b.input({ height: 2, width: 3, channels: 1 }), x], { axis: 2 }),
      ];
    },
  },
  {
    name: "concatenate sequences",
    build: (b) => {
      const x = b.input({ length: 3, channels: 2 });
      return [b.concatenate([x, x], { axis: 0 }), b.concatenate([x, b.relu(x)])];
    },
  },
  {
    name: "concatenate vectors, one of them a flat map",
    build: (b) => {
      const map = b.relu(b.input({ height: 2, width: 2, channels: 2 }));
      return b.concatenate([b.input({ features: 3 }), b.flatten(map)]);
    },
  },
  {
    name: "concatenate with the type of its inputs",
    build: (b) => {
      const x = b.input({ length: 4, channels: 2 });
      return b.relu(b.concatenate([x, b.input({ length: 4, channels: 3 })]));
    },
  },
];

/** Graphs that branch and meet again. */
export const SKIPS: readonly Scenario[] = [
  {
    name: "residual block",
    build: (b, n) => {
      const x = b.relu(b.input({ height: 4, width: 5, channels: 3 }));
      const y = b.conv2d(x, { weights: n.weights([3, 3, 3, 3]), bias: n.bias(3), padding: "same" });
      return b.relu(b.add([b.conv2d(b.relu(y), { weights: n.weights([3, 3, 3, 3]), padding: "same" }), x]));
    },
  },
  {
    name: "unet of two levels, joined over channels",
    build: (b, n) => {
      const conv = (x: Node, inputs: number, outputs: number, strides = 1) =>
        b.relu(
          b.conv2d(x, {
            weights: n.weights([3, 3, inputs, outputs]),
            bias: n.bias(outputs),
            strides,
            padding: "same",
          }),
        );
      const up = (x: Node, inputs: number, outputs: number) =>
        b.convTranspose2d(x, {
          weights: n.weights([2, 2, inputs, outputs]),
          bias: n.bias(outputs),
          strides: 2,
        });
      const top = conv(b.input({ height: 4, width: 8, channels: 1 }), 1, 2);
      const middle = conv(top, 2, 3, 2);
      const bottom = conv(middle, 3, 4, 2);
      const joined = conv(b.concatenate([up(bottom, 4, 2), middle]), 5, 3);
      return b.sigmoid(conv(b.concatenate([up(joined, 3, 2), top]), 4, 1));
    },
  },
  {
    name: "skips joined over rows and columns",
    build: (b, n) => {
      const x = b.relu(b.input({ height: 3, width: 4, channels: 2 }));
      const y = b.conv2d(x, { weights: n.weights([3, 3, 2, 2]), bias: n.bias(2), padding: "same" });
      const rows = b.concatenate([y, x], { axis: 0 });
      const columns = b.concatenate([x, y, x], { axis: 1 });
      return [b.conv2d(rows, { weights: n.weights([2, 2, 2, 1]) }), b.tanh(columns)];
    },
  },
  {
    name: "attention: one number a channel, one a pixel",
    build: (b, n) => {
      const x = b.relu(b.input({ height: 3, width: 4, channels: 2 }));
      const flat = b.dense(b.flatten(x), { weights: n.weights([24, 2]), bias: n.bias(2) });
      const channels = b.sigmoid(b.reshape(flat, { shape: [1, 1, 2] }));
      const pixels = b.sigmoid(b.conv2d(x, { weights: n.weights([1, 1, 2, 1]) }));
      return b.multiply([b.multiply([x, channels]), pixels]);
    },
  },
  {
    name: "four branches of one tensor",
    build: (b) => {
      const x = b.relu(b.input({ length: 6, channels: 2 }));
      return b.add([b.tanh(x), b.sigmoid(x), b.leakyRelu(x, { slope: 0.5 }), x]);
    },
  },
];
