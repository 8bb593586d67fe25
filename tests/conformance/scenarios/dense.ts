import type { Scenario } from "../scenario.ts";

function dense(sizes: readonly [number, number], rest: Partial<Scenario> = {}): Scenario {
  const [inputs, outputs] = sizes;
  return {
    name: `dense ${inputs} to ${outputs}`,
    build: (b, n) =>
      b.dense(b.input({ features: inputs }), {
        weights: n.weights([inputs, outputs]),
        bias: n.bias(outputs),
      }),
    ...rest,
  };
}

/** Dense layers, alone and beside layers whose beats are pixels. */
export const DENSE: readonly Scenario[] = [
  dense([1, 1]),
  dense([7, 1]),
  dense([1, 5]),
  dense([6, 4]),
  dense([12, 10]),
  dense([30, 7]),
  dense([6, 4], {
    name: "dense 6 to 4 with reuse beyond the inputs",
    only: { strategy: "resource", reuse: "largest" },
  }),
  {
    name: "dense 6 to 4 no bias",
    build: (b, n) => b.dense(b.input({ features: 6 }), { weights: n.weights([6, 4]) }),
  },
  {
    name: "dense of a flattened map",
    build: (b, n) => {
      const x = b.flatten(b.input({ height: 2, width: 3, channels: 4 }));
      return b.dense(x, { weights: n.weights([24, 5]), bias: n.bias(5) });
    },
  },
  {
    name: "dense over the last axis of a sequence",
    build: (b, n) =>
      b.dense(b.input({ length: 4, channels: 6 }), { weights: n.weights([6, 5]), bias: n.bias(5) }),
  },
  {
    name: "dense over the last axis of a map",
    build: (b, n) =>
      b.dense(b.input({ height: 2, width: 3, channels: 6 }), { weights: n.weights([6, 5]), bias: n.bias(5) }),
  },
  {
    name: "dense to a map to conv_transpose",
    build: (b, n) => {
      const x = b.dense(b.input({ features: 5 }), { weights: n.weights([5, 18]), bias: n.bias(18) });
      const map = b.reshape(x, { shape: [2, 3, 3] });
      return b.convTranspose2d(map, {
        weights: n.weights([3, 3, 3, 2]),
        bias: n.bias(2),
        strides: 2,
        padding: "same",
      });
    },
  },
  {
    name: "dense to a sequence to conv_transpose",
    build: (b, n) => {
      const x = b.relu(b.dense(b.input({ features: 4 }), { weights: n.weights([4, 15]), bias: n.bias(15) }));
      const sequence = b.reshape(x, { shape: [5, 3] });
      return b.convTranspose1d(sequence, {
        weights: n.weights([4, 3, 2]),
        bias: n.bias(2),
        strides: 2,
        padding: "same",
      });
    },
  },
  {
    name: "conv_transpose to dense to dense",
    build: (b, n) => {
      const x = b.input({ height: 2, width: 2, channels: 2 });
      const map = b.convTranspose2d(x, { weights: n.weights([2, 2, 2, 3]), bias: n.bias(3), strides: 2 });
      const hidden = b.dense(b.flatten(map), { weights: n.weights([48, 6]), bias: n.bias(6) });
      return b.dense(hidden, { weights: n.weights([6, 2]), bias: n.bias(2) });
    },
  },
];
