import type { Scenario } from "../scenario.ts";

function permute(name: string, permutation: readonly number[]): Scenario {
  return {
    name: `transpose ${name}`,
    build: (b) => {
      const x = permutation.length === 3
        ? b.input({ height: 2, width: 3, channels: 4 })
        : b.input({ length: 5, channels: 3 });
      return b.relu(b.transpose(x, { permutation }));
    },
  };
}

/** What moves elements about, and graphs that are not a chain. */
export const GRAPHS: readonly Scenario[] = [
  permute("of a sequence", [1, 0]),
  permute("to channels first", [2, 0, 1]),
  permute("to channels last", [1, 2, 0]),
  permute("of rows and columns", [1, 0, 2]),
  permute("of columns and channels", [0, 2, 1]),
  permute("of rows and channels", [2, 1, 0]),
  {
    name: "transpose of four and five axes",
    build: (b) => {
      const x = b.relu(b.input({ height: 4, width: 6, channels: 4 }));
      const four = b.transpose(b.reshape(x, { shape: [4, 2, 3, 4] }), { permutation: [2, 0, 3, 1] });
      const five = b.transpose(b.reshape(x, { shape: [2, 2, 2, 3, 4] }), { permutation: [4, 1, 3, 0, 2] });
      return [b.reshape(four, { shape: [12, 8] }), b.reshape(five, { shape: [16, 6] })];
    },
  },
  {
    name: "transpose behind conv_transpose in front of dense",
    build: (b, n) => {
      const x = b.input({ height: 2, width: 3, channels: 2 });
      const map = b.relu(
        b.convTranspose2d(x, { weights: n.weights([2, 2, 2, 3]), bias: n.bias(3), strides: 2 }),
      );
      const flat = b.flatten(b.transpose(map, { permutation: [2, 0, 1] }));
      return b.dense(flat, { weights: n.weights([72, 3]), bias: n.bias(3) });
    },
  },
  {
    name: "transpose to a type of its own",
    build: (b) =>
      b.transpose(b.relu(b.input({ height: 2, width: 3, channels: 4 })), { permutation: [2, 0, 1] }),
    layers: { transpose_1: { precision: { result: "ap_fixed<6,4,AP_RND,AP_SAT>" } } },
  },
  {
    name: "reshape of a map to other pixels in front of a convolution",
    build: (b, n) => {
      const x = b.reshape(b.relu(b.input({ height: 2, width: 3, channels: 4 })), { shape: [4, 3, 2] });
      return b.conv2d(x, { weights: n.weights([2, 2, 2, 3]), bias: n.bias(3), padding: "same" });
    },
  },
  {
    name: "reshape of a map to other pixels in front of prelu",
    build: (b, n) => {
      const x = b.reshape(b.relu(b.input({ height: 2, width: 3, channels: 4 })), { shape: [3, 8] });
      return b.prelu(x, { slopes: n.scales(8) });
    },
  },
  {
    name: "reshape of a vector to a map, then relu and sigmoid",
    build: (b) => b.sigmoid(b.relu(b.reshape(b.input({ features: 12 }), { shape: [2, 3, 2] }))),
  },
  {
    name: "reshape with a type of its own",
    build: (b) => b.reshape(b.relu(b.input({ height: 2, width: 3, channels: 4 })), { shape: [6, 4] }),
    layers: { reshape_1: { precision: { result: "ap_fixed<7,5,AP_RND_CONV,AP_SAT>" } } },
  },
  {
    name: "identity between layers",
    build: (b) => b.tanh(b.identity(b.relu(b.input({ length: 4, channels: 3 })))),
  },
  {
    name: "output that is an input",
    build: (b) => {
      const x = b.input({ length: 4, channels: 3 });
      return [x, b.relu(x)];
    },
  },
  {
    name: "output that is a view of an input",
    build: (b) => b.flatten(b.input({ height: 2, width: 3, channels: 2 })),
  },
  {
    name: "output twice",
    build: (b) => {
      const y = b.relu(b.input({ length: 4, channels: 3 }));
      return [y, b.identity(y)];
    },
  },
  {
    name: "outputs along a decoder",
    build: (b, n) => {
      const x = b.input({ height: 2, width: 3, channels: 2 });
      const up = b.convTranspose2d(x, {
        weights: n.weights([3, 3, 2, 3]),
        bias: n.bias(3),
        strides: 2,
        padding: "same",
      });
      const active = b.relu(up);
      const last = b.convTranspose2d(active, {
        weights: n.weights([2, 2, 3, 1]),
        bias: n.bias(1),
        strides: 2,
      });
      return [up, active, b.sigmoid(last)];
    },
  },
  {
    name: "four readers of one tensor (a chain of clones)",
    build: (b, n) => {
      const x = b.relu(b.input({ length: 5, channels: 2 }));
      const up = b.convTranspose1d(x, { weights: n.weights([3, 2, 3]), bias: n.bias(3), strides: 2 });
      return [x, b.tanh(x), b.prelu(x, { slopes: n.scales(2) }), up];
    },
  },
  {
    name: "three readers of an input",
    build: (b) => {
      const x = b.input({ length: 4, channels: 3 });
      return [b.relu(x), b.tanh(x), b.clip(x, { min: 0.5 })];
    },
  },
  {
    name: "views of one tensor to readers of other beats",
    build: (b, n) => {
      const x = b.relu(b.input({ height: 2, width: 3, channels: 2 }));
      const dense = b.dense(b.flatten(x), { weights: n.weights([12, 3]), bias: n.bias(3) });
      const conv = b.conv1d(b.reshape(x, { shape: [4, 3] }), {
        weights: n.weights([2, 3, 2]),
        bias: n.bias(2),
      });
      return [dense, conv];
    },
  },
  {
    name: "two inputs, two outputs",
    build: (b, n) => {
      const x = b.input({ name: "left", length: 4, channels: 2 });
      const y = b.input({ name: "right", height: 2, width: 3, channels: 1 });
      const up = b.convTranspose2d(y, { weights: n.weights([2, 2, 1, 2]), bias: n.bias(2), strides: 2 });
      return [b.leakyRelu(x, { slope: 0.5 }), up];
    },
  },
  {
    name: "ports named like variables of generated programs",
    build: (b) => {
      const names = ["in", "out", "at", "b", "e", "i", "beat", "sample", "inputs", "expected", "mantissa"];
      const x = names.map((name) => b.input({ name, length: 2, channels: 2 }));
      return [b.maximum(x, { name: "trace" }), b.add(x, { name: "samples" })];
    },
  },
  {
    name: "decoder of three layers, 1d",
    build: (b, n) => {
      let x = b.input({ length: 3, channels: 4 });
      for (const [inputs, outputs] of [[4, 3], [3, 2], [2, 1]]) {
        x = b.convTranspose1d(x, {
          weights: n.weights([4, inputs, outputs]),
          bias: n.bias(outputs),
          strides: 2,
          padding: "same",
        });
        x = b.leakyRelu(x, { slope: 0.25 });
      }
      return x;
    },
  },
  {
    name: "autoencoder of four layers, 2d",
    build: (b, n) => {
      let x = b.input({ height: 6, width: 8, channels: 1 });
      x = b.relu(
        b.conv2d(x, { weights: n.weights([3, 3, 1, 2]), bias: n.bias(2), strides: 2, padding: "same" }),
      );
      x = b.relu(
        b.conv2d(x, { weights: n.weights([3, 3, 2, 3]), bias: n.bias(3), strides: 2, padding: "same" }),
      );
      x = b.relu(
        b.convTranspose2d(x, {
          weights: n.weights([3, 3, 3, 2]),
          bias: n.bias(2),
          strides: 2,
          padding: "same",
        }),
      );
      x = b.convTranspose2d(x, {
        weights: n.weights([4, 4, 2, 1]),
        bias: n.bias(1),
        strides: 2,
        padding: "same",
      });
      return b.sigmoid(x);
    },
  },
];
