import { parseFixedType } from "../../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Scenario } from "../scenario.ts";

const MAP = { height: 3, width: 4, channels: 3 } as const;

function quantize(b: ModelBuilder, x: Node, type: string): Node {
  return b.quantize(x, { type: parseFixedType(type) });
}

/** Quantisers by themselves, fused into what they read, and in front of every kind of reader. */
export const QUANTISERS: readonly Scenario[] = [
  {
    name: "quantize of a shared input",
    build: (b) => {
      const x = b.input(MAP);
      return [quantize(b, x, "fixed<6,3,RND_CONV,SAT_SYM>"), quantize(b, x, "ufixed<5,3,TRN,SAT>")];
    },
  },
  {
    name: "quantize behind conv_transpose",
    build: (b, n) => {
      const x = b.convTranspose2d(b.input(MAP), {
        weights: n.weights([3, 3, 3, 2]),
        bias: n.bias(2),
        strides: 2,
      });
      return quantize(b, x, "fixed<6,4,RND_CONV,SAT>");
    },
  },
  {
    name: "quantize of a sequence behind relu",
    build: (b, n) => {
      const x = b.input({ length: 5, channels: 2 });
      const up = b.convTranspose1d(x, { weights: n.weights([4, 2, 3]), bias: n.bias(3), strides: 3 });
      return quantize(b, b.relu(up), "ufixed<4,3,RND_INF,SAT>");
    },
  },
  {
    name: "quantize to one bit and back",
    build: (b) =>
      b.batchNorm(quantize(b, b.input(MAP), "fixed<1,1,TRN,SAT>"), { scale: [2, 2, 2], shift: [1, 1, 1] }),
  },
  {
    name: "quantize in a skip connection",
    build: (b, n) => {
      const x = quantize(b, b.input(MAP), "fixed<8,4,RND_CONV,SAT>");
      const y = b.conv2d(x, { weights: n.weights([3, 3, 3, 3]), bias: n.bias(3), padding: "same" });
      const joined = b.concatenate([b.add([x, quantize(b, y, "fixed<7,5,RND,SAT>")]), x]);
      const pooled = b.maxPool(b.leakyRelu(joined, { slope: 0.25 }), { size: [2, 1] });
      return quantize(
        b,
        b.batchNorm(pooled, { scale: n.scales(6), shift: n.bias(6) }),
        "fixed<9,5,RND_ZERO,SAT_ZERO>",
      );
    },
  },
];
